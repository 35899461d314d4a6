using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The C border: the functions of <c>native/fedprune_torch.h</c>, one for one. Handles are owned tensors.</summary>
/// <remarks>Only calls that read a field and neither fail, allocate nor free are made without a GC transition.</remarks>
internal static unsafe partial class Native
{
    private const string Library = "fedprune_torch";

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Shim.Load);

    [LibraryImport(Library)]
    internal static partial byte* fp_take_error();

    [LibraryImport(Library)]
    internal static partial byte* fp_version();

    [LibraryImport(Library)]
    internal static partial int fp_get_num_threads();

    [LibraryImport(Library)]
    internal static partial int fp_set_num_threads(int count);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int fp_grad_enabled();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial void fp_set_grad_enabled(int enabled);

    [LibraryImport(Library)]
    internal static partial void fp_release(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint fp_empty(long* sizes, long rank, int dtype, int requires_grad);

    [LibraryImport(Library)]
    internal static partial nint fp_zeros(long* sizes, long rank, int dtype, int requires_grad);

    [LibraryImport(Library)]
    internal static partial nint fp_from_blob(
        void* data, long* sizes, long rank, int dtype, int requires_grad, delegate* unmanaged<nint, void> deleter, nint context);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial long fp_dim(nint tensor);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial void fp_sizes(nint tensor, long* sizes);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial long fp_numel(nint tensor);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial long fp_element_size(nint tensor);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int fp_dtype(nint tensor);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int fp_is_contiguous(nint tensor);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int fp_requires_grad(nint tensor);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int fp_is_leaf(nint tensor);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial void* fp_data(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint fp_narrow(nint tensor, long dim, long start, long length);

    [LibraryImport(Library)]
    internal static partial nint fp_view(nint tensor, long* sizes, long rank);

    [LibraryImport(Library)]
    internal static partial nint fp_reshape(nint tensor, long* sizes, long rank);

    [LibraryImport(Library)]
    internal static partial nint fp_flatten(nint tensor, long start_dim, long end_dim);

    [LibraryImport(Library)]
    internal static partial nint fp_detach(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint fp_contiguous(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint fp_clone(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint fp_to_type(nint tensor, int dtype, int copy, int non_blocking);

    [LibraryImport(Library)]
    internal static partial nint fp_index_select(nint tensor, long dim, nint index);

    [LibraryImport(Library)]
    internal static partial int fp_copy_(nint tensor, nint source, int non_blocking);

    [LibraryImport(Library)]
    internal static partial int fp_zero_(nint tensor);

    [LibraryImport(Library)]
    internal static partial int fp_set_requires_grad(nint tensor, int requires_grad);

    [LibraryImport(Library)]
    internal static partial nint fp_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int fp_set_grad(nint tensor, nint grad);

    [LibraryImport(Library)]
    internal static partial int fp_backward(nint tensor);

    [LibraryImport(Library)]
    internal static partial int fp_autograd_grad(
        nint* outputs, long output_count, nint* inputs, long input_count, nint* grad_outputs, long grad_output_count,
        int retain_graph, int create_graph, int allow_unused, nint* grads);
}
