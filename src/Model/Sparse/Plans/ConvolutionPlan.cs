using System.Buffers;
using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>Index lists of a convolution for one topology and one layout, shared by all who train with both.</summary>
internal sealed unsafe class ConvolutionPlan : LayerPlan
{
    private const double LeastPaired = 0.15; // density: with fewer weights pairs are too rare to pay for a loop of their own

    private readonly int[] _positions; // of each weight in the plan

    private ConvolutionPlan(int[] positions, TapList forward, TapList? backward, PinnedArray<int>? sources)
    {
        (_positions, Forward, Backward, Sources) = (positions, forward, backward, sources);
    }

    /// <summary>Output from input; its order is the plan's order of weights.</summary>
    public TapList Forward { get; }

    /// <summary>Gradient of the input from the gradient of the output; null where nobody asks for it.</summary>
    public TapList? Backward { get; }

    /// <summary>(n) for each weight of <see cref="Backward"/> its position in the plan.</summary>
    public PinnedArray<int>? Sources { get; }

    /// <summary>Sorts the weights that are left.</summary>
    /// <param name="geometry">The convolution.</param>
    /// <param name="input">Layout of its input, split into phases.</param>
    /// <param name="output">Layout of its output and of the output's gradient.</param>
    /// <param name="kept">Ascending indices, <paramref name="offset"/> more than into (out, in, row, column).</param>
    /// <param name="offset">Index of the layer's first weight.</param>
    /// <param name="backward">Whether the input's gradient is asked for.</param>
    /// <param name="tiling">How its kernels take it.</param>
    public static ConvolutionPlan Build(
        ConvolutionGeometry geometry, FeatureLayout input, FeatureLayout output, ReadOnlySpan<int> kept, int offset, bool backward, Tiling tiling)
    {
        var n = kept.Length;
        var taps = ArrayPool<PlacedTap>.Shared.Rent(n); // memory that nobody has touched before would cost page faults each time
        var scratch = ArrayPool<int>.Shared.Rent(2 * n);
        var plan = Build(geometry, input, output, kept, offset, backward, tiling, taps.AsSpan(0, n), scratch.AsSpan(0, n), scratch.AsSpan(n, n));
        ArrayPool<PlacedTap>.Shared.Return(taps);
        ArrayPool<int>.Shared.Return(scratch);
        return plan;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ConvolutionPlan Build(
        ConvolutionGeometry geometry, FeatureLayout input, FeatureLayout output, ReadOnlySpan<int> kept, int offset, bool backward, Tiling tiling,
        Span<PlacedTap> taps, Span<int> keys, Span<int> back)
    {
        PlacedTap.Place(geometry, kept, offset, taps);
        var density = (double)kept.Length / ((long)geometry.Channels * geometry.Output.Channels * geometry.Taps.Length);
        if (tiling.Pairs && density >= LeastPaired)
            PlacedTap.Pair(taps);
        var positions = GC.AllocateUninitializedArray<int>(kept.Length);
        var forward = Sort(taps, input, output, ChannelBlock.Size(geometry, input, density, tiling.Floats), keys, positions);
        for (int k = 0, unread = forward.Weights; k < taps.Length; k++)
        {
            if (!taps[k].Reaches)
                positions[k] = unread++; // weights that only ever see halo come last
        }
        if (!backward)
            return new ConvolutionPlan(positions, forward, null, null);
        PlacedTap.Reverse(taps);
        var list = Sort(taps, output, input, ChannelBlock.Size(geometry, output, density, tiling.Floats), keys, back);
        var sources = new PinnedArray<int>(list.Weights);
        var places = sources.Span;
        for (int k = 0; k < taps.Length; k++)
        {
            if (taps[k].Reaches)
                places[back[k]] = positions[k];
        }
        return new ConvolutionPlan(positions, forward, list, sources);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Arrange(ReadOnlySpan<float> compact, Span<float> planned)
    {
        for (int k = 0; k < _positions.Length; k++)
            planned[_positions[k]] = compact[k];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Collect(ReadOnlySpan<float> planned, Span<float> compact)
    {
        for (int k = 0; k < _positions.Length; k++)
            compact[k] = planned[_positions[k]];
    }

    // Sorts by block of the channel that is read, then by the channel that is written.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TapList Sort(Span<PlacedTap> taps, FeatureLayout read, FeatureLayout written, int block, Span<int> keys, Span<int> positions)
    {
        var outputs = written.Shape.Channels;
        var sorting = new SegmentSorting((read.Shape.Channels + block - 1) / block, outputs, wholeFirstBlock: true);
        var counts = sorting.Counts;
        var alone = new int[counts.Length]; // at first the weights in pairs, then the next place of one that is not
        var below = 0;
        for (int k = 0; k < taps.Length; k++)
        {
            ref var tap = ref taps[k];
            keys[k] = (tap.Input / block * outputs) + tap.Output;
            if (tap.Reaches)
                counts[keys[k]]++;
            below = Math.Max(below, tap.Row);
            if (tap.BeginsPair)
                alone[keys[k]] += 2;
        }
        var segments = Described(sorting.Sort(), written, alone);
        var list = new TapList(outputs, segments, below, new PinnedArray<int>(segments.Span[^(1 + TapList.SegmentsAhead)].End + (2 * TapList.Ahead)));
        var places = list.Offsets.Span;
        var partner = -1; // the place kept for the second of a pair
        for (int k = 0; k < taps.Length; k++)
        {
            ref var tap = ref taps[k];
            if (!tap.Reaches)
                continue;
            int place;
            if (partner >= 0)
            {
                (place, partner) = (partner, -1);
            }
            else if (tap.BeginsPair)
            {
                place = counts[keys[k]];
                counts[keys[k]] += 2;
                (place, partner) = tap.Column < taps[k + 1].Column ? (place, place + 1) : (place + 1, place);
            }
            else
            {
                place = alone[keys[k]]++;
            }
            positions[k] = place;
            places[place] = (tap.Input * read.ChannelStride) + (tap.Row * read.RowStride) + (tap.Column * read.Lanes);
        }
        return list;
    }

    // What was the number of weights in pairs by key becomes where they end.
    private static PinnedArray<TapSegment> Described(Segments segments, FeatureLayout written, Span<int> paired)
    {
        var described = new PinnedArray<TapSegment>(segments.Count + TapList.SegmentsAhead);
        int* blocks = segments.Blocks.Pointer, rows = segments.Rows.Pointer, starts = segments.Starts.Pointer;
        for (int block = 0; block < segments.Blocks.Length - 1; block++)
        {
            for (int s = blocks[block]; s < blocks[block + 1]; s++)
            {
                ref var key = ref paired[(block * written.Shape.Channels) + rows[s]];
                key += starts[s];
                described.Span[s] = new TapSegment(rows[s], rows[s] * written.ChannelStride, key, starts[s + 1]);
            }
        }
        return described;
    }
}
