using System.Collections.Immutable;
using System.Globalization;

namespace FedPrune.Report;

/// <summary>Where an axis begins and ends and where its ticks are, in the coordinates that are drawn: logarithms where it is logarithmic.</summary>
/// <param name="Min">Its beginning: a tick.</param>
/// <param name="Max">Its end.</param>
/// <param name="Step">From tick to tick.</param>
/// <param name="Logarithmic">Whether coordinates are binary logarithms.</param>
public sealed record Scale(double Min, double Max, double Step, bool Logarithmic)
{
    private const double Slack = 1e-9;

    /// <summary>A scale that holds some numbers with round ticks.</summary>
    /// <param name="values">The numbers; above 0 if logarithmic.</param>
    /// <param name="ticks">About how many ticks there may be at most, at least 2.</param>
    /// <param name="logarithmic">Whether equal ratios are equal lengths.</param>
    public static Scale Of(IReadOnlyCollection<double> values, int ticks, bool logarithmic = false)
    {
        double[] drawn = [.. values.Select(v => logarithmic ? Math.Log2(v) : v).Where(double.IsFinite)];
        var (low, high) = drawn.Length == 0 ? (0, 1) : (drawn.Min(), drawn.Max());
        if (high - low < Slack)
            (low, high) = logarithmic ? (low - 1, high + 1) : (low - Math.Max(1, Math.Abs(low) / 10), high + Math.Max(1, Math.Abs(high) / 10));
        var step = logarithmic ? Math.Max(1, Math.Ceiling((high - low) / ticks)) : RoundStep((high - low) / ticks);
        var min = Math.Floor((low / step) + Slack) * step;
        return new Scale(min, Math.Max(min + step, logarithmic ? high + (0.03 * (high - low)) : Math.Ceiling((high / step) - Slack) * step), step, logarithmic);
    }

    /// <summary>A number's place on the scale.</summary>
    public double Place(double value) => Logarithmic ? Math.Log2(value) : value;

    /// <summary>A place as the number that it stands for.</summary>
    public string Label(double place)
    {
        var value = Logarithmic ? Math.Pow(2, place) : place;
        if (Math.Abs(value) < Slack)
            return "0";
        var digits = Logarithmic ? Math.Max(0, 2 - (int)Math.Floor(Math.Log10(value) + 1)) : Math.Max(0, -(int)Math.Floor(Math.Log10(Step) + Slack));
        return Math.Round(value, Math.Min(digits, 10)).ToString("0.##########", CultureInfo.InvariantCulture);
    }

    /// <summary>The places of its ticks.</summary>
    public ImmutableArray<double> Ticks => [.. Enumerable.Range(0, (int)Math.Floor(((Max - Min) / Step) + Slack) + 1).Select(i => Min + (i * Step))];

    // The next of 1, 2, 5 times a power of ten.
    private static double RoundStep(double raw)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return power * ((raw / power) switch
        {
            <= 1 + Slack => 1,
            <= 2 + Slack => 2,
            <= 5 + Slack => 5,
            _ => 10,
        });
    }
}
