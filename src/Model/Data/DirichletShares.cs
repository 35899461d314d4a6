using FedPrune.Model.Randomness;
using MathNet.Numerics.Distributions;

namespace FedPrune.Model.Data;

/// <summary>Proportions from a symmetric Dirichlet distribution, and how to deal samples by them.</summary>
internal static class DirichletShares
{
    /// <summary>
    /// Draws proportions that sum to 1. They are normalised Gamma(α) numbers, drawn as logarithms by
    /// <c>Gamma(α) ~ Gamma(α + 1) · U^(1/α)</c>: at small α the numbers themselves would all be too small for a double.
    /// </summary>
    /// <param name="random">The stream; the same number of draws is taken whoever takes part.</param>
    /// <param name="alpha">Concentration, positive.</param>
    /// <param name="shares">(N) proportions, written.</param>
    /// <param name="takesPart">Who gets a share, at least one; all if null. The others get 0.</param>
    public static void Draw(RandomStream random, double alpha, Span<double> shares, Predicate<int>? takesPart = null)
    {
        var highest = double.NegativeInfinity;
        for (int i = 0; i < shares.Length; i++)
        {
            var logarithm = Math.Log(Gamma.Sample(random, alpha + 1, 1)) + Math.Log(1 - random.NextDouble()) / alpha;
            shares[i] = takesPart is null || takesPart(i) ? logarithm : double.NegativeInfinity;
            highest = Math.Max(highest, shares[i]);
        }
        double sum = 0;
        foreach (ref var share in shares)
            sum += share = Math.Exp(share - highest);
        foreach (ref var share in shares)
            share /= sum;
    }

    /// <summary>Deals <paramref name="count"/> things out in runs whose lengths follow the shares, each boundary rounded down.</summary>
    public static void Deal(ReadOnlySpan<double> shares, int count, Action<int, int> give)
    {
        double sum = 0;
        int next = 0, last = shares.LastIndexOfAnyExcept(0.0);
        for (int device = 0; device <= last; device++)
        {
            sum += shares[device];
            // What rounding leaves over goes to the last that takes part, never to one that has no share.
            var end = device == last ? count : Math.Min(count, (int)(sum * count));
            for (; next < end; next++)
                give(next, device);
        }
    }
}
