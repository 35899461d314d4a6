namespace Akka.Configuration.Hocon;

/// <summary>Which characters mean what in a HOCON text.</summary>
internal static class HoconText
{
    private const string EndOfUnquoted = "{}[]\",=:#+$`^?!@*&\\";

    /// <summary>White space that ends a value, unlike the white space inside one.</summary>
    internal static bool IsNewLine(char c) => c is '\n' or '\r' or '\u2028' or '\u2029';

    internal static bool IsSpace(char c) => char.IsWhiteSpace(c) && !IsNewLine(c);

    /// <summary>Unquoted values may hold a plus sign, which the HOCON specification does not allow.</summary>
    internal static bool IsUnquoted(char c) => c == '+' || (!char.IsWhiteSpace(c) && !EndOfUnquoted.Contains(c));

    internal static string Quoted(string text) => text.AsSpan().IndexOfAny(' ', '\t', ':') < 0 ? text : $"\"{text}\"";
}
