using System.Collections.Immutable;
using System.Globalization;
using Akka.Configuration;

namespace FedPrune.Host.Configuration;

/// <summary>Typed reading of the <c>fedprune</c> section: every value that is not allowed is named with what is.</summary>
internal sealed class Settings(Config config)
{
    public string Text(string key) => config.GetString($"fedprune.{key}") ?? "";

    public int Whole(string key, int least, int most = int.MaxValue) =>
        int.TryParse(Text(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && value >= least && value <= most
            ? value
            : throw NotAllowed(key, most == int.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}");

    public ulong Seed(string key) =>
        ulong.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw NotAllowed(key, $"a whole number from 0 to {ulong.MaxValue}");

    /// <summary>A number in [least, most].</summary>
    public double Number(string key, double least, double most = double.PositiveInfinity) =>
        TryNumber(key, out var value) && value >= least && value <= most
            ? value
            : throw NotAllowed(key, double.IsPositiveInfinity(most) ? $"a number from {least}" : $"a number from {least} to {most}");

    /// <summary>A number in [least, below).</summary>
    public double NumberBelow(string key, double least, double below) =>
        TryNumber(key, out var value) && value >= least && value < below
            ? value
            : throw NotAllowed(key, $"a number from {least} to below {below}");

    /// <summary>A number above 0.</summary>
    public double Positive(string key) =>
        TryNumber(key, out var value) && value > 0 ? value : throw NotAllowed(key, "a number above 0");

    /// <summary>A number above 0 and up to 1.</summary>
    public double Share(string key) =>
        TryNumber(key, out var value) && value is > 0 and <= 1 ? value : throw NotAllowed(key, "a number above 0, up to 1");

    /// <summary>Some of them, with commas between them.</summary>
    public ImmutableArray<double> Shares(string key)
    {
        var shares = ImmutableArray.CreateBuilder<double>();
        foreach (var text in Text(key).Split(','))
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value is not (> 0 and <= 1))
                throw NotAllowed(key, "numbers above 0, up to 1, with commas between them");
            shares.Add(value);
        }
        return shares.ToImmutable();
    }

    public bool Switch(string key) => Text(key) switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        _ => throw NotAllowed(key, "on or off"),
    };

    /// <summary>One of some words, as what it stands for.</summary>
    public T Choice<T>(string key, params ReadOnlySpan<(string Word, T Meaning)> choices)
    {
        var text = Text(key);
        foreach (var (word, meaning) in choices)
        {
            if (string.Equals(word, text, StringComparison.Ordinal))
                return meaning;
        }
        var words = new List<string>();
        foreach (var (word, _) in choices)
            words.Add(word);
        throw NotAllowed(key, string.Join(", ", words));
    }

    public TimeSpan Duration(string key)
    {
        try
        {
            var value = config.GetTimeSpan($"fedprune.{key}", allowInfinite: false);
            return value >= TimeSpan.Zero ? value : throw NotAllowed(key, "a duration, e.g. 30s or 200ms");
        }
        catch (FormatException)
        {
            throw NotAllowed(key, "a duration, e.g. 30s or 200ms");
        }
    }

    public UserException NotAllowed(string key, string allowed) =>
        UserException.Usage($"fedprune.{key} = {(Text(key).Length == 0 ? "(nothing)" : Text(key))}: allowed is {allowed}");

    // Not-a-number compares false with everything, so the range checks above refuse it.
    private bool TryNumber(string key, out double value) =>
        double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
