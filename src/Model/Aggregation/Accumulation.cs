using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Aggregation;

/// <summary>
/// Sums over many vectors of floats, in double. The order of every sum is fixed and no rounding depends on the machine's
/// vectors, so that the results do not either. They are bound by the memory that holds the vectors.
/// </summary>
public static class Accumulation
{
    /// <summary>Numbers of each vector that are passed over at a time, so that what they share stays in the cache.</summary>
    public const int Piece = 8192;

    private const int Lanes = 8;   // vectors read at the same time: a sum is loaded and stored an eighth as often
    private const int Ahead = 128; // floats asked for before they are read: short pieces of many vectors escape the processor's foresight
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
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mean.Length, Piece);
        Span<double> sum = stackalloc double[mean.Length];
        sum.Clear();
        var i = 0;
        for (; i < vectors.Length % Lanes; i++)
            Add(sum, vectors[i].Span[range], weights[i]);
        for (; i < vectors.Length; i += Lanes)
        {
            var last = i + Lanes == vectors.Length; // its passes over memory leave time to divide
            AddEight(sum, vectors.Slice(i, Lanes), range, weights.Slice(i, Lanes), last ? mean : [], divisor);
        }
        if (vectors.Length >= Lanes)
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
    public static double[] Dots(ReadOnlySpan<ReadOnlyMemory<float>> vectors, ReadOnlySpan<double> vector)
    {
        var dots = new double[vectors.Length];
        for (int start = 0; start < vector.Length; start += Piece)
        {
            var piece = start..Math.Min(start + Piece, vector.Length);
            var i = 0;
            for (; i <= dots.Length - Lanes; i += Lanes)
                AddEightDots(vectors.Slice(i, Lanes), piece, vector[piece], dots.AsSpan(i, Lanes));
            for (; i < dots.Length; i++)
                dots[i] += Dot(vectors[i].Span[piece], vector[piece]);
        }
        return dots;
    }

    // Eight sums side by side, as each of AddEightDots has them: a dot product does not depend on its neighbours.
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

    private static void AddEightDots(ReadOnlySpan<ReadOnlyMemory<float>> vectors, Range piece, ReadOnlySpan<double> vector, Span<double> dots)
    {
        ref var xA = ref MemoryMarshal.GetReference(vectors[0].Span[piece]);
        ref var xB = ref MemoryMarshal.GetReference(vectors[1].Span[piece]);
        ref var xC = ref MemoryMarshal.GetReference(vectors[2].Span[piece]);
        ref var xD = ref MemoryMarshal.GetReference(vectors[3].Span[piece]);
        ref var xE = ref MemoryMarshal.GetReference(vectors[4].Span[piece]);
        ref var xF = ref MemoryMarshal.GetReference(vectors[5].Span[piece]);
        ref var xG = ref MemoryMarshal.GetReference(vectors[6].Span[piece]);
        ref var xH = ref MemoryMarshal.GetReference(vectors[7].Span[piece]);
        ref var y = ref MemoryMarshal.GetReference(vector);
        var zero = Vector256<double>.Zero;
        var (evenA, evenB, evenC, evenD, evenE, evenF, evenG, evenH) = (zero, zero, zero, zero, zero, zero, zero, zero);
        var (oddA, oddB, oddC, oddD, oddE, oddF, oddG, oddH) = (zero, zero, zero, zero, zero, zero, zero, zero);
        nuint k = 0;
        for (; k + 8 <= (nuint)vector.Length; k += 8)
        {
            AskEight(k, ref xA, ref xB, ref xC, ref xD, ref xE, ref xF, ref xG, ref xH);
            var (even, odd) = (Vector256.LoadUnsafe(ref y, k), Vector256.LoadUnsafe(ref y, k + 4));
            evenA = Vector256.FusedMultiplyAdd(Four(ref xA, k), even, evenA);
            evenB = Vector256.FusedMultiplyAdd(Four(ref xB, k), even, evenB);
            evenC = Vector256.FusedMultiplyAdd(Four(ref xC, k), even, evenC);
            evenD = Vector256.FusedMultiplyAdd(Four(ref xD, k), even, evenD);
            evenE = Vector256.FusedMultiplyAdd(Four(ref xE, k), even, evenE);
            evenF = Vector256.FusedMultiplyAdd(Four(ref xF, k), even, evenF);
            evenG = Vector256.FusedMultiplyAdd(Four(ref xG, k), even, evenG);
            evenH = Vector256.FusedMultiplyAdd(Four(ref xH, k), even, evenH);
            oddA = Vector256.FusedMultiplyAdd(Four(ref xA, k + 4), odd, oddA);
            oddB = Vector256.FusedMultiplyAdd(Four(ref xB, k + 4), odd, oddB);
            oddC = Vector256.FusedMultiplyAdd(Four(ref xC, k + 4), odd, oddC);
            oddD = Vector256.FusedMultiplyAdd(Four(ref xD, k + 4), odd, oddD);
            oddE = Vector256.FusedMultiplyAdd(Four(ref xE, k + 4), odd, oddE);
            oddF = Vector256.FusedMultiplyAdd(Four(ref xF, k + 4), odd, oddF);
            oddG = Vector256.FusedMultiplyAdd(Four(ref xG, k + 4), odd, oddG);
            oddH = Vector256.FusedMultiplyAdd(Four(ref xH, k + 4), odd, oddH);
        }
        dots[0] += Total(evenA, oddA, vectors[0].Span[piece], vector, (int)k);
        dots[1] += Total(evenB, oddB, vectors[1].Span[piece], vector, (int)k);
        dots[2] += Total(evenC, oddC, vectors[2].Span[piece], vector, (int)k);
        dots[3] += Total(evenD, oddD, vectors[3].Span[piece], vector, (int)k);
        dots[4] += Total(evenE, oddE, vectors[4].Span[piece], vector, (int)k);
        dots[5] += Total(evenF, oddF, vectors[5].Span[piece], vector, (int)k);
        dots[6] += Total(evenG, oddG, vectors[6].Span[piece], vector, (int)k);
        dots[7] += Total(evenH, oddH, vectors[7].Span[piece], vector, (int)k);
    }

    private static double Total(Vector256<double> even, Vector256<double> odd, ReadOnlySpan<float> values, ReadOnlySpan<double> vector, int k)
    {
        var sum = Vector256.Sum(even + odd);
        for (; k < values.Length; k++)
            sum += values[k] * vector[k];
        return sum;
    }

    // Adds to the sums or, where a mean is given, divides them into it.
    private static void AddEight(
        Span<double> sum, ReadOnlySpan<ReadOnlyMemory<float>> vectors, Range range, ReadOnlySpan<double> weights, Span<float> mean, double divisor)
    {
        var ends = mean.Length > 0;
        ref var m = ref MemoryMarshal.GetReference(mean);
        ref var xA = ref MemoryMarshal.GetReference(vectors[0].Span[range][..sum.Length]);
        ref var xB = ref MemoryMarshal.GetReference(vectors[1].Span[range][..sum.Length]);
        ref var xC = ref MemoryMarshal.GetReference(vectors[2].Span[range][..sum.Length]);
        ref var xD = ref MemoryMarshal.GetReference(vectors[3].Span[range][..sum.Length]);
        ref var xE = ref MemoryMarshal.GetReference(vectors[4].Span[range][..sum.Length]);
        ref var xF = ref MemoryMarshal.GetReference(vectors[5].Span[range][..sum.Length]);
        ref var xG = ref MemoryMarshal.GetReference(vectors[6].Span[range][..sum.Length]);
        ref var xH = ref MemoryMarshal.GetReference(vectors[7].Span[range][..sum.Length]);
        var (wA, wB, wC, wD) = (weights[0], weights[1], weights[2], weights[3]);
        var (wE, wF, wG, wH) = (weights[4], weights[5], weights[6], weights[7]);
        ref var s = ref MemoryMarshal.GetReference(sum);
        nuint k = 0;
        for (; k + 4 <= (nuint)sum.Length; k += 4)
        {
            AskEight(k, ref xA, ref xB, ref xC, ref xD, ref xE, ref xF, ref xG, ref xH);
            var four = Vector256.LoadUnsafe(ref s, k);
            four += Four(ref xA, k) * wA;
            four += Four(ref xB, k) * wB;
            four += Four(ref xC, k) * wC;
            four += Four(ref xD, k) * wD;
            four += Four(ref xE, k) * wE;
            four += Four(ref xF, k) * wF;
            four += Four(ref xG, k) * wG;
            four += Four(ref xH, k) * wH;
            if (ends)
                Vector256.Narrow(four / divisor, four).GetLower().StoreUnsafe(ref m, k);
            else
                four.StoreUnsafe(ref s, k);
        }
        for (var rest = (int)k; rest < sum.Length; rest++)
        {
            for (int i = 0; i < vectors.Length; i++)
                sum[rest] += weights[i] * vectors[i].Span[range][rest];
            if (ends)
                mean[rest] = (float)(sum[rest] / divisor);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Four(ref float values, nuint k) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(ref values, k).ToVector256Unsafe());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskEight(
        nuint k, ref float a, ref float b, ref float c, ref float d, ref float e, ref float f, ref float g, ref float h)
    {
        if (k % Prefetching.Floats != 0)
            return;
        Prefetching.Ask(ref a, k + Ahead);
        Prefetching.Ask(ref b, k + Ahead);
        Prefetching.Ask(ref c, k + Ahead);
        Prefetching.Ask(ref d, k + Ahead);
        Prefetching.Ask(ref e, k + Ahead);
        Prefetching.Ask(ref f, k + Ahead);
        Prefetching.Ask(ref g, k + Ahead);
        Prefetching.Ask(ref h, k + Ahead);
    }
}
