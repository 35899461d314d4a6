namespace FedPrune.Model.Sparse.Kernels;

/// <summary>A column of tiles in the planes of two feature maps, one of which is read shifted by the taps.</summary>
/// <param name="x">First tile in channel 0 of the shifted map.</param>
/// <param name="xRow">Floats from row to row.</param>
/// <param name="xChannel">Floats from channel to channel.</param>
/// <param name="xAhead">Channels of the shifted map to ask ahead for, none if a group of images stays in the caches.</param>
/// <param name="xBeside">Floats to ask for to the left and right of a tile, none if a tile is a whole row.</param>
/// <param name="y">First tile in channel 0 of the other map.</param>
/// <param name="yRow">Floats from row to row.</param>
/// <param name="yChannel">Floats from channel to channel.</param>
/// <param name="rows">Rows of tiles.</param>
internal readonly unsafe struct PlanePair(float* x, int xRow, int xChannel, int xAhead, int xBeside, float* y, int yRow, nint yChannel, int rows)
{
    public float* X { get; } = x;

    public int XRow { get; } = xRow;

    public int XChannel { get; } = xChannel;

    public int XAhead { get; } = xAhead;

    public int XBeside { get; } = xBeside;

    public float* Y { get; } = y;

    public int YRow { get; } = yRow;

    public nint YChannel { get; } = yChannel;

    public int Rows { get; } = rows;
}
