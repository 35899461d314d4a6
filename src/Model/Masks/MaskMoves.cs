using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Masks;

/// <summary>How a topology loses weights and gains others. Ties go to the lower index.</summary>
public static class MaskMoves
{
    /// <summary>How many weights of each block are moved: a share of those kept, as far as there are others to grow.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="share">Of the kept weights of each prunable block, in [0, 1).</param>
    public static int[] Counts(Topology topology, double share) =>
    [
        .. topology.Layout.Blocks.Select((block, b) => block.Prunable
            ? Math.Min((int)(share * topology.KeptIn(b) * (1 + 1e-12)), block.Count - topology.KeptIn(b))
            : 0),
    ];

    /// <summary>The topology without the <c>counts[l]</c> smallest magnitudes of each block.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="values">(Count) its weights, compact.</param>
    /// <param name="counts">How many to drop, one for each block.</param>
    public static Topology Drop(Topology topology, ReadOnlySpan<float> values, ReadOnlySpan<int> counts)
    {
        var left = new List<int>(topology.Count);
        for (int b = 0; b < counts.Length; b++)
        {
            var range = topology.CompactRange(b);
            var places = new int[topology.KeptIn(b) - counts[b]];
            MagnitudeSelection.Largest(values[range], places);
            foreach (var place in places)
                left.Add(topology.IsDense ? range.Start.Value + place : topology.Kept[range.Start.Value + place]);
        }
        return Topology.Of(topology.Layout, [.. left]);
    }

    /// <summary>The <c>counts[l]</c> smallest magnitudes of each block, as compact places in ascending order.</summary>
    public static int[] Smallest(Topology topology, ReadOnlySpan<float> values, ReadOnlySpan<int> counts)
    {
        var smallest = new List<int>();
        for (int b = 0; b < counts.Length; b++)
        {
            var (start, count) = topology.CompactRange(b).GetOffsetAndLength(topology.Count);
            var larger = new int[count - counts[b]];
            MagnitudeSelection.Largest(values.Slice(start, count), larger);
            for (int place = 0, next = 0; place < count; place++)
            {
                if (next < larger.Length && larger[next] == place)
                    next++;
                else
                    smallest.Add(start + place);
            }
        }
        return [.. smallest];
    }

    /// <summary>The <c>counts[l]</c> coordinates of each block outside a topology whose scores are largest in magnitude, and no others.</summary>
    /// <param name="topology">What is kept already.</param>
    /// <param name="scores">(P) a score for every coordinate.</param>
    /// <param name="counts">How many, one for each block; no more than the block has outside.</param>
    public static Topology Outside(Topology topology, ReadOnlySpan<float> scores, ReadOnlySpan<int> counts)
    {
        var chosen = new List<int>();
        for (int b = 0; b < counts.Length; b++)
        {
            if (counts[b] == 0)
                continue;
            int[] candidates = [.. Others(topology, b)];
            var own = new float[candidates.Length];
            for (int c = 0; c < own.Length; c++)
                own[c] = scores[candidates[c]];
            var places = new int[counts[b]];
            MagnitudeSelection.Largest(own, places);
            chosen.AddRange(places.Select(place => candidates[place]));
        }
        return Topology.Of(topology.Layout, [.. chosen]);
    }

    /// <summary>The indices that a topology keeps, also of one that is dense.</summary>
    public static int[] Indices(this Topology topology) =>
        topology.IsDense ? [.. Enumerable.Range(0, topology.Count)] : topology.Kept.ToArray();

    /// <summary>The indices that a topology keeps, as a model remembers them.</summary>
    public static ImmutableArray<int> AsState(this Topology topology) => ImmutableCollectionsMarshal.AsImmutableArray(topology.Indices());

    /// <summary>What either keeps.</summary>
    public static Topology Union(Topology a, Topology b)
    {
        if (a.IsDense || b.IsDense)
            return Topology.Dense(a.Layout);
        var kept = new List<int>(a.Count + b.Count);
        var (i, j) = (0, 0);
        while (i < a.Count || j < b.Count)
        {
            var (left, right) = (i < a.Count ? a.Kept[i] : int.MaxValue, j < b.Count ? b.Kept[j] : int.MaxValue);
            kept.Add(Math.Min(left, right));
            i += left <= right ? 1 : 0;
            j += right <= left ? 1 : 0;
        }
        return Topology.Of(a.Layout, [.. kept]);
    }

    /// <summary>The largest scores in magnitude over all prunable blocks together, each at least with one, and all that is not prunable.</summary>
    /// <param name="layout">The network's layout.</param>
    /// <param name="scores">(P) a score for every coordinate.</param>
    /// <param name="density">Share of the prunable weights that is kept, in (0, 1].</param>
    public static Topology GloballyLargest(ParameterLayout layout, ReadOnlySpan<float> scores, double density)
    {
        var prunable = new List<float>();
        foreach (var block in layout.Blocks.Where(block => block.Prunable))
            prunable.AddRange(scores.Slice(block.Offset, block.Count));
        var places = new int[Math.Max(1, (int)(density * prunable.Count * (1 + 1e-12)))];
        MagnitudeSelection.Largest(CollectionsMarshal.AsSpan(prunable), places);
        var kept = new int[layout.Blocks.Length];
        var (first, next) = (0, 0);
        for (int b = 0; b < kept.Length; b++)
        {
            var block = layout.Blocks[b];
            kept[b] = block.Prunable ? 0 : block.Count;
            if (!block.Prunable)
                continue;
            for (; next < places.Length && places[next] < first + block.Count; next++)
                kept[b]++;
            kept[b] = Math.Max(1, kept[b]);
            first += block.Count;
        }
        return TopologySearch.ByMagnitude(layout, scores, kept); // the largest of all are the largest of each block
    }

    /// <summary>All that is not prunable, and the coordinates whose value is not 0.</summary>
    public static Topology NonZero(ParameterLayout layout, ReadOnlySpan<float> values)
    {
        var kept = new List<int>();
        foreach (var block in layout.Blocks)
        {
            for (int j = block.Offset; j < block.End; j++)
            {
                if (!block.Prunable || values[j] != 0)
                    kept.Add(j);
            }
        }
        return Topology.Of(layout, [.. kept]);
    }

    /// <summary>The coordinates of a block that a topology does not keep, ascending.</summary>
    private static IEnumerable<int> Others(Topology topology, int index)
    {
        var block = topology.Layout.Blocks[index];
        var kept = topology.IsDense ? Enumerable.Range(block.Offset, block.Count).ToArray() : topology.Kept[topology.CompactRange(index)].ToArray();
        var next = 0;
        for (int j = block.Offset; j < block.End; j++)
        {
            if (next < kept.Length && kept[next] == j)
                next++;
            else
                yield return j;
        }
    }
}
