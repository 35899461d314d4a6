using System.Runtime.InteropServices;

namespace TorchSharp;

internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    internal static partial int fp_add_(nint tensor, nint other, ScalarValue alpha);

    [LibraryImport(Library)]
    internal static partial int fp_mul_(nint tensor, nint other);

    [LibraryImport(Library)]
    internal static partial int fp_add_scalar_(nint tensor, ScalarValue other);

    [LibraryImport(Library)]
    internal static partial int fp_mul_scalar_(nint tensor, ScalarValue other);

    [LibraryImport(Library)]
    internal static partial nint fp_add(nint left, nint right, ScalarValue alpha);

    [LibraryImport(Library)]
    internal static partial nint fp_mul(nint left, nint right);

    [LibraryImport(Library)]
    internal static partial nint fp_div(nint left, nint right);

    [LibraryImport(Library)]
    internal static partial nint fp_add_scalar(nint left, ScalarValue right);

    [LibraryImport(Library)]
    internal static partial nint fp_mul_scalar(nint left, ScalarValue right);

    [LibraryImport(Library)]
    internal static partial nint fp_div_scalar(nint left, ScalarValue right);

    [LibraryImport(Library)]
    internal static partial nint fp_rsub_scalar(nint right, ScalarValue left);

    [LibraryImport(Library)]
    internal static partial nint fp_eq(nint left, nint right);

    [LibraryImport(Library)]
    internal static partial nint fp_sum(nint tensor, long* dims, long rank, int keepdim, int dtype);

    [LibraryImport(Library)]
    internal static partial nint fp_mean(nint tensor, long* dims, long rank, int keepdim, int dtype);

    [LibraryImport(Library)]
    internal static partial nint fp_argmax(nint tensor, long dim, int all, int keepdim);

    [LibraryImport(Library)]
    internal static partial nint fp_relu(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint fp_relu_(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint fp_log_softmax(nint tensor, long dim, int dtype);

    [LibraryImport(Library)]
    internal static partial nint fp_linear(nint input, nint weight, nint bias);

    [LibraryImport(Library)]
    internal static partial nint fp_conv2d(
        nint input, nint weight, nint bias, long* strides, long* padding, long* dilation, long groups);

    [LibraryImport(Library)]
    internal static partial nint fp_max_pool2d(
        nint input, long* kernel, long* strides, long* padding, long* dilation, int ceil_mode);

    [LibraryImport(Library)]
    internal static partial nint fp_avg_pool2d(
        nint input, long* kernel, long* strides, long* padding, int ceil_mode, int count_include_pad, long divisor);

    [LibraryImport(Library)]
    internal static partial nint fp_adaptive_avg_pool2d(nint input, long* output);

    [LibraryImport(Library)]
    internal static partial nint fp_group_norm(nint input, long groups, nint weight, nint bias, double eps);

    [LibraryImport(Library)]
    internal static partial nint fp_cross_entropy(
        nint input, nint target, nint weight, long ignore_index, long reduction, double label_smoothing);
}
