using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>Asks ahead for memory that a kernel meets in an order that the processor does not foresee.</summary>
internal static unsafe class Prefetching<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private const int Line = 16; // floats

    /// <summary>Asks for numbers that follow each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask(float* from, int floats)
    {
        for (int i = 0; i < floats; i += Line)
            TSimd.Prefetch(from + i);
    }
}
