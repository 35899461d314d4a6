namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>A tensor of zeros, <see cref="float32"/> unless said otherwise.</summary>
    public static Tensor zeros(
        long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(zeroed: true, size, dtype, device, requires_grad, names);

    /// <inheritdoc cref="zeros(long[], ScalarType?, Device?, bool, string[])"/>
    public static Tensor zeros(
        long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(zeroed: true, [size], dtype, device, requires_grad, names);

    /// <inheritdoc cref="zeros(long[], ScalarType?, Device?, bool, string[])"/>
    public static Tensor zeros(
        long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(zeroed: true, [rows, columns], dtype, device, requires_grad, names);

    /// <inheritdoc cref="zeros(long[], ScalarType?, Device?, bool, string[])"/>
    public static Tensor zeros(
        long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create(zeroed: true, [dim0, dim1, dim2], dtype, device, requires_grad, names);

    /// <inheritdoc cref="zeros(long[], ScalarType?, Device?, bool, string[])"/>
    public static Tensor zeros(
        long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create(zeroed: true, [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);

    /// <summary>A tensor whose elements are whatever its memory held, <see cref="float32"/> unless said otherwise.</summary>
    public static Tensor empty(
        long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(zeroed: false, size, dtype, device, requires_grad, names);

    /// <inheritdoc cref="empty(long[], ScalarType?, Device?, bool, string[])"/>
    public static Tensor empty(
        long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(zeroed: false, [size], dtype, device, requires_grad, names);

    /// <inheritdoc cref="empty(long[], ScalarType?, Device?, bool, string[])"/>
    public static Tensor empty(
        long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create(zeroed: false, [rows, columns], dtype, device, requires_grad, names);

    /// <inheritdoc cref="empty(long[], ScalarType?, Device?, bool, string[])"/>
    public static Tensor empty(
        long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create(zeroed: false, [dim0, dim1, dim2], dtype, device, requires_grad, names);

    /// <inheritdoc cref="empty(long[], ScalarType?, Device?, bool, string[])"/>
    public static Tensor empty(
        long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create(zeroed: false, [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);

    private static Tensor Create(
        bool zeroed, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        CheckPlacement(device, names);
        int type = (int)(dtype ?? ScalarType.Float32);
        fixed (long* sizes = size)
        {
            return Tensor.Own(zeroed
                ? Native.fp_zeros(sizes, size.Length, type, requires_grad ? 1 : 0)
                : Native.fp_empty(sizes, size.Length, type, requires_grad ? 1 : 0));
        }
    }

    private static void CheckPlacement(Device? device, string[]? names)
    {
        if (device is { type: not DeviceType.CPU }) throw new NotSupportedException($"Tensors live on the CPU here, not on {device}");
        if (names is not null) throw new NotSupportedException("Dimensions have no names here");
    }
}
