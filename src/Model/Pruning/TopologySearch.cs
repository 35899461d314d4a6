using FedPrune.Model.Networks;
using FedPrune.Model.Randomness;

namespace FedPrune.Model.Pruning;

/// <summary>Finds the topologies of a round: by magnitude, and by exploring beyond it.</summary>
public static class TopologySearch
{
    /// <summary>Keeps in each block the <c>kept[l]</c> largest magnitudes (Han et al., 2015, layer by layer).</summary>
    /// <param name="layout">The network's layout.</param>
    /// <param name="weights">(P) dense weights.</param>
    /// <param name="kept">Weights to keep in each block.</param>
    public static Topology ByMagnitude(ParameterLayout layout, ReadOnlySpan<float> weights, ReadOnlySpan<int> kept)
    {
        var total = 0;
        foreach (var count in kept)
            total += count;
        if (total == layout.Count)
            return Topology.Dense(layout);
        var indices = new int[total];
        var start = 0;
        for (int b = 0; b < kept.Length; b++)
        {
            var block = layout.Blocks[b];
            var positions = indices.AsSpan(start, kept[b]);
            MagnitudeSelection.Largest(weights.Slice(block.Offset, block.Count), positions);
            foreach (ref var position in positions)
                position += block.Offset;
            start += kept[b];
        }
        return Topology.Of(layout, indices);
    }

    /// <summary>How many weights of each block are left when <c>⌊α·k_l⌋</c> of the prunable ones make way for exploration.</summary>
    public static int[] WithoutExplored(ParameterLayout layout, ReadOnlySpan<int> kept, double alpha)
    {
        var left = kept.ToArray();
        for (int b = 0; b < left.Length; b++)
        {
            if (layout.Blocks[b].Prunable)
                left[b] -= (int)(alpha * kept[b]);
        }
        return left;
    }

    /// <summary>
    /// Adds to each block random weights outside <paramref name="topology"/> until it keeps <c>kept[l]</c>. Who knows the
    /// topology, the counts, the seed and the round finds the same ones: explored indices never travel.
    /// </summary>
    public static Topology Explored(Topology topology, ReadOnlySpan<int> kept, ulong seed, int round)
    {
        var layout = topology.Layout;
        if (topology.IsDense)
            return topology;
        var random = RandomStream.For(seed, Purpose.Exploration, round);
        var indices = new List<int>(topology.Count);
        for (int b = 0; b < kept.Length; b++)
        {
            var known = topology.Kept[topology.CompactRange(b)];
            AddOutside(known, layout.Blocks[b], kept[b] - known.Length, random, indices);
        }
        return Topology.Of(layout, [.. indices]);
    }

    // Draws `count` ranks among the block's coordinates that are not known, then walks both in ascending order.
    private static void AddOutside(ReadOnlySpan<int> known, ParameterBlock block, int count, RandomStream random, List<int> indices)
    {
        var ranks = Sampling.WithoutReplacement(block.Count - known.Length, count, random);
        var (next, k) = (0, 0);
        for (int outside = 0, index = block.Offset; index < block.End; index++)
        {
            if (k < known.Length && known[k] == index)
            {
                indices.Add(index);
                k++;
            }
            else if (next < ranks.Length && ranks[next] == outside++)
            {
                indices.Add(index);
                next++;
            }
        }
    }
}
