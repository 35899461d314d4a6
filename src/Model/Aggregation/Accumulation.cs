using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FedPrune.Model.Aggregation;

/// <summary>
/// Weighted sums of many vectors, in double: each product and each sum is rounded, in the order of the vectors, so that the
/// result is the same on every machine. Four vectors are read at a time, so that a sum is loaded and stored a quarter as often.
/// </summary>
internal static class Accumulation
{
    /// <summary>Numbers that are summed at a time, so that their sums stay in the cache.</summary>
    public const int Piece = 2048;

    private const int Lanes = 4;

    /// <summary><c>sum[k] += Σ_i weights[i] · vectors[i][k]</c> over a range of the vectors.</summary>
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
        for (; k + (nuint)Vector<float>.Count <= (nuint)values.Length; k += (nuint)Vector<float>.Count)
        {
            var high = k + (nuint)Vector<double>.Count;
            var (first, second) = (Vector.LoadUnsafe(ref s, k), Vector.LoadUnsafe(ref s, high));
            AddProduct(ref first, ref second, ref x, k, weight);
            first.StoreUnsafe(ref s, k);
            second.StoreUnsafe(ref s, high);
        }
        for (var rest = (int)k; rest < values.Length; rest++)
            sum[rest] += weight * values[rest];
    }

    private static void AddFour(
        Span<double> sum, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d,
        ReadOnlySpan<double> weights)
    {
        var (wa, wb, wc, wd) = (weights[0], weights[1], weights[2], weights[3]);
        var count = sum.Length;
        ref var s = ref MemoryMarshal.GetReference(sum);
        ref var pa = ref MemoryMarshal.GetReference(a[..count]);
        ref var pb = ref MemoryMarshal.GetReference(b[..count]);
        ref var pc = ref MemoryMarshal.GetReference(c[..count]);
        ref var pd = ref MemoryMarshal.GetReference(d[..count]);
        nuint k = 0;
        for (; k + (nuint)Vector<float>.Count <= (nuint)count; k += (nuint)Vector<float>.Count)
        {
            var high = k + (nuint)Vector<double>.Count;
            var (first, second) = (Vector.LoadUnsafe(ref s, k), Vector.LoadUnsafe(ref s, high));
            AddProduct(ref first, ref second, ref pa, k, wa);
            AddProduct(ref first, ref second, ref pb, k, wb);
            AddProduct(ref first, ref second, ref pc, k, wc);
            AddProduct(ref first, ref second, ref pd, k, wd);
            first.StoreUnsafe(ref s, k);
            second.StoreUnsafe(ref s, high);
        }
        for (var rest = (int)k; rest < count; rest++)
            sum[rest] = sum[rest] + (wa * a[rest]) + (wb * b[rest]) + (wc * c[rest]) + (wd * d[rest]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProduct(ref Vector<double> first, ref Vector<double> second, ref float values, nuint k, double weight)
    {
        Vector.Widen(Vector.LoadUnsafe(ref values, k), out var low, out var high);
        first += low * weight;
        second += high * weight;
    }
}
