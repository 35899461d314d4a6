namespace FedPrune.Model.Tests.Randomness;

/// <summary>Pearson's test of equally likely outcomes.</summary>
internal static class ChiSquare
{
    /// <summary><c>Σ (n_i − n/k)² / (n/k)</c></summary>
    public static double Of(IReadOnlyCollection<int> counts)
    {
        var expected = counts.Average();
        return counts.Sum(n => (n - expected) * (n - expected) / expected);
    }

    /// <summary>Exceeded about once in ten thousand by a fair source (Wilson and Hilferty's approximation).</summary>
    public static double Limit(int freedom)
    {
        var spread = 2.0 / (9 * freedom);
        return freedom * Math.Pow(1 - spread + (3.719 * Math.Sqrt(spread)), 3);
    }
}
