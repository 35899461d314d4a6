using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace FedPrune.Host.Configuration;

/// <summary>The keys of a configuration, and the check that each of them exists.</summary>
internal static class ConfigKeys
{
    private const string Section = "fedprune";

    /// <summary>Every <c>fedprune</c> key with a value, as dotted paths with their text, in the order of the alphabet.</summary>
    public static SortedDictionary<string, string> Leaves(Config config)
    {
        var leaves = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (config.HasPath(Section))
            Collect(config.GetValue(Section), Section, leaves);
        return leaves;
    }

    /// <summary>Refuses keys that the reference does not have, naming the nearest one it has.</summary>
    /// <exception cref="UserException">A key is unknown.</exception>
    public static void RequireKnown(Config config, Config reference, string source)
    {
        foreach (var section in Sections(config).Where(section => section is not (Section or "akka")))
            throw UserException.Usage($"{source}: there is no section '{section}'; allowed are {Section} and akka");
        var known = Leaves(reference);
        foreach (var key in Leaves(config).Keys.Where(key => !known.ContainsKey(key)))
        {
            var nearest = known.Keys.MinBy(candidate => EditDistance(key, candidate))!;
            throw UserException.Usage($"{source}: there is no key '{key}'; the nearest is '{nearest}'");
        }
    }

    private static IEnumerable<string> Sections(Config config) =>
        config.Root is { } root && root.IsObject() ? root.GetObject().Items.Keys : [];

    private static void Collect(HoconValue value, string path, SortedDictionary<string, string> leaves)
    {
        if (value.IsObject())
        {
            foreach (var (key, child) in value.GetObject().Items)
                Collect(child, $"{path}.{key}", leaves);
        }
        else
        {
            leaves[path] = value.GetString();
        }
    }

    // Levenshtein (1966), one row at a time.
    private static int EditDistance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
