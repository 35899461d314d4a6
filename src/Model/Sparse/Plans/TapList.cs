using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>The weights that are left of a convolution, as a tile meets them: by block of channels read, then by channel written.</summary>
/// <param name="Outputs">Channels written; the first block has a segment for each.</param>
/// <param name="Segments">Runs of weights with the same output; a row is a channel written.</param>
/// <param name="Offsets">(weights) floats from a tile to the input that the weight multiplies.</param>
/// <param name="Next">What the tile below reads that this one does not.</param>
internal sealed record TapList(int Outputs, Segments Segments, PinnedArray<int> Offsets, NextRow Next)
{
    public int Weights => Offsets.Length;
}

/// <summary>The row that comes into view of a tile with each row that it goes down: one of each channel.</summary>
/// <param name="Channels">Channels read.</param>
/// <param name="Channel">Floats from one channel to the next.</param>
/// <param name="Row">Floats from a tile to its row in the first channel.</param>
internal readonly record struct NextRow(int Channels, int Channel, int Row);
