using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Avx512F = System.Runtime.Intrinsics.X86.Avx512F;

namespace FedPrune.Model.Sparse.Vectors;

/// <summary>Sixteen floats, 32 registers. Where the processor lacks them the runtime computes the same numbers in halves.</summary>
internal readonly unsafe struct Avx512 : ISimd<Vector512<float>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static bool IsSupported => Vector512.IsHardwareAccelerated;

    public static int Width
    {
        [MethodImpl(Inline)]
        get => 16;
    }

    public static bool IsRoomy
    {
        [MethodImpl(Inline)]
        get => true;
    }

    [MethodImpl(Inline)]
    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    [MethodImpl(Inline)]
    public static void Store(Vector512<float> value, float* to) => value.Store(to);

    [MethodImpl(Inline)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(Inline)]
    public static Vector512<float> Broadcast(float* value) => Vector512.Create(*value);

    [MethodImpl(Inline)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(a, b, sum);

    [MethodImpl(Inline)]
    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => Vector512.MaxNative(a, b);

    [MethodImpl(Inline)]
    public static Vector512<float> ReciprocalRoot(Vector512<float> a) => Vector512<float>.One / Vector512.Sqrt(a);

    [MethodImpl(Inline)]
    public static Vector512<float> WherePositive(Vector512<float> value, Vector512<float> test) =>
        Vector512.GreaterThan(test, Vector512<float>.Zero) & value;

    [MethodImpl(Inline)]
    public static Vector512<float> WhereEqual(Vector512<float> value, Vector512<float> a, Vector512<float> b) => Vector512.Equals(a, b) & value;

    [MethodImpl(Inline)]
    public static float Sum(Vector512<float> value) => Avx2.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(Inline)]
    public static void AddSums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to)
    {
        var quarters = AddNeighbours(AddNeighbours(a, b), AddNeighbours(c, d)); // (Σa, Σb, Σc, Σd) of each quarter
        var halves = quarters.GetLower() + quarters.GetUpper();
        (halves.GetLower() + halves.GetUpper() + Vector128.Load(to)).Store(to);
    }

    // In each quarter the sums of two neighbours of a, then of b.
    [MethodImpl(Inline)]
    private static Vector512<float> AddNeighbours(Vector512<float> a, Vector512<float> b) => Avx512F.IsSupported
        ? Avx512F.Shuffle(a, b, 0b10_00_10_00) + Avx512F.Shuffle(a, b, 0b11_01_11_01)
        : Vector512.Create(Avx2.AddNeighbours(a.GetLower(), b.GetLower()), Avx2.AddNeighbours(a.GetUpper(), b.GetUpper()));

    [MethodImpl(Inline)]
    public static void KeepOrder() => Volatile.ReadBarrier();
}
