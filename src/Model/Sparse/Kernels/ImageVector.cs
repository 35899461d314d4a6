using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>One vector of images within a feature map, all channels or some: a pixel of it is a vector, and these are the steps between them.</summary>
internal readonly unsafe struct ImageVector
{
    public ImageVector(float* map, FeatureLayout layout, int vector, int width)
        : this(map, layout, vector, width, 0, layout.Shape.Channels)
    {
    }

    public ImageVector(float* map, FeatureLayout layout, int vector, int width, int firstChannel, int channels)
    {
        Start = map + layout.Vector(vector, width) + ((nint)firstChannel * layout.ChannelStride);
        (Channels, Height, Width) = (channels, layout.Shape.Height, layout.Shape.Width);
        (Channel, Row, Pixel) = (layout.ChannelStride, layout.RowStride, layout.Lanes);
    }

    public float* Start { get; }

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>The vector of column 0.</summary>
    public float* At(int channel, int row) => Start + (channel * Channel) + (row * Row);

    /// <summary>Floats from one channel to the next.</summary>
    public nint Channel { get; }

    /// <summary>Floats from one row to the next.</summary>
    public nint Row { get; }

    /// <summary>Floats from one pixel to the next.</summary>
    public nint Pixel { get; }
}
