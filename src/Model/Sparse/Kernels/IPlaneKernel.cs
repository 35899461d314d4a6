using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>A kernel that takes a plane of pixels one column of tiles after the other.</summary>
internal interface IPlaneKernel<TVector> : ITileKernel<TVector>
{
    PlanePair Plane { set; }
}

/// <summary>Takes a kernel over the planes of a batch.</summary>
internal static unsafe class Planes<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private const int SecondCache = (1 << 20) / sizeof(float); // larger than most; what fits is there without being asked for

    /// <summary>
    /// Cuts the rows of y's plane into tiles of nearly the same size, at most <see cref="Tiles{TSimd, TVector}.Most"/>
    /// vectors, and runs the kernel on each column of them, group by group. Both layouts have the same lanes.
    /// </summary>
    public static void Sweep<TKernel>(ref TKernel kernel, FeatureLayout x, float* xs, FeatureLayout y, float* ys, Images images)
        where TKernel : struct, IPlaneKernel<TVector>
    {
        var row = y.Shape.Width * y.Lanes / TSimd.Width; // vectors
        var tiles = (row + Tiles<TSimd, TVector>.Most - 1) / Tiles<TSimd, TVector>.Most;
        var ahead = x.GroupStride > SecondCache ? x.Shape.Channels : 0;
        var beside = tiles == 1 ? 0 : x.Halo * x.Lanes;
        for (int group = images.First / y.Lanes; group < y.Groups(images.End); group++)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                int from = row * tile / tiles, to = row * (tile + 1) / tiles;
                kernel.Plane = new PlanePair(
                    xs + ((nint)group * x.GroupStride) + (from * TSimd.Width), x.RowStride, x.ChannelStride, ahead, beside,
                    ys + ((nint)group * y.GroupStride) + (from * TSimd.Width), y.RowStride, y.ChannelStride, y.Shape.Height);
                Tiles<TSimd, TVector>.Run(to - from, ref kernel);
            }
        }
    }

    /// <summary>
    /// Asks for one segment's share of a row of tiles in the shifted map, with what taps read to the left and right of it; the
    /// shares of all segments are the row. A row of each channel lies in a memory page of its own, and no processor foresees the
    /// way through them.
    /// </summary>
    /// <param name="tile">In the first channel before the first segment; moves on.</param>
    /// <param name="due">0 before the first segment.</param>
    /// <param name="plane">The planes.</param>
    /// <param name="segments">How many there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask<TTile>(ref float* tile, ref int due, in PlanePair plane, int segments)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        for (due += plane.XAhead; due >= segments; due -= segments, tile += plane.XChannel)
        {
            // A loop: so many prefetches in a row would be more locals than the runtime keeps in registers in its largest kernels.
            for (nint at = -plane.XBeside; at < (TTile.Vectors * TSimd.Width) + plane.XBeside; at += Prefetching.Floats)
                Prefetching.Ask(tile + at);
        }
    }
}
