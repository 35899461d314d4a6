using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FedPrune.Model.Sparse.Memory;

/// <summary>Asks ahead for memory that is met in an order that the processor does not foresee; a hint, and nothing where there is none.</summary>
internal static unsafe class Prefetching
{
    /// <summary>Floats that one hint asks for: a line of 64 bytes.</summary>
    public const int Floats = 64 / sizeof(float);

    /// <summary>Asks for the line of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask(float* from)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(from);
    }

    /// <summary>Asks for the line of the number so many places behind another. A hint only: nothing is read, nothing need be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask(ref float from, nuint places) => Ask((float*)Unsafe.AsPointer(ref from) + places);
}
