namespace FedPrune.Model.Sparse.Memory;

/// <summary>Numbers that the garbage collector frees but never moves, from the start of a cache line on, zero at first.</summary>
internal sealed unsafe class PinnedArray<T>
    where T : unmanaged
{
    private const int Line = 64;

    private readonly T[] _memory; // keeps it alive

    public PinnedArray(int length)
        : this(GC.AllocateArray<T>(length + (Line / sizeof(T)), pinned: true), length)
    {
    }

    private PinnedArray(T[] memory, int length)
    {
        _memory = memory;
        var address = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_memory));
        Pointer = (T*)((address + Line - 1) & -Line);
        Length = length;
    }

    public T* Pointer { get; }

    public int Length { get; }

    public Span<T> Span => new(Pointer, Length);

    /// <summary>Memory for numbers that are all written before any is read.</summary>
    public static PinnedArray<T> Uninitialised(int length) =>
        new(GC.AllocateUninitializedArray<T>(length + (Line / sizeof(T)), pinned: true), length);
}
