using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FedPrune.Model.Sparse.Vectors;

/// <summary>Eight floats, 16 registers, fused multiplication and addition.</summary>
internal readonly unsafe struct Avx2 : ISimd<Vector256<float>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static bool IsSupported => System.Runtime.Intrinsics.X86.Avx2.IsSupported && Fma.IsSupported;

    public static int Width
    {
        [MethodImpl(Inline)]
        get => 8;
    }

    public static bool IsRoomy
    {
        [MethodImpl(Inline)]
        get => false;
    }

    [MethodImpl(Inline)]
    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    [MethodImpl(Inline)]
    public static void Store(Vector256<float> value, float* to) => value.Store(to);

    [MethodImpl(Inline)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(Inline)]
    public static Vector256<float> Broadcast(float* value) => Avx.BroadcastScalarToVector256(value);

    [MethodImpl(Inline)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> sum) => Fma.MultiplyAdd(a, b, sum);

    [MethodImpl(Inline)]
    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b) => Avx.Max(a, b);

    [MethodImpl(Inline)]
    public static Vector256<float> ReciprocalRoot(Vector256<float> a) => Vector256<float>.One / Vector256.Sqrt(a);

    [MethodImpl(Inline)]
    public static Vector256<float> WherePositive(Vector256<float> value, Vector256<float> test) =>
        Vector256.GreaterThan(test, Vector256<float>.Zero) & value;

    [MethodImpl(Inline)]
    public static Vector256<float> WhereEqual(Vector256<float> value, Vector256<float> a, Vector256<float> b) => Vector256.Equals(a, b) & value;

    [MethodImpl(Inline)]
    public static float Sum(Vector256<float> value)
    {
        var half = value.GetLower() + value.GetUpper();
        half += Sse.MoveHighToLow(half, half);
        return Sse.AddScalar(half, Sse3.MoveHighAndDuplicate(half)).ToScalar();
    }

    [MethodImpl(Inline)]
    public static void AddSums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* to)
    {
        var halves = AddNeighbours(AddNeighbours(a, b), AddNeighbours(c, d)); // (Σa, Σb, Σc, Σd) of each half
        (halves.GetLower() + halves.GetUpper() + Vector128.Load(to)).Store(to);
    }

    // Avx.HorizontalAdd, in fewer micro-operations.
    [MethodImpl(Inline)]
    public static Vector256<float> AddNeighbours(Vector256<float> a, Vector256<float> b) =>
        Avx.Shuffle(a, b, 0b10_00_10_00) + Avx.Shuffle(a, b, 0b11_01_11_01);

    [MethodImpl(Inline)]
    public static void KeepOrder() => Volatile.ReadBarrier();
}
