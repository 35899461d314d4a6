using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>How many channels a convolution reads before it goes on to the next output.</summary>
internal static class ChannelBlock
{
    private const int CacheBytes = 32 << 10;
    private const int TileFloats = 112; // 14 vectors of 8

    /// <summary>As many as a tile's view of them fits into the first-level cache.</summary>
    public static int Size(int kernel, FeatureLayout layout)
    {
        var rowFloats = Math.Min(layout.RowStride, TileFloats + ((kernel - 1) * layout.Lanes));
        return Math.Clamp(CacheBytes / (sizeof(float) * kernel * rowFloats), 1, layout.Shape.Channels);
    }
}
