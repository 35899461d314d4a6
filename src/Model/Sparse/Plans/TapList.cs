using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>The weights that are left of a convolution, as a tile meets them: by block of channels read, then by channel written.</summary>
/// <param name="Outputs">Channels written; the first block has a segment for each.</param>
/// <param name="Segments">Runs of weights with the same output; those <see cref="SegmentsAhead"/> behind the last one mean nothing.</param>
/// <param name="Below">Most rows below its own that a tile reads.</param>
/// <param name="Offsets">(weights) floats from a tile to the input that the weight multiplies; what follows the last means nothing.</param>
internal sealed record TapList(int Outputs, PinnedArray<TapSegment> Segments, int Below, PinnedArray<int> Offsets)
{
    /// <summary>
    /// Weights whose offset a kernel loads before their turn: an address that is known only when it is needed lets the processor
    /// wait behind all that it has asked for before. Offsets are readable twice as far behind the last one.
    /// </summary>
    public const int Ahead = 4;

    /// <summary>Segments whose tile a kernel asks for before their turn: the processor does not foresee which channel they write.</summary>
    public const int SegmentsAhead = 2;

    public int Count => Segments.Length - SegmentsAhead;

    public int Weights => Segments.Span[Count - 1].End;
}

/// <summary>Weights with the same output, behind those of the segment before.</summary>
/// <param name="Output">Channel written.</param>
/// <param name="Offset">Floats to that channel from channel 0.</param>
/// <param name="Alone">
/// The first weight that reads for itself; those before it are pairs, which read neighbouring pixels of a row, the left one first.
/// </param>
/// <param name="End">The first weight of the next segment.</param>
internal readonly record struct TapSegment(int Output, int Offset, int Alone, int End);
