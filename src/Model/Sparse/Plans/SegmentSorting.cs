using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>Runs of weights that share a row, by block, within a block the longest run first so that trip counts are predictable.</summary>
/// <param name="Blocks">(blocks + 1) first segment of each block.</param>
/// <param name="Rows">(segments) row of each, within its block.</param>
/// <param name="Starts">(segments + 1) first weight of each.</param>
internal sealed record Segments(PinnedArray<int> Blocks, PinnedArray<int> Rows, PinnedArray<int> Starts)
{
    public int Count => Rows.Length;
}

/// <summary>
/// Sorts weights into segments by counting: first every weight is counted under its key, block·rows + row; then
/// <see cref="Sort"/> turns the counts into places, and each weight takes the next place of its key.
/// </summary>
/// <param name="blocks">Blocks of weights.</param>
/// <param name="rows">Rows of a block.</param>
/// <param name="wholeFirstBlock">Whether the first block has a segment for every row, be it empty.</param>
internal sealed class SegmentSorting(int blocks, int rows, bool wholeFirstBlock)
{
    private readonly int[] _counts = new int[blocks * rows];

    /// <summary>(blocks·rows) at first the number of weights, after <see cref="Sort"/> the next free place.</summary>
    public Span<int> Counts => _counts;

    /// <summary>The segments of the weights counted.</summary>
    public Segments Sort()
    {
        var order = new int[_counts.Length]; // a block writes all its rows, the empty ones last: the next block writes over those
        var ends = new PinnedArray<int>(blocks + 1);
        var byLength = new int[Longest() + 2];
        var segments = 0;
        for (int block = 0; block < blocks; block++)
        {
            var counts = _counts.AsSpan(block * rows, rows);
            LongestFirst(counts, byLength, order.AsSpan(segments, rows));
            segments += block == 0 && wholeFirstBlock ? rows : rows - counts.Count(0);
            ends.Span[block + 1] = segments;
        }
        return Place(ends, order.AsSpan(0, segments));
    }

    // Writes rows and starts, and turns the counts into places.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Segments Place(PinnedArray<int> ends, ReadOnlySpan<int> order)
    {
        PinnedArray<int> segmentRows = new(order.Length), starts = new(order.Length + 1);
        order.CopyTo(segmentRows.Span);
        var after = starts.Span[1..];
        var place = 0;
        for (int block = 0; block < blocks; block++)
        {
            var counts = _counts.AsSpan(block * rows, rows);
            var (first, end) = (ends.Span[block], ends.Span[block + 1]);
            for (int s = first; s < end; s++)
            {
                ref var count = ref counts[order[s]];
                (count, place) = (place, place + count);
                after[s] = place;
            }
        }
        return new Segments(ends, segmentRows, starts);
    }

    private int Longest() => TensorPrimitives.Max<int>(_counts);

    // Counting sort of the counts themselves; rows of the same length stay in ascending order.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LongestFirst(ReadOnlySpan<int> counts, Span<int> places, Span<int> order)
    {
        places.Clear();
        var longest = places.Length - 2;
        foreach (var count in counts)
            places[longest - count + 1]++;
        for (int i = 1; i < places.Length; i++)
            places[i] += places[i - 1];
        for (int row = 0; row < counts.Length; row++)
            order[places[longest - counts[row]]++] = row;
    }
}
