namespace FedPrune.Model.Contribution;

/// <summary>How a reputation becomes a share of the aggregate.</summary>
public enum WeightRule
{
    /// <summary><c>q_i ∝ max(r_i, 10⁻³)</c>, as published.</summary>
    Proportional,

    /// <summary><c>q_i ∝ n_i·s_i</c>: full weight from a good reputation on, taken away only below it.</summary>
    Saturating,
}

/// <summary>The weights π of a round's updates.</summary>
public static class AggregationWeights
{
    private const double Floor = 1e-3;
    private const double NoneBelow = 0.3; // b₀
    private const double FullFrom = 0.6;  // b₁

    /// <summary>FedAvg's weights: <c>n_i / Σn</c> (McMahan et al., 2017, algorithm 1).</summary>
    public static double[] BySize(IReadOnlyList<int> samples) => Normalised([.. samples.Select(n => (double)n)]);

    /// <summary>
    /// <c>s_i = clip((r_i/h − b₀)/(b₁ − b₀), 10⁻³, 1)</c> with h the upper quartile of the known r, b₀ = 0.3, b₁ = 0.6.
    /// Honest devices saturate at 1: weight is taken from the noisy, not concentrated on the few most typical.
    /// </summary>
    public static double Saturation(double reputation, double upperQuartile) =>
        upperQuartile > 0
            ? Math.Clamp(((reputation / upperQuartile) - NoneBelow) / (FullFrom - NoneBelow), Floor, 1)
            : 1;

    /// <summary>q, the shares that contribution alone would give.</summary>
    public static double[] ByContribution(WeightRule rule, IReadOnlyList<int> samples, IReadOnlyList<double> reputation, double upperQuartile) =>
        Normalised(rule == WeightRule.Proportional
            ? [.. reputation.Select(r => Math.Max(r, Floor))]
            : [.. samples.Zip(reputation, (n, r) => n * Saturation(r, upperQuartile))]);

    /// <summary>The trade-off: <c>π_i = (1 − λ)·n_i/Σn + λ·q_i</c>.</summary>
    /// <param name="bySize">n_i/Σn.</param>
    /// <param name="byContribution">q.</param>
    /// <param name="lambda">λ_t in [0, 1].</param>
    public static double[] TradedOff(IReadOnlyList<double> bySize, IReadOnlyList<double> byContribution, double lambda) =>
        [.. bySize.Zip(byContribution, (size, contribution) => ((1 - lambda) * size) + (lambda * contribution))];

    private static double[] Normalised(double[] shares)
    {
        var sum = shares.Sum();
        return [.. shares.Select(share => share / sum)];
    }
}
