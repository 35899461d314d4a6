using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FedPrune.Model.Aggregation;

/// <summary>
/// Sums over many vectors of floats, in double. The order of every sum is fixed and no rounding depends on the machine's
/// vectors, so that the results do not either. They are bound by the memory that holds the vectors.
/// </summary>
public static class Accumulation
{
    /// <summary>Numbers of each vector that a mean passes over at a time, so that their sums stay in the cache.</summary>
    public const int Piece = 16384;

    private const int DotPiece = 8192; // the same for dot products, whose last bits depend on it
    private const int Stride = 16; // sums side by side: no addition waits for the one before

    /// <summary><c>mean[k] = Σ_i weights[i] · vectors[i][k] / divisor</c> over a range of the vectors, each product and sum rounded, in order of i.</summary>
    /// <param name="mean">(n) numbers, at most <see cref="Piece"/>, written.</param>
    /// <param name="vectors">Vectors that have the range.</param>
    /// <param name="range">(n) places in each of them.</param>
    /// <param name="weights">A factor for each vector.</param>
    /// <param name="divisor">Not 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is longer than a piece.</exception>
    public static void Mean(
        Span<float> mean, ReadOnlySpan<ReadOnlyMemory<float>> vectors, Range range, ReadOnlySpan<double> weights, double divisor)
    {
        if (Vector512.IsHardwareAccelerated)
            Mean<OneEight>(mean, vectors, range, weights, divisor);
        else
            Mean<TwoFours>(mean, vectors, range, weights, divisor);
    }

    /// <summary>The same with the vectors of an instruction set.</summary>
    internal static void Mean<TEight>(
        Span<float> mean, ReadOnlySpan<ReadOnlyMemory<float>> vectors, Range range, ReadOnlySpan<double> weights, double divisor)
        where TEight : struct, IEightDoubles<TEight>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mean.Length, Piece);
        Span<double> sum = stackalloc double[mean.Length];
        sum.Clear();
        var i = 0;
        for (; i < vectors.Length % EightVectors<TEight>.Count; i++)
            Add(sum, vectors[i].Span[range], weights[i]);
        for (; i < vectors.Length; i += EightVectors<TEight>.Count)
        {
            var end = i + EightVectors<TEight>.Count;
            var result = end == vectors.Length ? mean : []; // the last pass over memory leaves time to divide
            EightVectors<TEight>.Add(sum, vectors[i..end], range, weights[i..end], result, divisor);
        }
        if (vectors.Length >= EightVectors<TEight>.Count)
            return;
        TensorPrimitives.Divide(sum, divisor, sum);
        TensorPrimitives.ConvertTruncating<double, float>(sum, mean);
    }

    /// <summary><c>sum[k] += weight · values[k]</c></summary>
    public static void Add(Span<double> sum, ReadOnlySpan<float> values, double weight)
    {
        ref var s = ref MemoryMarshal.GetReference(sum[..values.Length]);
        ref var x = ref MemoryMarshal.GetReference(values);
        nuint k = 0;
        for (; k + 4 <= (nuint)values.Length; k += 4)
            (Vector256.LoadUnsafe(ref s, k) + (Four(ref x, k) * weight)).StoreUnsafe(ref s, k);
        for (var rest = (int)k; rest < values.Length; rest++)
            sum[rest] += weight * values[rest];
    }

    /// <summary><c>Σ values[k]²</c></summary>
    public static double SumOfSquares(ReadOnlySpan<float> values)
    {
        ref var x = ref MemoryMarshal.GetReference(values);
        var (a, b, c, d) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        nuint k = 0;
        for (; k + Stride <= (nuint)values.Length; k += Stride)
        {
            var (xa, xb, xc, xd) = (Four(ref x, k), Four(ref x, k + 4), Four(ref x, k + 8), Four(ref x, k + 12));
            a = Vector256.FusedMultiplyAdd(xa, xa, a);
            b = Vector256.FusedMultiplyAdd(xb, xb, b);
            c = Vector256.FusedMultiplyAdd(xc, xc, c);
            d = Vector256.FusedMultiplyAdd(xd, xd, d);
        }
        var sum = Vector256.Sum((a + b) + (c + d));
        for (var rest = (int)k; rest < values.Length; rest++)
            sum += (double)values[rest] * values[rest];
        return sum;
    }

    /// <summary><c>Σ_k vectors[i][k] · vector[k]</c> for every i.</summary>
    /// <param name="vectors">Vectors of n numbers.</param>
    /// <param name="vector">(n) numbers.</param>
    public static double[] Dots(ReadOnlySpan<ReadOnlyMemory<float>> vectors, ReadOnlySpan<double> vector) =>
        Vector512.IsHardwareAccelerated ? Dots<OneEight>(vectors, vector) : Dots<TwoFours>(vectors, vector);

    /// <summary>The same with the vectors of an instruction set.</summary>
    internal static double[] Dots<TEight>(ReadOnlySpan<ReadOnlyMemory<float>> vectors, ReadOnlySpan<double> vector)
        where TEight : struct, IEightDoubles<TEight>
    {
        var dots = new double[vectors.Length];
        for (int start = 0; start < vector.Length; start += DotPiece)
        {
            var piece = start..Math.Min(start + DotPiece, vector.Length);
            var i = 0;
            for (; i <= dots.Length - EightVectors<TEight>.Count; i += EightVectors<TEight>.Count)
                EightVectors<TEight>.AddDots(vectors.Slice(i, EightVectors<TEight>.Count), piece, vector[piece], dots.AsSpan(i, EightVectors<TEight>.Count));
            for (; i < dots.Length; i++)
                dots[i] += EightVectors<TEight>.Dot(vectors[i].Span[piece], vector[piece]);
        }
        return dots;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Four(ref float values, nuint k) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(ref values, k).ToVector256Unsafe());
}
