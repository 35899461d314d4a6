using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Walks over a text and takes tokens from it, where they are of the kind that is asked for.</summary>
internal sealed class HoconScanner(string text)
{
    private const string TripleQuote = "\"\"\"";
    private const string Include = "include";

    internal int Position { get; private set; }

    internal bool AtEnd => Position >= text.Length;

    /// <summary>An element of a value starts here.</summary>
    internal bool IsElement => !AtEnd && (Current is '{' or '[' or '"' || Matches("${") || IsUnquoted);

    private char Current => text[Position];

    private bool IsUnquoted => !AtEnd && HoconText.IsUnquoted(Current) && !Matches("//");

    /// <summary>Skips white space, line breaks and comments.</summary>
    /// <returns>Whether there is anything left.</returns>
    internal bool SkipToToken()
    {
        while (!AtEnd)
        {
            if (char.IsWhiteSpace(Current)) Position++;
            else if (Current == '#' || Matches("//")) TakeWhile(static c => !HoconText.IsNewLine(c));
            else break;
        }

        return !AtEnd;
    }

    internal bool TakeIf(char wanted)
    {
        if (AtEnd || Current != wanted) return false;
        Position++;
        return true;
    }

    /// <summary>An equals sign or a colon with something behind it.</summary>
    internal bool TakeAssignment() => Position + 1 < text.Length && (TakeIf('=') || TakeIf(':'));

    /// <summary>Passes over a bracket, dot or assignment that means nothing here.</summary>
    /// <exception cref="FormatException">What is here is none of these.</exception>
    internal void SkipStructure()
    {
        if (!TakeAssignment() && !TakeIf('{') && !TakeIf('}') && !TakeIf('[') && !TakeIf(']') && !TakeIf('.')) throw UnknownToken();
    }

    /// <summary>The name in <c>include "name"</c>.</summary>
    internal string TakeIncludedName()
    {
        if (!Matches(Include)) return null;
        var start = Position;
        Position += Include.Length;
        if (TakeSpaces().Length > 0 && TakeIf('"')) return TakeQuoted();
        Position = start;
        return null;
    }

    /// <summary>One key of a path: quoted, or unquoted up to the next dot or sign, inner white space included.</summary>
    internal string TakeKey()
    {
        if (TakeIf('"')) return TakeQuoted();
        if (!IsUnquoted || Current == '.') return null;
        var start = Position;
        while (!AtEnd && Current != '.' && (IsUnquoted || char.IsWhiteSpace(Current))) Position++;
        return text[start..Position].Trim();
    }

    internal string TakeSpaces() => TakeWhile(HoconText.IsSpace);

    /// <summary>The path in <c>${path}</c>, its question mark included.</summary>
    internal string TakeSubstitution()
    {
        if (!Matches("${")) return null;
        Position += 2;
        var path = TakeWhile(static c => c != '}');
        TakeIf('}');
        return path.Trim();
    }

    /// <summary>Quoted or unquoted text.</summary>
    internal string TakeText()
    {
        if (Matches(TripleQuote)) return TakeTripleQuoted();
        if (TakeIf('"')) return TakeQuoted();
        return IsUnquoted ? TakeUnquoted() : null;
    }

    /// <summary>An exception that shows the line and the place in it.</summary>
    internal FormatException UnknownToken()
    {
        var start = Position == 0 ? 0 : text.LastIndexOf('\n', Position - 1) + 1;
        var end = text.IndexOf('\n', start);
        var line = end < 0 ? text[start..] : text[start..end];
        var pointer = "^".PadLeft(Position - start + 1).PadRight(line.Length);
        return new FormatException($"Unknown token at position {Position.ToString(CultureInfo.InvariantCulture)}: \n{line}\n{pointer}\n");
    }

    private string TakeUnquoted()
    {
        var start = Position;
        while (IsUnquoted) Position++;
        if (AtEnd || Current is not ('=' or ':')) return CheckedEnd(text[start..Position]);
        throw new ConfigurationException(
            $"The unquoted value {text[start..Position]} is followed by '{Current}' at position "
            + $"{Position.ToString(CultureInfo.InvariantCulture)}. Put an object in curly brackets and an address in double quotes.");
    }

    /// <summary>Unquoted text ends at white space, a comment or a sign that may follow a value, and nowhere else.</summary>
    private string CheckedEnd(string taken)
    {
        if (AtEnd || char.IsWhiteSpace(Current) || "{}[]\",#/".Contains(Current) || Matches("${")) return taken;
        throw UnknownToken();
    }

    private string TakeTripleQuoted()
    {
        var start = Position + TripleQuote.Length;
        var end = text.IndexOf(TripleQuote, start, StringComparison.Ordinal);
        if (end < 0) end = text.Length;
        Position = Math.Min(end + TripleQuote.Length, text.Length);
        return text[start..end];
    }

    private string TakeQuoted()
    {
        var taken = new StringBuilder();
        while (!AtEnd && !TakeIf('"')) taken.Append(TakeIf('\\') ? TakeEscaped() : text[Position++]);
        return taken.ToString();
    }

    private char TakeEscaped()
    {
        var code = AtEnd ? '\0' : text[Position++];
        return code switch
        {
            '"' or '\\' or '/' => code,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => TakeCodeUnit(),
            _ => throw new FormatException($"Unknown escape code: {code}"),
        };
    }

    private char TakeCodeUnit()
    {
        var end = Math.Min(Position + 4, text.Length);
        var unit = (char)ushort.Parse(text.AsSpan(Position, end - Position), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Position = end;
        return unit;
    }

    private string TakeWhile(Func<char, bool> accept)
    {
        var start = Position;
        while (!AtEnd && accept(Current)) Position++;
        return text[start..Position];
    }

    private bool Matches(string pattern) => text.AsSpan(Position).StartsWith(pattern, StringComparison.Ordinal);
}
