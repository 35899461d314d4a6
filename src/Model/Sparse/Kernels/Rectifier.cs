using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary><c>y = max(0, x)</c> in place, and its gradient in place; counts are multiples of a vector.</summary>
internal static unsafe class Rectifier<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* x, nint count)
    {
        for (nint i = 0; i < count; i += TSimd.Width)
            TSimd.Store(TSimd.Max(default, TSimd.Load(x + i)), x + i);
    }

    /// <summary><c>dx = dy</c> where y &gt; 0, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(float* y, float* gradient, nint count)
    {
        for (nint i = 0; i < count; i += TSimd.Width)
            TSimd.Store(TSimd.WherePositive(TSimd.Load(gradient + i), TSimd.Load(y + i)), gradient + i);
    }
}
