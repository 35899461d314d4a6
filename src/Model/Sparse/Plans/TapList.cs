using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>The weights that are left of a convolution, as a tile meets them: by block of channels read, then by channel written.</summary>
/// <param name="Outputs">Channels written; the first block has a segment for each.</param>
/// <param name="Segments">Runs of weights with the same output; a row is a channel written.</param>
/// <param name="Alone">
/// (segments) first weight of each that reads for itself; those before it are pairs, which read neighbouring pixels of a row,
/// the left one first.
/// </param>
/// <param name="Below">Most rows below its own that a tile reads.</param>
/// <param name="Offsets">(weights) floats from a tile to the input that the weight multiplies; what follows the last means nothing.</param>
internal sealed record TapList(int Outputs, Segments Segments, PinnedArray<int> Alone, int Below, PinnedArray<int> Offsets)
{
    /// <summary>
    /// Weights whose offset a kernel loads before their turn: an address that is known only when it is needed lets the processor
    /// wait behind all that it has asked for before. Offsets are readable twice as far behind the last one.
    /// </summary>
    public const int Ahead = 4;

    public int Weights => Segments.Weights;
}
