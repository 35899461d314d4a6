using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FedPrune.Host.Configuration;

namespace FedPrune.Host.Studies;

/// <summary>The content address of a run: equal for configurations that give the same result.</summary>
/// <param name="Hash">16 hexadecimal digits, and a word where the run holds more than others.</param>
internal readonly record struct RunKey(string Hash)
{
    // Raised when the same configuration comes to give other results, so that no old run is taken for a new one.
    private const int Generation = 3;

    private static readonly HashSet<string> WithoutEffect = new(StringComparer.Ordinal)
    {
        "fedprune.compute.slots", "fedprune.compute.timeout", "fedprune.compute.nodes", "fedprune.data.url", "fedprune.speed-up",
    };

    /// <summary>The address of a resolved configuration, its seed included.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="validated">Whether its contributions are validated, which leaves another file in the run's folder.</param>
    public static RunKey Of(RunConfiguration configuration, bool validated = false)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(configuration)));
        return new RunKey(Convert.ToHexStringLower(hash.AsSpan(0, 8)) + (validated ? "-validated" : ""));
    }

    /// <summary>
    /// All that decides a run's result, a line a key, in the order of the alphabet; numbers and switches in one spelling each.
    /// </summary>
    public static string Canonical(RunConfiguration configuration)
    {
        // Where a known data set lies does not change it; an idx set or a text is whatever lies there.
        var anywhere = configuration.Settings.Text("data.set") is not ("idx" or "text");
        var lines = ConfigKeys.Leaves(configuration.Config)
            .Where(leaf => !WithoutEffect.Contains(leaf.Key) && !leaf.Key.StartsWith("fedprune.cluster.", StringComparison.Ordinal)
                && !(anywhere && leaf.Key == "fedprune.data.path"))
            .Select(leaf => $"{leaf.Key} = {(leaf.Key == "fedprune.data.path" ? Path.GetFullPath(leaf.Value) : Spelling(leaf.Value))}");
        return $"generation = {Generation}\n{string.Join('\n', lines)}\n";
    }

    public override string ToString() => Hash;

    private static string Spelling(string value)
    {
        if (ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            return whole.ToString(CultureInfo.InvariantCulture);
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return number.ToString("R", CultureInfo.InvariantCulture);
        return value switch
        {
            "true" or "yes" => "on",
            "false" or "no" => "off",
            _ => value,
        };
    }
}
