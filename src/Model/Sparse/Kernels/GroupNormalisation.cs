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
    /// <param name="y">What came out, of the same layout as <paramref name="dy"/>; null where no ReLU follows.</param>
    /// <param name="dy">Gradient by y.</param>
    /// <param name="dx">Gradient by x, written; may be x.</param>
    /// <param name="scale">(channels).</param>
    /// <param name="scaleGradient">(channels), added to.</param>
    /// <param name="shiftGradient">(channels), added to.</param>
    /// <param name="moments">As the way forward left them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        ImageVector x, float* y, ImageVector dy, ImageVector dx, float* scale, float* scaleGradient, float* shiftGradient, float* moments)
    {
        TVector mean = TSimd.Load(moments), inverse = TSimd.Load(moments + TSimd.Width);
        TVector plain = default, correlated = default; // Σ scale·dy and Σ scale·dy·x̂
        for (int c = 0; c < x.Channels; c++)
        {
            var (sum, product) = Sums(x, y, dy, c, mean);
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

    // Sums go row by row, so that none has many more terms than a row has pixels, and in four chains, since an addition
    // takes as long as four begin.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TVector Sum(ImageVector x)
    {
        var pixel = x.Pixel;
        TVector total = default;
        for (int c = 0; c < x.Channels; c++)
        {
            for (int h = 0; h < x.Height; h++)
            {
                TVector s0 = default, s1 = default, s2 = default, s3 = default;
                var from = x.At(c, h);
                var w = 0;
                for (; w + 3 < x.Width; w += 4, from += 4 * pixel)
                {
                    s0 = TSimd.Add(s0, TSimd.Load(from));
                    s1 = TSimd.Add(s1, TSimd.Load(from + pixel));
                    s2 = TSimd.Add(s2, TSimd.Load(from + (2 * pixel)));
                    s3 = TSimd.Add(s3, TSimd.Load(from + (3 * pixel)));
                }
                for (; w < x.Width; w++, from += pixel)
                    s0 = TSimd.Add(s0, TSimd.Load(from));
                total = TSimd.Add(total, TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)));
            }
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TVector SquaredDistance(ImageVector x, TVector mean)
    {
        var pixel = x.Pixel;
        TVector total = default;
        for (int c = 0; c < x.Channels; c++)
        {
            for (int h = 0; h < x.Height; h++)
            {
                TVector s0 = default, s1 = default, s2 = default, s3 = default;
                var from = x.At(c, h);
                var w = 0;
                for (; w + 3 < x.Width; w += 4, from += 4 * pixel)
                {
                    s0 = AddSquare(TSimd.Load(from), mean, s0);
                    s1 = AddSquare(TSimd.Load(from + pixel), mean, s1);
                    s2 = AddSquare(TSimd.Load(from + (2 * pixel)), mean, s2);
                    s3 = AddSquare(TSimd.Load(from + (3 * pixel)), mean, s3);
                }
                for (; w < x.Width; w++, from += pixel)
                    s0 = AddSquare(TSimd.Load(from), mean, s0);
                total = TSimd.Add(total, TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)));
            }
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddSquare(TVector x, TVector mean, TVector sum)
    {
        var distance = TSimd.Subtract(x, mean);
        return TSimd.MultiplyAdd(distance, distance, sum);
    }

    // Σ dy and Σ dy·(x − mean) of one channel, after the ReLU if there is one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (TVector Sum, TVector Product) Sums(ImageVector x, float* y, ImageVector dy, int channel, TVector mean)
    {
        nint pixel = x.Pixel, step = dy.Pixel;
        TVector total = default, products = default;
        for (int h = 0; h < x.Height; h++)
        {
            TVector s0 = default, s1 = default, s2 = default, s3 = default, p0 = default, p1 = default, p2 = default, p3 = default;
            float* from = x.At(channel, h), gradient = dy.At(channel, h), output = y is null ? null : y + (gradient - dy.Start);
            var w = 0;
            for (; w + 3 < x.Width; w += 4, from += 4 * pixel, gradient += 4 * step, output += 4 * step)
            {
                AddBoth(from, mean, Rectified(gradient, output, y is not null), ref s0, ref p0);
                AddBoth(from + pixel, mean, Rectified(gradient + step, output + step, y is not null), ref s1, ref p1);
                AddBoth(from + (2 * pixel), mean, Rectified(gradient + (2 * step), output + (2 * step), y is not null), ref s2, ref p2);
                AddBoth(from + (3 * pixel), mean, Rectified(gradient + (3 * step), output + (3 * step), y is not null), ref s3, ref p3);
            }
            for (; w < x.Width; w++, from += pixel, gradient += step, output += step)
                AddBoth(from, mean, Rectified(gradient, output, y is not null), ref s0, ref p0);
            total = TSimd.Add(total, TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)));
            products = TSimd.Add(products, TSimd.Add(TSimd.Add(p0, p1), TSimd.Add(p2, p3)));
        }
        return (total, products);
    }

    // The gradient, in its place too, which is none where a ReLU cut the output off.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Rectified(float* gradient, float* output, bool rectify)
    {
        var d = TSimd.Load(gradient);
        if (rectify)
            TSimd.Store(d = TSimd.WherePositive(d, TSimd.Load(output)), gradient);
        return d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddBoth(float* x, TVector mean, TVector dy, ref TVector sum, ref TVector product)
    {
        sum = TSimd.Add(sum, dy);
        product = TSimd.MultiplyAdd(dy, TSimd.Subtract(TSimd.Load(x), mean), product);
    }
}
