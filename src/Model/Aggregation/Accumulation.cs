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
    /// <summary>Numbers of each vector that are passed over at a time, so that what they share stays in the cache.</summary>
    public const int Piece = 8192;

    private const int Lanes = 4;   // vectors read at the same time: a sum is loaded and stored a quarter as often
    private const int Stride = 16; // sums side by side: no addition waits for the one before

    /// <summary><c>sum[k] += Σ_i weights[i] · vectors[i][k]</c> over a range of the vectors, each product and sum rounded, in order of i.</summary>
    /// <param name="sum">(n) sums, changed.</param>
    /// <param name="vectors">Vectors that have the range.</param>
    /// <param name="range">(n) places in each of them.</param>
    /// <param name="weights">A factor for each vector.</param>
    public static void Add(Span<double> sum, ReadOnlySpan<ReadOnlyMemory<float>> vectors, Range range, ReadOnlySpan<double> weights)
    {
        var i = 0;
        for (; i <= vectors.Length - Lanes; i += Lanes)
        {
            AddFour(
                sum, vectors[i].Span[range], vectors[i + 1].Span[range], vectors[i + 2].Span[range], vectors[i + 3].Span[range],
                weights.Slice(i, Lanes));
        }
        for (; i < vectors.Length; i++)
            Add(sum, vectors[i].Span[range], weights[i]);
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
    public static double[] Dots(ReadOnlySpan<ReadOnlyMemory<float>> vectors, ReadOnlySpan<double> vector)
    {
        var dots = new double[vectors.Length];
        for (int start = 0; start < vector.Length; start += Piece)
        {
            var piece = start..Math.Min(start + Piece, vector.Length);
            var i = 0;
            for (; i <= dots.Length - Lanes; i += Lanes)
                AddFourDots(vectors.Slice(i, Lanes), piece, vector[piece], dots.AsSpan(i, Lanes));
            for (; i < dots.Length; i++)
                dots[i] += Dot(vectors[i].Span[piece], vector[piece]);
        }
        return dots;
    }

    // Eight sums side by side, as each of AddFourDots has them: a dot product does not depend on its neighbours.
    private static double Dot(ReadOnlySpan<float> values, ReadOnlySpan<double> vector)
    {
        ref var x = ref MemoryMarshal.GetReference(values);
        ref var y = ref MemoryMarshal.GetReference(vector[..values.Length]);
        var (even, odd) = (Vector256<double>.Zero, Vector256<double>.Zero);
        nuint k = 0;
        for (; k + 8 <= (nuint)values.Length; k += 8)
        {
            even = Vector256.FusedMultiplyAdd(Four(ref x, k), Vector256.LoadUnsafe(ref y, k), even);
            odd = Vector256.FusedMultiplyAdd(Four(ref x, k + 4), Vector256.LoadUnsafe(ref y, k + 4), odd);
        }
        return Total(even, odd, values, vector, (int)k);
    }

    private static void AddFourDots(ReadOnlySpan<ReadOnlyMemory<float>> vectors, Range piece, ReadOnlySpan<double> vector, Span<double> dots)
    {
        ref var xa = ref MemoryMarshal.GetReference(vectors[0].Span[piece]);
        ref var xb = ref MemoryMarshal.GetReference(vectors[1].Span[piece]);
        ref var xc = ref MemoryMarshal.GetReference(vectors[2].Span[piece]);
        ref var xd = ref MemoryMarshal.GetReference(vectors[3].Span[piece]);
        ref var y = ref MemoryMarshal.GetReference(vector);
        var (evenA, evenB, evenC, evenD) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var (oddA, oddB, oddC, oddD) = (evenA, evenB, evenC, evenD);
        nuint k = 0;
        for (; k + 8 <= (nuint)vector.Length; k += 8)
        {
            var (even, odd) = (Vector256.LoadUnsafe(ref y, k), Vector256.LoadUnsafe(ref y, k + 4));
            evenA = Vector256.FusedMultiplyAdd(Four(ref xa, k), even, evenA);
            evenB = Vector256.FusedMultiplyAdd(Four(ref xb, k), even, evenB);
            evenC = Vector256.FusedMultiplyAdd(Four(ref xc, k), even, evenC);
            evenD = Vector256.FusedMultiplyAdd(Four(ref xd, k), even, evenD);
            oddA = Vector256.FusedMultiplyAdd(Four(ref xa, k + 4), odd, oddA);
            oddB = Vector256.FusedMultiplyAdd(Four(ref xb, k + 4), odd, oddB);
            oddC = Vector256.FusedMultiplyAdd(Four(ref xc, k + 4), odd, oddC);
            oddD = Vector256.FusedMultiplyAdd(Four(ref xd, k + 4), odd, oddD);
        }
        dots[0] += Total(evenA, oddA, vectors[0].Span[piece], vector, (int)k);
        dots[1] += Total(evenB, oddB, vectors[1].Span[piece], vector, (int)k);
        dots[2] += Total(evenC, oddC, vectors[2].Span[piece], vector, (int)k);
        dots[3] += Total(evenD, oddD, vectors[3].Span[piece], vector, (int)k);
    }

    private static double Total(Vector256<double> even, Vector256<double> odd, ReadOnlySpan<float> values, ReadOnlySpan<double> vector, int k)
    {
        var sum = Vector256.Sum(even + odd);
        for (; k < values.Length; k++)
            sum += values[k] * vector[k];
        return sum;
    }

    private static void AddFour(
        Span<double> sum, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d,
        ReadOnlySpan<double> weights)
    {
        var (wa, wb, wc, wd) = (weights[0], weights[1], weights[2], weights[3]);
        var count = sum.Length;
        ref var s = ref MemoryMarshal.GetReference(sum);
        ref var xa = ref MemoryMarshal.GetReference(a[..count]);
        ref var xb = ref MemoryMarshal.GetReference(b[..count]);
        ref var xc = ref MemoryMarshal.GetReference(c[..count]);
        ref var xd = ref MemoryMarshal.GetReference(d[..count]);
        nuint k = 0;
        for (; k + 4 <= (nuint)count; k += 4)
        {
            var four = Vector256.LoadUnsafe(ref s, k) + (Four(ref xa, k) * wa);
            four = four + (Four(ref xb, k) * wb) + (Four(ref xc, k) * wc) + (Four(ref xd, k) * wd);
            four.StoreUnsafe(ref s, k);
        }
        for (var rest = (int)k; rest < count; rest++)
            sum[rest] = sum[rest] + (wa * a[rest]) + (wb * b[rest]) + (wc * c[rest]) + (wd * d[rest]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Four(ref float values, nuint k) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(ref values, k).ToVector256Unsafe());
}
