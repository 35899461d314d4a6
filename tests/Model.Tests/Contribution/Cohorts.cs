using FedPrune.Model.Aggregation;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Contribution;

/// <summary>Made-up updates of a round.</summary>
internal static class Cohorts
{
    /// <summary>Updates of all kinds: dense, sparse and each with its own topology, some with layers that did not change.</summary>
    public static Update[] Any(ParameterLayout layout, RandomStream random)
    {
        var cohort = new Update[random.Next(2, 7)];
        var shared = random.Next(3) switch { 0 => Topology.Dense(layout), 1 => Topologies.Uniform(layout, 0.3, random), _ => null };
        for (int i = 0; i < cohort.Length; i++)
        {
            var topology = shared ?? Topologies.Uniform(layout, 0.4, random);
            var values = Topologies.Values(topology, random);
            var still = random.Next(-layout.Layers, layout.Layers); // which layer did not change, if not negative
            foreach (var (_, b) in layout.Blocks.Select((block, b) => (block, b)).Where(pair => pair.block.Layer == still))
                values.AsSpan(topology.CompactRange(b)).Clear();
            cohort[i] = new Update(3 * i, random.Next(1, 200), topology, values);
        }
        return cohort;
    }

    /// <summary>u as a dense vector.</summary>
    public static float[] Dense(Update update)
    {
        var dense = new float[update.Topology.Layout.Count];
        update.Topology.Expand(update.Values.Span, dense);
        return dense;
    }

    /// <summary>Some reputations, the lowest not positive.</summary>
    public static double[] Reputation(int count, RandomStream random) =>
        [.. Enumerable.Range(0, count).Select(i => i == 0 ? -0.05 : random.NextUniform(0.01, 1))];

    /// <summary>The cosine of two vectors, 0 where one of them is zero.</summary>
    public static double Cosine(IEnumerable<double> a, IEnumerable<double> b)
    {
        var (dot, squareA, squareB) = (0.0, 0.0, 0.0);
        foreach (var (x, y) in a.Zip(b))
            (dot, squareA, squareB) = (dot + (x * y), squareA + (x * x), squareB + (y * y));
        return squareA * squareB > 0 ? dot / Math.Sqrt(squareA * squareB) : 0;
    }

    /// <summary>A vector over its length, or itself where that is zero.</summary>
    public static double[] Unit(IEnumerable<double> vector)
    {
        double[] values = [.. vector];
        var norm = Math.Sqrt(values.Sum(v => v * v));
        return norm > 0 ? [.. values.Select(v => v / norm)] : values;
    }
}
