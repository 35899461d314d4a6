using System.Numerics;
using System.Runtime.CompilerServices;

namespace FedPrune.Model.Sparse.Vectors;

/// <summary>As many floats as the processor's widest plain vectors have: four on ARM, eight on x64 without AVX-512.</summary>
internal readonly unsafe struct Portable : ISimd<Vector<float>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Width
    {
        [MethodImpl(Inline)]
        get => Vector<float>.Count;
    }

    public static bool IsRoomy
    {
        [MethodImpl(Inline)]
        get => false;
    }

    [MethodImpl(Inline)]
    public static Vector<float> Load(float* from) => Vector.Load(from);

    [MethodImpl(Inline)]
    public static void Store(Vector<float> value, float* to) => value.Store(to);

    [MethodImpl(Inline)]
    public static Vector<float> Broadcast(float value) => new(value);

    [MethodImpl(Inline)]
    public static Vector<float> Broadcast(float* value) => new(*value);

    [MethodImpl(Inline)]
    public static Vector<float> Add(Vector<float> a, Vector<float> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector<float> Subtract(Vector<float> a, Vector<float> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector<float> Multiply(Vector<float> a, Vector<float> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector<float> MultiplyAdd(Vector<float> a, Vector<float> b, Vector<float> sum) => Vector.MultiplyAddEstimate(a, b, sum);

    [MethodImpl(Inline)]
    public static Vector<float> Max(Vector<float> a, Vector<float> b) => Vector.MaxNative(a, b);

    [MethodImpl(Inline)]
    public static Vector<float> ReciprocalRoot(Vector<float> a) => Vector<float>.One / Vector.SquareRoot(a);

    [MethodImpl(Inline)]
    public static Vector<float> WherePositive(Vector<float> value, Vector<float> test) =>
        Vector.ConditionalSelect(Vector.GreaterThan(test, Vector<float>.Zero), value, Vector<float>.Zero);

    [MethodImpl(Inline)]
    public static Vector<float> WhereEqual(Vector<float> value, Vector<float> a, Vector<float> b) =>
        Vector.ConditionalSelect(Vector.Equals(a, b), value, Vector<float>.Zero);

    [MethodImpl(Inline)]
    public static float Sum(Vector<float> value) => Vector.Sum(value);

    [MethodImpl(Inline)]
    public static void AddSums(Vector<float> a, Vector<float> b, Vector<float> c, Vector<float> d, float* to)
    {
        to[0] += Sum(a);
        to[1] += Sum(b);
        to[2] += Sum(c);
        to[3] += Sum(d);
    }

    [MethodImpl(Inline)]
    public static void KeepOrder()
    {
        // Elsewhere a barrier would be an instruction, and there are registers enough.
    }
}
