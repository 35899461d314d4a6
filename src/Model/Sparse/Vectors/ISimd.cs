namespace FedPrune.Model.Sparse.Vectors;

/// <summary>
/// What the kernels need of an instruction set. A kernel is written once over it; the runtime compiles it anew for every
/// implementation, so that none of these calls is left in the machine code.
/// </summary>
/// <typeparam name="TVector">A vector of <see cref="Width"/> floats, one of each image side by side.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Whether a kernel has registers to spare beside the largest tile.</summary>
    static abstract bool IsRoomy { get; }

    static abstract TVector Load(float* from);

    static abstract void Store(TVector value, float* to);

    static abstract TVector Broadcast(float value);

    static abstract TVector Broadcast(float* value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary><c>a · b + sum</c></summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector sum);

    /// <summary>The larger one; what is not a number in <paramref name="b"/> stays that.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary><c>1 / √a</c>, not an estimate.</summary>
    static abstract TVector ReciprocalRoot(TVector a);

    /// <summary>The value where <paramref name="test"/> is above 0, else 0.</summary>
    static abstract TVector WherePositive(TVector value, TVector test);

    /// <summary>The value where a = b, else 0.</summary>
    static abstract TVector WhereEqual(TVector value, TVector a, TVector b);

    /// <summary>The sum of the vector's numbers.</summary>
    static abstract float Sum(TVector value);

    /// <summary><c>to[0..4) += (Σa, Σb, Σc, Σd)</c></summary>
    static abstract void AddSums(TVector a, TVector b, TVector c, TVector d, float* to);

    /// <summary>
    /// No instruction, but the compiler moves no load over it: a chain of dependent multiplications would otherwise get
    /// all its loads first, which needs more registers than there are.
    /// </summary>
    static abstract void KeepOrder();
}
