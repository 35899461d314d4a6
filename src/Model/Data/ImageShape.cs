namespace FedPrune.Model.Data;

/// <summary>The shape of one image, in the order in which its pixels lie: channel, row, column.</summary>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Number of pixels, all channels together.</summary>
    public int Pixels => Channels * Height * Width;

    public override string ToString() => $"{Height}×{Width}×{Channels}";
}
