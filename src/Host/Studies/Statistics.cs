using System.Collections.Immutable;
using MathNet.Numerics.Distributions;

namespace FedPrune.Host.Studies;

/// <summary>What seeds say of a quantity.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation, with n − 1; 0 for one seed.</param>
/// <param name="Count">How many have a value.</param>
/// <param name="Of">How many there are.</param>
internal readonly record struct Estimate(double Mean, double Deviation, int Count, int Of);

/// <summary>A mean with its confidence interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">Lower end; the mean itself for one value, which has no interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">How many values.</param>
internal readonly record struct Interval(double Mean, double Low, double High, int Count);

/// <summary>Means over seeds, and how far they can be trusted.</summary>
internal static class Statistics
{
    public const double Confidence = 0.95;

    /// <summary>Mean and deviation of the values that are there; null where none is.</summary>
    public static Estimate? Estimate(IReadOnlyCollection<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        return known.Length == 0 ? null : new Estimate(known.Average(), Deviation(known), known.Length, values.Count);
    }

    /// <summary>Sample standard deviation; 0 for fewer than two values.</summary>
    public static double Deviation(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2)
            return 0;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }

    /// <summary><c>mean ± t(n−1)·s/√n</c>, Student's interval; null without values.</summary>
    public static Interval? Interval(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
            return null;
        var mean = values.Average();
        if (values.Count == 1)
            return new Interval(mean, mean, mean, 1);
        var quantile = StudentT.InvCDF(0, 1, values.Count - 1, (1 + Confidence) / 2);
        var half = quantile * Deviation(values) / Math.Sqrt(values.Count);
        return new Interval(mean, mean - half, mean + half, values.Count);
    }

    /// <summary>The interval of <c>values[s] − reference[s]</c> over the seeds s that both have.</summary>
    /// <param name="values">(S) a value a seed.</param>
    /// <param name="reference">(S) the same seeds in the same order.</param>
    public static Interval? PairedDifference(ImmutableArray<double?> values, ImmutableArray<double?> reference) =>
        Interval([.. values.Zip(reference, (v, r) => v - r).OfType<double>()]);

    /// <summary>
    /// Area under the receiver operating characteristic: how often a positive scores above a negative, ties counting half.
    /// Null where either is missing.
    /// </summary>
    public static double? AreaUnderCurve(IReadOnlyCollection<double> positives, IReadOnlyCollection<double> negatives)
    {
        if (positives.Count == 0 || negatives.Count == 0)
            return null;
        var wins = positives.Sum(p => negatives.Sum(n => p > n ? 1.0 : p < n ? 0 : 0.5));
        return wins / ((double)positives.Count * negatives.Count);
    }
}
