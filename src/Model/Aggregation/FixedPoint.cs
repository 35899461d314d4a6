using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FedPrune.Model.Aggregation;

/// <summary>What numbers sums over updates are taken in.</summary>
public enum SumRule
{
    /// <summary>Double precision, in device order.</summary>
    FloatingPoint,

    /// <summary>64-bit fixed point: the same bits in any order and any grouping, so that nodes can sum for themselves.</summary>
    FixedPoint,
}

/// <summary>
/// Products of floats as whole numbers of units of 2⁻⁴⁸. Each is rounded once, half to even; from then on nothing is, so that
/// their sums do not depend on order or grouping. A sum of n of them is off by at most <c>n · 2⁻⁴⁹</c>.
/// </summary>
public static class FixedPoint
{
    /// <summary>The largest magnitude of a number whose weighted mean can be taken: half of what a sum holds.</summary>
    public const float Most = 1 << 14;

    private const int FractionBits = 48;
    private const double Scale = 1L << FractionBits;
    private const double Small = 7; // below 2⁵¹ units a double's own addition rounds to a whole number
    private const double Magic = 3L << 51;

    /// <summary>A number in units, rounded.</summary>
    /// <param name="number">Below twice <see cref="Most"/> in magnitude.</param>
    public static long Of(double number) => (long)Math.Round(number * Scale);

    /// <summary>Units as a number, rounded to a double.</summary>
    public static double ToDouble(long units) => units / Scale;

    /// <summary><c>sum[k] += round(weight · values[k])</c></summary>
    /// <param name="sum">(n) sums in units, changed; that they do not overflow is for the caller to see to.</param>
    /// <param name="values">(n) numbers.</param>
    /// <param name="weight">Their factor.</param>
    /// <returns>The largest magnitude among the products.</returns>
    /// <exception cref="OverflowException">A product is above <see cref="Most"/> in magnitude, or none.</exception>
    public static double Add(Span<long> sum, ReadOnlySpan<float> values, double weight)
    {
        if (values.IsEmpty)
            return 0;
        var largest = Math.Abs(weight * TensorPrimitives.MaxMagnitude(values));
        if (!(largest <= Most))
            throw new OverflowException($"a number of magnitude {largest} cannot be summed in fixed point, which takes up to {Most}");
        var k = largest <= Small ? AddSmall(sum[..values.Length], values, weight * Scale) : 0;
        for (; k < values.Length; k++)
            sum[k] += (long)Math.Round(weight * Scale * values[k]);
        return largest;
    }

    // Four at a time: to add 3 · 2⁵¹ shifts a double's binary point behind its last digit.
    private static int AddSmall(Span<long> sum, ReadOnlySpan<float> values, double scaled)
    {
        ref var s = ref MemoryMarshal.GetReference(sum);
        ref var x = ref MemoryMarshal.GetReference(values);
        var (factor, magic) = (Vector256.Create(scaled), Vector256.Create(Magic));
        nuint k = 0;
        for (; k + 4 <= (nuint)values.Length; k += 4)
        {
            var shifted = (Vector256.WidenLower(Vector128.LoadUnsafe(ref x, k).ToVector256Unsafe()) * factor) + magic;
            (Vector256.LoadUnsafe(ref s, k) + (shifted.AsInt64() - magic.AsInt64())).StoreUnsafe(ref s, k);
        }
        return (int)k;
    }
}
