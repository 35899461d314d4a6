using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>Rows and columns that pooling leaves out where its size does not divide the image.</summary>
internal static unsafe class Border<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Zeroes what lies below <paramref name="height"/> rows and right of <paramref name="width"/> columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Clear(ImageVector map, int height, int width)
    {
        if (height == map.Height && width == map.Width)
            return;
        for (int c = 0; c < map.Channels; c++)
        {
            for (int h = 0; h < map.Height; h++)
            {
                for (int w = h < height ? width : 0; w < map.Width; w++)
                    TSimd.Store(default, map.At(c, h) + (w * map.Pixel));
            }
        }
    }
}
