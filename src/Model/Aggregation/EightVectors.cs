using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Aggregation;

/// <summary>Passes over eight vectors of floats at the same time, eight numbers of each: what they share is loaded and stored an eighth as often.</summary>
/// <typeparam name="TEight">The processor's vectors.</typeparam>
internal static class EightVectors<TEight>
    where TEight : struct, IEightDoubles<TEight>
{
    public const int Count = 8;

    private const int Ahead = 64; // floats asked for before they are read: short pieces of many vectors escape the processor's foresight

    /// <summary><c>sum[k] += Σ_i weights[i] · vectors[i][k]</c>, each product and sum rounded, in order of i.</summary>
    /// <param name="sum">(n) numbers, added to unless there is a mean.</param>
    /// <param name="vectors">Eight vectors that have the range.</param>
    /// <param name="range">(n) places in each of them.</param>
    /// <param name="weights">A factor for each vector.</param>
    /// <param name="mean">(n) numbers, the sum over the divisor, written; or empty.</param>
    /// <param name="divisor">Not 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(
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
        for (; k + 8 <= (nuint)sum.Length; k += 8)
        {
            Ask(k, ref xA, ref xB, ref xC, ref xD, ref xE, ref xF, ref xG, ref xH);
            var eight = TEight.Load(ref s, k);
            eight += TEight.Widen(ref xA, k) * wA;
            eight += TEight.Widen(ref xB, k) * wB;
            eight += TEight.Widen(ref xC, k) * wC;
            eight += TEight.Widen(ref xD, k) * wD;
            eight += TEight.Widen(ref xE, k) * wE;
            eight += TEight.Widen(ref xF, k) * wF;
            eight += TEight.Widen(ref xG, k) * wG;
            eight += TEight.Widen(ref xH, k) * wH;
            if (ends)
                (eight / divisor).Narrow(ref m, k);
            else
                eight.Store(ref s, k);
        }
        for (var rest = (int)k; rest < sum.Length; rest++)
        {
            for (int i = 0; i < vectors.Length; i++)
                sum[rest] += weights[i] * vectors[i].Span[range][rest];
            if (ends)
                mean[rest] = (float)(sum[rest] / divisor);
        }
    }

    /// <summary><c>dots[i] += Σ_k vectors[i][k] · vector[k]</c></summary>
    /// <param name="vectors">Eight vectors that have the range.</param>
    /// <param name="range">(n) places in each of them.</param>
    /// <param name="vector">(n) numbers.</param>
    /// <param name="dots">One for each vector, added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddDots(ReadOnlySpan<ReadOnlyMemory<float>> vectors, Range range, ReadOnlySpan<double> vector, Span<double> dots)
    {
        ref var xA = ref MemoryMarshal.GetReference(vectors[0].Span[range]);
        ref var xB = ref MemoryMarshal.GetReference(vectors[1].Span[range]);
        ref var xC = ref MemoryMarshal.GetReference(vectors[2].Span[range]);
        ref var xD = ref MemoryMarshal.GetReference(vectors[3].Span[range]);
        ref var xE = ref MemoryMarshal.GetReference(vectors[4].Span[range]);
        ref var xF = ref MemoryMarshal.GetReference(vectors[5].Span[range]);
        ref var xG = ref MemoryMarshal.GetReference(vectors[6].Span[range]);
        ref var xH = ref MemoryMarshal.GetReference(vectors[7].Span[range]);
        ref var y = ref MemoryMarshal.GetReference(vector);
        TEight a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        nuint k = 0;
        for (; k + 8 <= (nuint)vector.Length; k += 8)
        {
            Ask(k, ref xA, ref xB, ref xC, ref xD, ref xE, ref xF, ref xG, ref xH);
            var eight = TEight.Load(ref y, k);
            a = TEight.MultiplyAdd(TEight.Widen(ref xA, k), eight, a);
            b = TEight.MultiplyAdd(TEight.Widen(ref xB, k), eight, b);
            c = TEight.MultiplyAdd(TEight.Widen(ref xC, k), eight, c);
            d = TEight.MultiplyAdd(TEight.Widen(ref xD, k), eight, d);
            e = TEight.MultiplyAdd(TEight.Widen(ref xE, k), eight, e);
            f = TEight.MultiplyAdd(TEight.Widen(ref xF, k), eight, f);
            g = TEight.MultiplyAdd(TEight.Widen(ref xG, k), eight, g);
            h = TEight.MultiplyAdd(TEight.Widen(ref xH, k), eight, h);
        }
        Span<double> sums = [a.Sum(), b.Sum(), c.Sum(), d.Sum(), e.Sum(), f.Sum(), g.Sum(), h.Sum()];
        for (int i = 0; i < Count; i++)
            dots[i] += WithRest(sums[i], vectors[i].Span[range], vector, (int)k);
    }

    /// <summary><c>Σ_k values[k] · vector[k]</c> with the bits of <see cref="AddDots"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<float> values, ReadOnlySpan<double> vector)
    {
        ref var x = ref MemoryMarshal.GetReference(values);
        ref var y = ref MemoryMarshal.GetReference(vector[..values.Length]);
        TEight sum = default;
        nuint k = 0;
        for (; k + 8 <= (nuint)values.Length; k += 8)
            sum = TEight.MultiplyAdd(TEight.Widen(ref x, k), TEight.Load(ref y, k), sum);
        return WithRest(sum.Sum(), values, vector, (int)k);
    }

    private static double WithRest(double sum, ReadOnlySpan<float> values, ReadOnlySpan<double> vector, int k)
    {
        for (; k < values.Length; k++)
            sum += values[k] * vector[k];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ask(
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
