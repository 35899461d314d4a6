using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FedPrune.Model.Sparse.Memory;

/// <summary>Asks ahead for memory that is met in an order that the processor does not foresee; a hint, and nothing where there is none.</summary>
internal static unsafe class Prefetching
{
    private const int Line = 64; // bytes

    /// <summary>Floats that one hint asks for.</summary>
    public const int Floats = Line / sizeof(float);

    /// <summary>Asks for the line of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask(float* from)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(from);
    }

    /// <summary>Asks for numbers that follow each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask<T>(T* from, int count)
        where T : unmanaged
    {
        if (!Sse.IsSupported)
            return;
        for (int i = 0; i < count; i += Line / sizeof(T))
            Sse.Prefetch0(from + i);
    }
}
