using System.Collections.Immutable;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;

namespace FedPrune.Model.Tests.Wire;

/// <summary>Layouts and topologies of every awkward kind, each derived from a number.</summary>
internal static class Topologies
{
    public static RandomStream Stream(int number) => RandomStream.For(20260729, Purpose.SyntheticImages, number);

    /// <summary>Blocks of the given sizes; a negative size is a block that is not prunable.</summary>
    public static ParameterLayout Layout(params ReadOnlySpan<int> sizes)
    {
        var blocks = ImmutableArray.CreateBuilder<ParameterBlock>();
        var offset = 0;
        foreach (var size in sizes)
        {
            blocks.Add(new($"block{blocks.Count}", [Math.Abs(size)], offset, blocks.Count, size > 0, 1));
            offset += Math.Abs(size);
        }
        return new(blocks.ToImmutable());
    }

    public static ParameterLayout AnyLayout(RandomStream random)
    {
        var sizes = new int[random.Next(1, 7)];
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = random.Next(1, random.Next(2) == 0 ? 20 : 3000) * (random.Next(3) == 0 ? -1 : 1);
        return Layout(sizes);
    }

    /// <summary>Each prunable block is kept wholly, not at all, in runs, or at random with its own density.</summary>
    public static Topology Any(RandomStream random) => Any(AnyLayout(random), random);

    public static Topology Any(ParameterLayout layout, RandomStream random)
    {
        var kept = new List<int>();
        foreach (var block in layout.Blocks)
        {
            var kind = block.Prunable ? random.Next(5) : 0;
            var density = Math.Pow(10, -2 * random.NextDouble());
            var run = kind == 2 ? random.Next(1, 100) : 1;
            var keep = false;
            for (int i = block.Offset; i < block.End; i++)
            {
                if ((i - block.Offset) % run == 0)
                    keep = random.NextDouble() < density;
                if (kind == 0 || (kind >= 2 && keep))
                    kept.Add(i);
            }
        }
        return Topology.Of(layout, [.. kept]);
    }

    /// <summary>Each prunable parameter is kept with the same probability.</summary>
    public static Topology Uniform(ParameterLayout layout, double density, RandomStream random) => Topology.Of(
        layout, [.. layout.Blocks.SelectMany(b => Enumerable.Range(b.Offset, b.Count).Where(_ => !b.Prunable || random.NextDouble() < density))]);

    public static float[] Values(Topology topology, RandomStream random)
    {
        var values = new float[topology.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)random.NextNormal();
        return values;
    }
}
