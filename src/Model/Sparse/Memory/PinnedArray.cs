namespace FedPrune.Model.Sparse.Memory;

/// <summary>Numbers that the garbage collector frees but never moves, from the start of a cache line on, zero at first.</summary>
internal sealed unsafe class PinnedArray<T>
    where T : unmanaged
{
    private const int Line = 64;

    private readonly T[] _memory; // keeps it alive

    public PinnedArray(int length)
    {
        _memory = GC.AllocateArray<T>(length + (Line / sizeof(T)), pinned: true);
        var address = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_memory));
        Pointer = (T*)((address + Line - 1) & -Line);
        Length = length;
    }

    public T* Pointer { get; }

    public int Length { get; }

    public Span<T> Span => new(Pointer, Length);
}
