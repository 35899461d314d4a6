using System.Text.RegularExpressions;

namespace Akka.TestKit.Internal.StringMatcher;

/// <summary>A condition on a text.</summary>
public interface IStringMatcher
{
    bool IsMatch(string s);
}

public class MatchesAll : IStringMatcher
{
    private MatchesAll() { }

    public static IStringMatcher Instance { get; } = new MatchesAll();

    public bool IsMatch(string s) => true;

    public override string ToString() => "";
}

public class EqualsString(string s) : IStringMatcher
{
    public bool IsMatch(string s1) => string.Equals(s, s1, StringComparison.Ordinal);

    public override string ToString() => $"== \"{s}\"";
}

public class StartsWithString(string start) : IStringMatcher
{
    public bool IsMatch(string s) => s.StartsWith(start, StringComparison.Ordinal);

    public override string ToString() => $"starts with \"{start}\"";
}

public class ContainsString(string part) : IStringMatcher
{
    public bool IsMatch(string s) => s.Contains(part, StringComparison.Ordinal);

    public override string ToString() => $"contains \"{part}\"";
}

public class RegexMatcher(Regex regex) : IStringMatcher
{
    public bool IsMatch(string s) => regex.IsMatch(s);

    public override string ToString() => $"matches regex \"{regex}\"";
}

/// <summary>A path, with its address or without.</summary>
public class EqualsStringAndPathMatcher(string path, bool canBeRelative = true) : IStringMatcher
{
    public bool IsMatch(string path1) =>
        string.Equals(path, path1, StringComparison.Ordinal)
        || (canBeRelative && path.StartsWith('/') && Actor.ActorPath.TryParse(path1, out var parsed)
            && string.Equals(path, parsed.ToStringWithoutAddress(), StringComparison.Ordinal));

    public override string ToString() => $"== \"{path}\"";
}
