using System.Runtime.CompilerServices;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>Between images behind each other, as everyone else has them, and images side by side.</summary>
internal static unsafe class Interleaving
{
    /// <summary>Puts images side by side.</summary>
    /// <param name="images">(n, channels, height, width).</param>
    /// <param name="count">n, at most as many as a vector has lanes; the other lanes are zeroed.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="lanes">Lanes of the vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Put(float* images, int count, ImageVector to, int lanes)
    {
        nint size = to.Channels * to.Height * to.Width;
        for (int c = 0; c < to.Channels; c++)
        {
            for (int h = 0; h < to.Height; h++)
            {
                var from = images + (((c * to.Height) + h) * to.Width);
                var pixel = to.At(c, h);
                for (int w = 0; w < to.Width; w++, from++, pixel += to.Pixel)
                {
                    for (int lane = 0; lane < lanes; lane++)
                        pixel[lane] = lane < count ? from[lane * size] : 0;
                }
            }
        }
    }

    /// <summary>The way back: images behind each other.</summary>
    public static void Take(ImageVector from, float* images, int count)
    {
        nint size = from.Channels * from.Height * from.Width;
        for (nint i = 0; i < size; i++)
        {
            var (row, w) = Math.DivRem(i, from.Width);
            var (c, h) = Math.DivRem((int)row, from.Height);
            var pixel = from.At(c, h) + (w * from.Pixel);
            for (int lane = 0; lane < count; lane++)
                images[(lane * size) + i] = pixel[lane];
        }
    }
}
