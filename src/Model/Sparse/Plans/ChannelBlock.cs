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
    /// <param name="geometry">The convolution.</param>
    /// <param name="layout">Of the map that is read.</param>
    /// <param name="density">Share of the weights that is left.</param>
    /// <param name="tile">Floats of the largest tile.</param>
    public static int Size(ConvolutionGeometry geometry, FeatureLayout layout, double density, int tile)
    {
        var taps = (double)geometry.Taps.Length / geometry.Phases.Length; // that join a channel read to one written, phases apart
        var window = (geometry.Layer.Kernel + geometry.Layer.Stride - 1) / geometry.Layer.Stride; // rows and columns
        var segment = (int)Math.Min(layout.Shape.Channels, Segment / (taps * density));
        var rowFloats = Math.Min(layout.RowStride, tile + ((window - 1) * layout.Lanes));
        return Math.Clamp(Math.Max(segment, CacheBytes / (sizeof(float) * window * rowFloats)), 1, layout.Shape.Channels);
    }
}
