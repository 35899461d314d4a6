using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// <c>y = max(x over a square)</c>, or <c>max(0, that)</c> with the rectifier before it fused in. The gradient goes to the
/// first pixel of the square that is the maximum, as in other frameworks.
/// </summary>
internal static unsafe class MaxPooling<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(ImageVector x, ImageVector y, int size, bool rectify)
    {
        for (int c = 0; c < y.Channels; c++)
        {
            for (int h = 0; h < y.Height; h++)
            {
                float* from = x.At(c, h * size), to = y.At(c, h);
                for (int w = 0; w < y.Width; w++, from += size * x.Pixel, to += y.Pixel)
                {
                    var most = rectify ? TSimd.Max(default, TSimd.Load(from)) : TSimd.Load(from);
                    for (int i = 0; i < size; i++)
                    {
                        for (int j = 0; j < size; j++)
                            most = TSimd.Max(most, TSimd.Load(from + (i * x.Row) + (j * x.Pixel)));
                    }
                    TSimd.Store(most, to);
                }
            }
        }
    }

    /// <summary>The gradient by x; it may be written over x.</summary>
    /// <param name="x">What went in.</param>
    /// <param name="y">What came out.</param>
    /// <param name="dy">Gradient by y.</param>
    /// <param name="dx">Gradient by x, laid out as x, written.</param>
    /// <param name="size">Side of a square.</param>
    /// <param name="rectify">Whether a maximum of 0 has no gradient.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(ImageVector x, float* y, ImageVector dy, ImageVector dx, int size, bool rectify)
    {
        var values = (nint)(y - dy.Start);
        var inputs = (nint)(x.Start - dx.Start);
        for (int c = 0; c < dy.Channels; c++)
        {
            for (int h = 0; h < dy.Height; h++)
            {
                float* to = dx.At(c, h * size), from = dy.At(c, h);
                for (int w = 0; w < dy.Width; w++, to += size * dx.Pixel, from += dy.Pixel)
                {
                    var most = TSimd.Load(from + values);
                    var gradient = TSimd.Load(from);
                    if (rectify)
                        gradient = TSimd.WherePositive(gradient, most);
                    for (int i = 0; i < size; i++)
                    {
                        for (int j = 0; j < size; j++)
                        {
                            var pixel = to + (i * dx.Row) + (j * dx.Pixel);
                            var own = TSimd.WhereEqual(gradient, TSimd.Load(pixel + inputs), most);
                            gradient = TSimd.Subtract(gradient, own); // what one pixel took, no other gets
                            TSimd.Store(own, pixel);
                        }
                    }
                }
            }
        }
        Border<TSimd, TVector>.Clear(dx, dy.Height * size, dy.Width * size);
    }
}
