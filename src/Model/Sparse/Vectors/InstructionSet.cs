using System.Numerics;

namespace FedPrune.Model.Sparse.Vectors;

/// <summary>Which of the processor's vectors the kernels are compiled for. Results may differ in their last bits.</summary>
internal enum InstructionSet
{
    /// <summary>Whatever plain vectors there are.</summary>
    Portable,

    /// <summary>Eight floats.</summary>
    Avx2,

    /// <summary>Sixteen floats.</summary>
    Avx512,
}

internal static class InstructionSets
{
    /// <summary>The fastest that this processor has.</summary>
    public static InstructionSet Best { get; } = Enum.GetValues<InstructionSet>().Last(IsSupported);

    public static bool IsSupported(this InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => Avx512.IsSupported,
        InstructionSet.Avx2 => Avx2.IsSupported,
        _ => true,
    };

    /// <summary>Floats in a vector.</summary>
    public static int Width(this InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => Avx512.Width,
        InstructionSet.Avx2 => Avx2.Width,
        _ => Vector<float>.Count,
    };
}
