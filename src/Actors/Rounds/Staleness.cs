using FedPrune.Model.Algorithms;

namespace FedPrune.Actors.Rounds;

/// <summary>Weights of updates that are some rounds old.</summary>
internal static class Staleness
{
    /// <summary><c>π_i ← π_i·(1 + τ_i)^−a / Σ_j π_j·(1 + τ_j)^−a</c>; the same bits where no update is old.</summary>
    /// <param name="weighing">π, in device order.</param>
    /// <param name="rounds">τ.</param>
    /// <param name="exponent">a.</param>
    public static Weighing Discounted(Weighing weighing, IReadOnlyList<int> rounds, double exponent)
    {
        if (rounds.All(tau => tau == 0))
            return weighing;
        double[] weights = [.. weighing.Weights.Select((weight, i) => weight * Math.Pow(1 + rounds[i], -exponent))];
        var sum = weights.Sum();
        return weighing with { Weights = [.. weights.Select(weight => weight / sum)] };
    }
}
