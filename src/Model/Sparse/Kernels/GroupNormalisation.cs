using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// <c>y = scale[c] · x̂ + shift[c]</c>, <c>x̂ = (x − mean) / √(variance + ε)</c>, mean and (population) variance over the
/// pixels of a group of channels, for each image alone (Wu and He, 2018). Images lie side by side, so the moments of a
/// vector of images are vectors. What follows at once, an addition and a ReLU, is done on the way: <c>y = max(0, … + addend)</c>.
/// </summary>
internal static unsafe class GroupNormalisation<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private const float Epsilon = 1e-5f;

    /// <summary>One group of channels, which are all that x and y have.</summary>
    /// <param name="x">What goes in.</param>
    /// <param name="y">What comes out, written.</param>
    /// <param name="scale">(channels).</param>
    /// <param name="shift">(channels).</param>
    /// <param name="moments">Mean and 1/√(variance + ε), two vectors, written.</param>
    /// <param name="addend">What is added, laid out as y; null for nothing.</param>
    /// <param name="rectify">Whether a ReLU follows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(ImageVector x, ImageVector y, float* scale, float* shift, float* moments, float* addend, bool rectify)
    {
        var share = TSimd.Broadcast(1f / (x.Channels * x.Height * x.Width));
        var mean = TSimd.Multiply(Sum(x), share);
        var inverse = TSimd.ReciprocalRoot(TSimd.MultiplyAdd(SquaredDistance(x, mean), share, TSimd.Broadcast(Epsilon)));
        TSimd.Store(mean, moments);
        TSimd.Store(inverse, moments + TSimd.Width);
        for (int c = 0; c < x.Channels; c++)
        {
            TVector factor = TSimd.Multiply(TSimd.Broadcast(scale[c]), inverse), constant = TSimd.Broadcast(shift[c]);
            for (int h = 0; h < x.Height; h++)
            {
                float* from = x.At(c, h), to = y.At(c, h), more = addend + (to - y.Start);
                for (int w = 0; w < x.Width; w++, from += x.Pixel, to += y.Pixel, more += y.Pixel)
                {
                    var value = TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Load(from), mean), factor, constant);
                    if (addend is not null)
                        value = TSimd.Add(value, TSimd.Load(more));
                    TSimd.Store(rectify ? TSimd.Max(default, value) : value, to);
                }
            }
        }
    }

    /// <summary>
    /// <c>dx = (scale·dy − mean(scale·dy) − x̂·mean(scale·dy·x̂)) / √(variance + ε)</c>, <c>dscale += Σ dy·x̂</c>,
    /// <c>dshift += Σ dy</c>, where <c>dy</c> is first made 0 where a ReLU has cut y off; that is also the addend's gradient.
    /// </summary>
    /// <param name="x">What went in.</param>
    /// <param name="y">What came out, of the same layout as <paramref name="dy"/>; null where nothing was added: x tells it too.</param>
    /// <param name="dy">Gradient by y.</param>
    /// <param name="dx">Gradient by x, written; may be x.</param>
    /// <param name="rectify">Whether a ReLU followed.</param>
    /// <param name="scale">(channels).</param>
    /// <param name="shift">(channels).</param>
    /// <param name="scaleGradient">(channels), added to.</param>
    /// <param name="shiftGradient">(channels), added to.</param>
    /// <param name="moments">As the way forward left them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        ImageVector x, float* y, ImageVector dy, ImageVector dx, bool rectify, float* scale, float* shift, float* scaleGradient,
        float* shiftGradient, float* moments)
    {
        TVector mean = TSimd.Load(moments), inverse = TSimd.Load(moments + TSimd.Width);
        TVector plain = default, correlated = default; // Σ scale·dy and Σ scale·dy·x̂
        for (int c = 0; c < x.Channels; c++)
        {
            var (sum, product) = Sums(
                x, y, dy, c, mean, rectify, TSimd.Multiply(TSimd.Broadcast(scale[c]), inverse), TSimd.Broadcast(shift[c]));
            product = TSimd.Multiply(product, inverse);
            shiftGradient[c] += TSimd.Sum(sum);
            scaleGradient[c] += TSimd.Sum(product);
            plain = TSimd.MultiplyAdd(TSimd.Broadcast(scale[c]), sum, plain);
            correlated = TSimd.MultiplyAdd(TSimd.Broadcast(scale[c]), product, correlated);
        }
        var share = TSimd.Broadcast(1f / (x.Channels * x.Height * x.Width));
        // dx = factor·dy + slope·(x − mean) + constant
        var slope = TSimd.Subtract(default, TSimd.Multiply(TSimd.Multiply(correlated, share), TSimd.Multiply(inverse, inverse)));
        var constant = TSimd.Subtract(default, TSimd.Multiply(TSimd.Multiply(plain, share), inverse));
        for (int c = 0; c < x.Channels; c++)
        {
            var factor = TSimd.Multiply(TSimd.Broadcast(scale[c]), inverse);
            for (int h = 0; h < x.Height; h++)
            {
                float* from = x.At(c, h), gradient = dy.At(c, h), to = dx.At(c, h);
                for (int w = 0; w < x.Width; w++, from += x.Pixel, gradient += dy.Pixel, to += dx.Pixel)
                {
                    var line = TSimd.MultiplyAdd(slope, TSimd.Subtract(TSimd.Load(from), mean), constant);
                    TSimd.Store(TSimd.MultiplyAdd(factor, TSimd.Load(gradient), line), to);
                }
            }
        }
    }

    // Row by row, so that no sum of floats has many more terms than a row has pixels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TVector Sum(ImageVector x)
    {
        TVector total = default;
        for (int c = 0; c < x.Channels; c++)
        {
            for (int h = 0; h < x.Height; h++)
            {
                TVector sum = default;
                var from = x.At(c, h);
                for (int w = 0; w < x.Width; w++, from += x.Pixel)
                    sum = TSimd.Add(sum, TSimd.Load(from));
                total = TSimd.Add(total, sum);
            }
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TVector SquaredDistance(ImageVector x, TVector mean)
    {
        TVector total = default;
        for (int c = 0; c < x.Channels; c++)
        {
            for (int h = 0; h < x.Height; h++)
            {
                TVector sum = default;
                var from = x.At(c, h);
                for (int w = 0; w < x.Width; w++, from += x.Pixel)
                {
                    var distance = TSimd.Subtract(TSimd.Load(from), mean);
                    sum = TSimd.MultiplyAdd(distance, distance, sum);
                }
                total = TSimd.Add(total, sum);
            }
        }
        return total;
    }

    // Σ dy and Σ dy·(x − mean) of one channel, after the ReLU if there is one: it has cut off where y, or factor·(x − mean) + constant, is not above 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (TVector Sum, TVector Product) Sums(
        ImageVector x, float* y, ImageVector dy, int channel, TVector mean, bool rectify, TVector factor, TVector constant)
    {
        TVector total = default, products = default;
        for (int h = 0; h < x.Height; h++)
        {
            TVector sum = default, product = default;
            float* from = x.At(channel, h), gradient = dy.At(channel, h), output = y + (gradient - dy.Start);
            for (int w = 0; w < x.Width; w++, from += x.Pixel, gradient += dy.Pixel, output += dy.Pixel)
            {
                TVector d = TSimd.Load(gradient), distance = TSimd.Subtract(TSimd.Load(from), mean);
                if (rectify)
                {
                    var value = y is null ? TSimd.MultiplyAdd(distance, factor, constant) : TSimd.Load(output);
                    TSimd.Store(d = TSimd.WherePositive(d, value), gradient);
                }
                sum = TSimd.Add(sum, d);
                product = TSimd.MultiplyAdd(d, distance, product);
            }
            (total, products) = (TSimd.Add(total, sum), TSimd.Add(products, product));
        }
        return (total, products);
    }
}
