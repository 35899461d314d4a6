using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary><c>y = Σ x over a square / size²</c></summary>
internal static unsafe class AveragePooling<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(ImageVector x, ImageVector y, int size)
    {
        var share = TSimd.Broadcast(1f / (size * size));
        for (int c = 0; c < y.Channels; c++)
        {
            for (int h = 0; h < y.Height; h++)
            {
                for (int w = 0; w < y.Width; w++)
                {
                    var from = x.At(c, h * size) + (w * size * x.Pixel);
                    TVector sum = default;
                    for (int i = 0; i < size; i++)
                    {
                        for (int j = 0; j < size; j++)
                            sum = TSimd.Add(sum, TSimd.Load(from + (i * x.Row) + (j * x.Pixel)));
                    }
                    TSimd.Store(TSimd.Multiply(sum, share), y.At(c, h) + (w * y.Pixel));
                }
            }
        }
    }

    /// <summary>Every pixel of a square gets the same share of its gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(ImageVector dy, ImageVector dx, int size)
    {
        var share = TSimd.Broadcast(1f / (size * size));
        for (int c = 0; c < dy.Channels; c++)
        {
            for (int h = 0; h < dy.Height * size; h++)
            {
                for (int w = 0; w < dy.Width * size; w++)
                {
                    var gradient = TSimd.Load(dy.At(c, h / size) + (w / size * dy.Pixel));
                    TSimd.Store(TSimd.Multiply(gradient, share), dx.At(c, h) + (w * dx.Pixel));
                }
            }
        }
        Border<TSimd, TVector>.Clear(dx, dy.Height * size, dy.Width * size);
    }
}
