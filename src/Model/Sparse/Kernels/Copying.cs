using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>From one layout to another, vector by vector; both have the same shape.</summary>
internal static unsafe class Copying<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary><c>to = from</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(ImageVector from, ImageVector to)
    {
        for (int c = 0; c < to.Channels; c++)
        {
            for (int h = 0; h < to.Height; h++)
            {
                float* x = from.At(c, h), y = to.At(c, h);
                for (int w = 0; w < to.Width; w++, x += from.Pixel, y += to.Pixel)
                    TSimd.Store(TSimd.Load(x), y);
            }
        }
    }

    /// <summary><c>to += from</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ImageVector from, ImageVector to)
    {
        for (int c = 0; c < to.Channels; c++)
        {
            for (int h = 0; h < to.Height; h++)
            {
                float* x = from.At(c, h), y = to.At(c, h);
                for (int w = 0; w < to.Width; w++, x += from.Pixel, y += to.Pixel)
                    TSimd.Store(TSimd.Add(TSimd.Load(x), TSimd.Load(y)), y);
            }
        }
    }
}
