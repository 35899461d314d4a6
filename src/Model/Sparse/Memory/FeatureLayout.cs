using FedPrune.Model.Data;

namespace FedPrune.Model.Sparse.Memory;

/// <summary>
/// Where the numbers of a batch lie: <c>[group][channel][row + 2·halo][column + 2·halo][lane]</c>, a group being as many
/// images as there are lanes. Side by side lie the same pixel of different images, so that a step by rows, columns or
/// channels is the same for all of them; the halo is zero, so that a convolution needs no borders.
/// </summary>
/// <param name="Shape">Shape of one image.</param>
/// <param name="Halo">Zero pixels around each channel.</param>
/// <param name="Lanes">Images of a group.</param>
/// <param name="IsFlat">Whether a group is just its numbers, nothing between channels, as a fully connected layer wants it; without halo.</param>
internal sealed record FeatureLayout(ImageShape Shape, int Halo, int Lanes, bool IsFlat)
{
    /// <summary>Floats from one row to the next.</summary>
    public int RowStride { get; } = (Shape.Width + (2 * Halo)) * Lanes;

    /// <summary>Floats from one channel to the next.</summary>
    public int ChannelStride { get; } = IsFlat ? Shape.Height * Shape.Width * Lanes : CacheSets.Spread(Shape, Halo, Lanes);

    /// <summary>Floats from one group of images to the next.</summary>
    public int GroupStride => Shape.Channels * ChannelStride;

    /// <summary>Floats from the start of the memory to row 0, column 0.</summary>
    public int Origin => (Halo * RowStride) + (Halo * Lanes);

    /// <summary>The least groups that hold so many images.</summary>
    public int Groups(int images) => (images + Lanes - 1) / Lanes;

    /// <summary>Where the vector of images [vector·width, (vector + 1)·width) begins, from row 0, column 0 of the first.</summary>
    public nint Vector(int vector, int width)
    {
        var inGroup = Lanes / width;
        return ((nint)(vector / inGroup) * GroupStride) + (vector % inGroup * width);
    }
}
