using System.Collections.Immutable;
using System.Globalization;

namespace FedPrune.Host.Commands;

/// <summary>Lists on the command line: <c>a,b,c</c>.</summary>
internal static class Lists
{
    /// <summary>The words of a list.</summary>
    /// <exception cref="UserException">It is empty, or a word is empty or there twice.</exception>
    public static ImmutableArray<string> Words(string option, string text)
    {
        ImmutableArray<string> words = [.. text.Split(',').Select(word => word.Trim())];
        if (words.Any(word => word.Length == 0))
            throw UserException.Usage($"{option} {(text.Length == 0 ? "(nothing)" : text)}: write a list with commas and no gaps, e.g. a,b,c");
        return words.GroupBy(word => word, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw UserException.Usage($"{option} {text}: '{twice.Key}' is there twice")
            : words;
    }

    /// <summary>The numbers of a list, as they were written.</summary>
    /// <exception cref="UserException">One is not a number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public static ImmutableArray<string> Numbers(string option, string text, double least, double most)
    {
        var words = Words(option, text);
        var wrong = words.FirstOrDefault(word =>
            !double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= least && value <= most));
        return wrong is null
            ? words
            : throw UserException.Usage(string.Create(
                CultureInfo.InvariantCulture, $"{option} {text}: '{wrong}' is not a number from {least} to {most}"));
    }

    /// <summary>A parameter and its values: <c>key=v1,v2</c>.</summary>
    /// <exception cref="UserException">It is not of that form.</exception>
    public static (string Key, ImmutableArray<string> Values) Axis(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? (text[..equals].Trim(), Words(text[..equals].Trim(), text[(equals + 1)..]))
            : throw UserException.Usage($"'{text}': write key=v1,v2, e.g. pruning.rate=0.5,0.8,0.9");
    }
}
