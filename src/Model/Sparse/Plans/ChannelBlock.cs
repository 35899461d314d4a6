using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>How many channels a convolution reads before it goes on to the next output.</summary>
internal static class ChannelBlock
{
    private const int CacheBytes = 32 << 10;
    private const double Segment = 16;

    /// <summary>
    /// As many as a tile's view of them fits into the first-level cache; more in layers so sparse that segments would have
    /// less than <see cref="Segment"/> weights, since loading and storing a tile then costs more than the next cache does.
    /// </summary>
    /// <param name="kernel">Rows and columns of the kernel.</param>
    /// <param name="layout">Of the map that is read.</param>
    /// <param name="density">Share of the weights that is left.</param>
    /// <param name="tile">Floats of the largest tile.</param>
    public static int Size(int kernel, FeatureLayout layout, double density, int tile)
    {
        var segment = (int)Math.Min(layout.Shape.Channels, Segment / (kernel * kernel * density));
        var rowFloats = Math.Min(layout.RowStride, tile + ((kernel - 1) * layout.Lanes));
        return Math.Clamp(Math.Max(segment, CacheBytes / (sizeof(float) * kernel * rowFloats)), 1, layout.Shape.Channels);
    }
}
