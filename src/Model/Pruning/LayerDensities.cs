using FedPrune.Model.Networks;

namespace FedPrune.Model.Pruning;

/// <summary>How a network's total density is spread over its layers.</summary>
public enum DensityRule
{
    /// <summary>The same density in every layer.</summary>
    Uniform,

    /// <summary>Erdős–Rényi kernel: small layers stay denser.</summary>
    Erk,
}

/// <summary>How many weights each layer keeps.</summary>
public static class LayerDensities
{
    /// <summary>Weights kept per block, <c>k_l = max(1, ⌊d_l·N_l⌋)</c>; blocks that may not be pruned keep all.</summary>
    /// <param name="layout">The network's layout.</param>
    /// <param name="rule">How densities are spread over the layers.</param>
    /// <param name="density">Total density of the prunable weights, 1 − pruning rate, in (0, 1].</param>
    public static int[] KeptCounts(ParameterLayout layout, DensityRule rule, double density)
    {
        if (density is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(density), density, "a density lies in (0, 1]");
        var densities = rule == DensityRule.Uniform ? Uniform(layout, density) : Erk(layout, density);
        // The tolerance, relative as rounding is, keeps ⌊d·N⌋ from falling one short where d·N is a whole number but for rounding.
        return [.. layout.Blocks.Select((b, i) => b.Prunable ? Math.Clamp((int)(densities[i] * b.Count * (1 + 1e-12)), 1, b.Count) : b.Count)];
    }

    private static double[] Uniform(ParameterLayout layout, double density) =>
        [.. layout.Blocks.Select(b => b.Prunable ? density : 1)];

    /// <summary>
    /// <c>d_l = ε·q_l</c>, <c>q_l = Σ dims_l / Π dims_l</c>, ε such that the whole has the wanted density; a layer that
    /// would exceed 1 stays dense and ε is solved again (Evci et al., 2020, RigL).
    /// </summary>
    private static double[] Erk(ParameterLayout layout, double density)
    {
        var prunable = layout.Blocks.Where(b => b.Prunable).ToArray();
        var dense = new HashSet<ParameterBlock>();
        while (true)
        {
            var sparse = prunable.Where(b => !dense.Contains(b)).ToArray();
            var wanted = (density * prunable.Sum(b => (long)b.Count)) - dense.Sum(b => (long)b.Count);
            var epsilon = wanted / sparse.Sum(b => Q(b) * b.Count);
            var full = sparse.Where(b => epsilon * Q(b) > 1).ToArray();
            if (full.Length == 0)
                return [.. layout.Blocks.Select(b => b.Prunable && !dense.Contains(b) ? epsilon * Q(b) : 1)];
            dense.UnionWith(full);
        }

        static double Q(ParameterBlock block) => (double)block.Shape.Sum() / block.Count;
    }
}
