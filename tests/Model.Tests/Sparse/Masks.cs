using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;

namespace FedPrune.Model.Tests.Sparse;

/// <summary>Random topologies, the awkward ones among them.</summary>
internal static class Masks
{
    /// <summary>Every prunable weight is kept with the same chance.</summary>
    public static Topology Uniform(ParameterLayout layout, RandomStream random, double density) =>
        Where(layout, (_, _) => random.NextDouble() < density);

    /// <summary>Nothing, everything, a few, or clumps: whole rows kept and others empty.</summary>
    public static Topology Random(ParameterLayout layout, RandomStream random)
    {
        var (kind, density) = (random.Next(5), random.NextUniform(0.02, 0.9));
        return kind switch
        {
            0 => Where(layout, (_, _) => false),
            1 => Topology.Dense(layout),
            2 => Where(layout, (block, j) => j / (block.Count / block.Shape[0]) % 3 == 1),
            _ => Uniform(layout, random, density),
        };
    }

    private static Topology Where(ParameterLayout layout, Func<ParameterBlock, int, bool> keep) => Topology.Of(
        layout,
        [.. layout.Blocks.SelectMany(b => Enumerable.Range(0, b.Count).Where(j => !b.Prunable || keep(b, j)).Select(j => b.Offset + j))]);
}
