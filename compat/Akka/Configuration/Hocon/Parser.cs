namespace Akka.Configuration.Hocon;

/// <summary>Reads HOCON.</summary>
public static class Parser
{
    /// <summary>The root of <paramref name="text"/>, its substitutions resolved within the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="includeCallback">Gives what the text includes by name; null where nothing may be included.</param>
    /// <exception cref="FormatException">The text is no HOCON, or a substitution names nothing.</exception>
    /// <exception cref="ConfigurationException">An unquoted value holds an assignment, or a value contains itself.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot> includeCallback)
    {
        var reader = new HoconReader(text, includeCallback);
        var root = new HoconValue([reader.ReadRoot()]);
        Resolution.Resolve(root, reader.Substitutions);
        return new HoconRoot(root, reader.Substitutions);
    }
}
