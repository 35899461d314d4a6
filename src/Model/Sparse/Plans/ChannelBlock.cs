using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>How many channels a convolution reads before it goes on to the next output.</summary>
internal static class ChannelBlock
{
    private const int CacheBytes = 24 << 10;
    private const int LargeCacheBytes = 48 << 10;
    private const double Sparse = 0.06;
    private const int TileFloats = 112; // 14 vectors of 8

    /// <summary>
    /// As many as a tile's view of them stays in the first-level cache; twice that in very sparse layers, where segments
    /// of few weights would cost more than a second-level cache does.
    /// </summary>
    public static int Size(int kernel, FeatureLayout layout, double density)
    {
        var rowFloats = Math.Min(layout.RowStride, TileFloats + ((kernel - 1) * layout.Lanes));
        var view = sizeof(float) * kernel * rowFloats;
        return Math.Clamp((density < Sparse ? LargeCacheBytes : CacheBytes) / view, 1, layout.Shape.Channels);
    }
}
