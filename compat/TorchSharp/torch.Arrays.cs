using System.Runtime.InteropServices;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>A tensor over the array's own memory, of the array's shape: what either writes, the other sees.</summary>
    /// <remarks>The array stays pinned until the last tensor over it is gone.</remarks>
    /// <exception cref="NotSupportedException">The array's elements are no numbers a tensor can hold.</exception>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, dtype: null, device);

    /// <summary>
    /// As <see cref="from_array(Array, Device?)"/>; converted, and then a copy, where <paramref name="dtype"/> is another.
    /// </summary>
    public static Tensor from_array(
        Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        CheckPlacement(device, names);
        var shape = new long[rawArray.Rank];
        for (int dim = 0; dim < shape.Length; dim++) shape[dim] = rawArray.GetLongLength(dim);
        return Convert(Share(rawArray, offset: 0, shape), dtype, requires_grad);
    }

    /// <summary>
    /// A one-dimensional tensor over <paramref name="count"/> elements of the array's own memory from element
    /// <paramref name="offset"/> on; converted, and then a copy, where <paramref name="dtype"/> is not the array's.
    /// </summary>
    /// <remarks>A count of -1 takes all elements from the offset on.</remarks>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        long length = rawArray.LongLength;
        if (offset < 0 || offset >= length)
        {
            throw new ArgumentException(
                $"The offset is {offset}; it must be at least 0 and below the array's length {length}", nameof(offset));
        }

        if (count < 0) count = length - offset;
        if (count > length - offset)
        {
            throw new IndexOutOfRangeException($"The count is {count}, but only {length - offset} elements follow offset {offset}");
        }

        return Convert(Share(rawArray, offset, [count]), dtype, requires_grad);
    }

    /// <summary>A tensor of the given shape that holds a copy of the array's elements.</summary>
    public static Tensor tensor(
        float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Copy(rawArray, dimensions, dtype, device, requires_grad, names);

    /// <inheritdoc cref="tensor(float[], ReadOnlySpan{long}, ScalarType?, Device?, bool, string[])"/>
    public static Tensor tensor(
        long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Copy(dataArray, dimensions, dtype, device, requires_grad, names);

    private static Tensor Copy(
        Array array, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        CheckPlacement(device, names);
        long elements = 1;
        foreach (long dimension in dimensions) elements *= dimension;
        if (elements != array.LongLength)
        {
            throw new ArgumentException($"The dimensions hold {elements} elements, the array {array.LongLength}", nameof(dimensions));
        }

        using var shared = Share(array, offset: 0, dimensions);
        var copy = shared.to_type(dtype ?? shared.dtype, copy: true);
        if (requires_grad) copy.requires_grad = true;
        return copy;
    }

    private static Tensor Share(Array array, long offset, ReadOnlySpan<long> shape)
    {
        var dtype = ElementType(array.GetType().GetElementType());
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        byte* data = (byte*)pin.AddrOfPinnedObject() + (offset * dtype.ElementSize());
        fixed (long* sizes = shape)
        {
            return Tensor.Own(Native.fp_from_blob(data, sizes, shape.Length, (int)dtype, requires_grad: 0, &Unpin, GCHandle.ToIntPtr(pin)));
        }
    }

    private static Tensor Convert(Tensor shared, ScalarType? dtype, bool requires_grad)
    {
        var result = shared;
        if (dtype is { } type && type != shared.dtype)
        {
            result = shared.to_type(type);
            shared.Dispose();
        }

        if (requires_grad) result.requires_grad = true;
        return result;
    }

    // libtorch calls this, on whichever thread lets go of the memory last.
    [UnmanagedCallersOnly]
    private static void Unpin(nint context) => GCHandle.FromIntPtr(context).Free();
}
