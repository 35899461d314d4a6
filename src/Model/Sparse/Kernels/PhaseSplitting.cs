using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// Pixels with the same remainders of row and column by the stride, next to each other: to a convolution with that stride,
/// such a phase of its input looks like the input of a convolution without.
/// </summary>
internal static unsafe class PhaseSplitting<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary><c>phase[h, w] = x[h·s + rest/s, w·s + rest mod s]</c>, 0 where x has ended.</summary>
    /// <param name="x">All pixels.</param>
    /// <param name="phase">Channel 0 of the phase, as many rows and columns as the fullest phase has.</param>
    /// <param name="stride">s.</param>
    /// <param name="rest">Remainder of the row · s + remainder of the column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Split(ImageVector x, ImageVector phase, int stride, int rest)
    {
        var (row, column) = (rest / stride, rest % stride);
        for (int c = 0; c < x.Channels; c++)
        {
            for (int h = 0; h < phase.Height; h++)
            {
                float* from = x.At(c, (h * stride) + row), to = phase.At(c, h);
                for (int w = 0; w < phase.Width; w++, to += phase.Pixel)
                {
                    var inside = (h * stride) + row < x.Height && (w * stride) + column < x.Width;
                    TSimd.Store(inside ? TSimd.Load(from + (((w * stride) + column) * x.Pixel)) : default, to);
                }
            }
        }
    }

    /// <summary>The way back: <c>dx[h·s + rest/s, w·s + rest mod s] = dphase[h, w]</c>, or added to that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Join(ImageVector dphase, ImageVector dx, int stride, int rest, bool adds)
    {
        var (row, column) = (rest / stride, rest % stride);
        for (int c = 0; c < dx.Channels; c++)
        {
            for (int h = row; h < dx.Height; h += stride)
            {
                float* from = dphase.At(c, h / stride), to = dx.At(c, h) + (column * dx.Pixel);
                for (int w = column; w < dx.Width; w += stride, from += dphase.Pixel, to += stride * dx.Pixel)
                    TSimd.Store(adds ? TSimd.Add(TSimd.Load(to), TSimd.Load(from)) : TSimd.Load(from), to);
            }
        }
    }
}
