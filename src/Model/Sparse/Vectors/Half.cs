using System.Runtime.CompilerServices;

namespace FedPrune.Model.Sparse.Vectors;

/// <summary>
/// The first half of a number of images side by side: kernels step over as many floats as two vectors have and compute the
/// first of them. So the last images of a batch, where they leave half of the lanes empty, cost half as much.
/// </summary>
internal readonly unsafe struct Half<TSimd, TVector> : ISimd<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Width
    {
        [MethodImpl(Inline)]
        get => 2 * TSimd.Width;
    }

    [MethodImpl(Inline)]
    public static TVector Load(float* from) => TSimd.Load(from);

    [MethodImpl(Inline)]
    public static void Store(TVector value, float* to) => TSimd.Store(value, to);

    [MethodImpl(Inline)]
    public static TVector Broadcast(float value) => TSimd.Broadcast(value);

    [MethodImpl(Inline)]
    public static TVector Broadcast(float* value) => TSimd.Broadcast(value);

    [MethodImpl(Inline)]
    public static TVector Add(TVector a, TVector b) => TSimd.Add(a, b);

    [MethodImpl(Inline)]
    public static TVector Subtract(TVector a, TVector b) => TSimd.Subtract(a, b);

    [MethodImpl(Inline)]
    public static TVector Multiply(TVector a, TVector b) => TSimd.Multiply(a, b);

    [MethodImpl(Inline)]
    public static TVector MultiplyAdd(TVector a, TVector b, TVector sum) => TSimd.MultiplyAdd(a, b, sum);

    [MethodImpl(Inline)]
    public static TVector Max(TVector a, TVector b) => TSimd.Max(a, b);

    [MethodImpl(Inline)]
    public static TVector ReciprocalRoot(TVector a) => TSimd.ReciprocalRoot(a);

    [MethodImpl(Inline)]
    public static TVector WherePositive(TVector value, TVector test) => TSimd.WherePositive(value, test);

    [MethodImpl(Inline)]
    public static TVector WhereEqual(TVector value, TVector a, TVector b) => TSimd.WhereEqual(value, a, b);

    [MethodImpl(Inline)]
    public static float Sum(TVector value) => TSimd.Sum(value);

    [MethodImpl(Inline)]
    public static void AddSums(TVector a, TVector b, TVector c, TVector d, float* to) => TSimd.AddSums(a, b, c, d, to);

    [MethodImpl(Inline)]
    public static void KeepOrder() => TSimd.KeepOrder();
}
