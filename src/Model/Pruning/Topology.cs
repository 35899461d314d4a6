using System.Collections.Immutable;
using System.Numerics;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Networks;

namespace FedPrune.Model.Pruning;

/// <summary>
/// Which parameters a sparse model keeps: the mask of a network, held as the ascending indices of the ones. The values of
/// a sparse model travel and are summed <i>compact</i>: one number for each kept index, in this order.
/// </summary>
public sealed class Topology
{
    private readonly int[]? _kept; // null: everything is kept
    private readonly ImmutableArray<int> _blockStarts;

    private Topology(ParameterLayout layout, int[]? kept)
    {
        Layout = layout;
        _kept = kept;
        Count = kept?.Length ?? layout.Count;
        _blockStarts = [.. layout.Blocks.Select(b => kept is null ? b.Offset : LowerBound(kept, b.Offset)), Count];
    }

    public ParameterLayout Layout { get; }

    /// <summary>How many parameters are kept.</summary>
    public int Count { get; }

    /// <summary>Whether nothing is pruned.</summary>
    public bool IsDense => Count == Layout.Count;

    /// <summary>Kept parameters over all parameters.</summary>
    public double Density => (double)Count / Layout.Count;

    /// <summary>The topology that keeps every parameter.</summary>
    public static Topology Dense(ParameterLayout layout) => new(layout, null);

    /// <summary>The topology that keeps the given parameters.</summary>
    /// <param name="layout">The network's layout.</param>
    /// <param name="kept">Indices in [0, P), strictly ascending; the topology owns the array from now on.</param>
    /// <exception cref="ArgumentException">The indices are not ascending or not within the layout.</exception>
    public static Topology Of(ParameterLayout layout, int[] kept)
    {
        if (!Ascends(kept) || (kept.Length > 0 && (kept[0] < 0 || kept[^1] >= layout.Count)))
            throw OutOfOrder(layout, kept);
        return new Topology(layout, kept.Length == layout.Count ? null : kept);
    }

    private static bool Ascends(ReadOnlySpan<int> indices)
    {
        var i = 1;
        while (i <= indices.Length - Vector<int>.Count && Vector.GreaterThanAll(new Vector<int>(indices[i..]), new Vector<int>(indices[(i - 1)..])))
            i += Vector<int>.Count;
        while (i < indices.Length && indices[i] > indices[i - 1])
            i++;
        return i >= indices.Length;
    }

    private static ArgumentException OutOfOrder(ParameterLayout layout, int[] kept)
    {
        var (previous, i) = (-1, 0);
        while (kept[i] > previous && kept[i] < layout.Count)
            previous = kept[i++];
        return new($"kept indices must ascend strictly within 0…{layout.Count - 1}: {kept[i]} follows {previous}");
    }

    /// <summary>The kept indices of all blocks; only of a topology that is not dense.</summary>
    public ReadOnlySpan<int> Kept => _kept ?? throw new InvalidOperationException("a dense topology lists no indices");

    /// <summary>The range of block <paramref name="block"/> in compact order.</summary>
    public Range CompactRange(int block) => _blockStarts[block].._blockStarts[block + 1];

    /// <summary>The range, in compact order, of the kept indices in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public Range CompactRange(int from, int to) => _kept is null ? from..to : LowerBound(_kept, from)..LowerBound(_kept, to);

    /// <summary>How many parameters of a block are kept.</summary>
    public int KeptIn(int block) => _blockStarts[block + 1] - _blockStarts[block];

    /// <summary>Copies the kept numbers out of a dense vector.</summary>
    /// <param name="dense">(P) numbers.</param>
    /// <param name="compact">(Count) numbers, written.</param>
    public void Gather(ReadOnlySpan<float> dense, Span<float> compact)
    {
        CheckLengths(dense.Length, compact.Length);
        if (_kept is null)
            dense.CopyTo(compact);
        else
            for (int k = 0; k < _kept.Length; k++)
                compact[k] = dense[_kept[k]];
    }

    /// <summary>The kept numbers of a dense vector, in a new array.</summary>
    public float[] Gather(ReadOnlySpan<float> dense)
    {
        var compact = GC.AllocateUninitializedArray<float>(Count);
        Gather(dense, compact);
        return compact;
    }

    /// <summary>Writes compact numbers to their places in a dense vector and leaves the others as they are.</summary>
    public void Scatter(ReadOnlySpan<float> compact, Span<float> dense)
    {
        CheckLengths(dense.Length, compact.Length);
        Scatter(.., compact, dense);
    }

    /// <summary>Writes the compact numbers of a range to their places in a dense vector and leaves the others as they are.</summary>
    /// <param name="range">(n) places in compact order.</param>
    /// <param name="compact">(n) numbers.</param>
    /// <param name="dense">(P) numbers, changed.</param>
    public void Scatter(Range range, ReadOnlySpan<float> compact, Span<float> dense)
    {
        if (_kept is null)
        {
            compact.CopyTo(dense[range]);
            return;
        }
        var kept = _kept.AsSpan(range);
        for (int k = 0; k < kept.Length; k++)
            dense[kept[k]] = compact[k];
    }

    /// <summary>The sparse model as a dense vector: <c>w[j] = compact[k]</c> where kept, 0 elsewhere.</summary>
    public void Expand(ReadOnlySpan<float> compact, Span<float> dense)
    {
        if (_kept is not null)
            dense.Clear();
        Scatter(compact, dense);
    }

    /// <summary><c>sum[j] += weight · compact[k]</c> for every kept j.</summary>
    /// <param name="sum">(P) sums, changed.</param>
    /// <param name="compact">(Count) numbers.</param>
    /// <param name="weight">Factor of all of them.</param>
    public void AccumulateInto(Span<double> sum, ReadOnlySpan<float> compact, double weight)
    {
        CheckLengths(sum.Length, compact.Length);
        if (_kept is null)
            Accumulation.Add(sum, compact, weight);
        else
            for (int k = 0; k < _kept.Length; k++)
                sum[_kept[k]] += weight * compact[k];
    }

    /// <summary>Whether both keep the same parameters.</summary>
    public bool SameAs(Topology other) =>
        ReferenceEquals(this, other)
        || (Count == other.Count && Layout.Count == other.Layout.Count && (IsDense || Kept.SequenceEqual(other.Kept)));

    /// <summary>How many parameters both keep.</summary>
    public int CommonWith(Topology other)
    {
        if (IsDense || other.IsDense)
            return Math.Min(Count, other.Count);
        var (a, b, common) = (0, 0, 0);
        while (a < Count && b < other.Count)
        {
            var order = Kept[a].CompareTo(other.Kept[b]);
            a += order <= 0 ? 1 : 0;
            b += order >= 0 ? 1 : 0;
            common += order == 0 ? 1 : 0;
        }
        return common;
    }

    private void CheckLengths(int dense, int compact)
    {
        if (dense != Layout.Count || compact != Count)
            throw new ArgumentException($"expected {Layout.Count} dense and {Count} compact numbers, got {dense} and {compact}");
    }

    private static int LowerBound(int[] sorted, int value)
    {
        var found = Array.BinarySearch(sorted, value);
        return found >= 0 ? found : ~found;
    }
}
