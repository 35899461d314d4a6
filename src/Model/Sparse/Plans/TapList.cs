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
/// <param name="Offsets">(weights) floats from a tile to the input that the weight multiplies.</param>
internal sealed record TapList(int Outputs, Segments Segments, PinnedArray<int> Alone, int Below, PinnedArray<int> Offsets)
{
    public int Weights => Offsets.Length;
}
