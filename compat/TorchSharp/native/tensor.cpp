// Lifetime, creation, views and copies.
#include "guard.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/flatten.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/reshape.h>
#include <ATen/ops/zeros.h>

#include <torch/csrc/api/include/torch/version.h>

#include <malloc.h>

using namespace fedprune;

namespace {

thread_local std::string last_error;
thread_local bool has_error = false;

// A training step frees what the next one allocates again. By default glibc gives such blocks back to the kernel every time, and
// faulting them in anew costs a sixth of the step: let it keep up to this much.
constexpr int kept_free_bytes = 128 << 20;
constexpr int largest_kept_block = 32 << 20; // glibc's own maximum for this setting
const bool keeps_freed_memory = mallopt(M_TRIM_THRESHOLD, kept_free_bytes) && mallopt(M_MMAP_THRESHOLD, largest_kept_block);

at::Tensor with_grad(at::Tensor tensor, int32_t requires_grad)
{
    if (requires_grad) tensor.set_requires_grad(true);
    return tensor;
}

at::TensorOptions options(int32_t dtype) { return at::TensorOptions(static_cast<at::ScalarType>(dtype)); }

} // namespace

void fedprune::keep_error(const char* message) noexcept
{
    try {
        last_error = message;
    } catch (...) {
        last_error.clear();
    }
    has_error = true;
}

const char* fp_take_error()
{
    return std::exchange(has_error, false) ? last_error.c_str() : nullptr;
}

const char *fp_version() { return TORCH_VERSION; }
int32_t fp_get_num_threads() { return at::get_num_threads(); }
int32_t fp_set_num_threads(int32_t count)
{
    return run([&] { at::set_num_threads(count); });
}

void fp_release(fp_tensor tensor) { delete tensor; }

fp_tensor fp_empty(const int64_t* sizes, int64_t rank, int32_t dtype, int32_t requires_grad)
{
    return make([&] { return with_grad(at::empty(ints(sizes, rank), options(dtype)), requires_grad); });
}

fp_tensor fp_zeros(const int64_t* sizes, int64_t rank, int32_t dtype, int32_t requires_grad)
{
    return make([&] { return with_grad(at::zeros(ints(sizes, rank), options(dtype)), requires_grad); });
}

fp_tensor fp_from_blob(void* data, const int64_t* sizes, int64_t rank, int32_t dtype, int32_t requires_grad,
                       fp_deleter deleter, void* context)
{
    return make([&] {
        auto release = [deleter, context](void*) { deleter(context); };
        return with_grad(at::from_blob(data, ints(sizes, rank), release, options(dtype)), requires_grad);
    });
}

int64_t fp_dim(fp_tensor tensor) { return tensor->dim(); }
void fp_sizes(fp_tensor tensor, int64_t* sizes)
{
    for (int64_t size : tensor->sizes()) *sizes++ = size;
}
int64_t fp_numel(fp_tensor tensor) { return tensor->numel(); }
int64_t fp_element_size(fp_tensor tensor) { return static_cast<int64_t>(tensor->element_size()); }
int32_t fp_dtype(fp_tensor tensor) { return static_cast<int32_t>(tensor->scalar_type()); }
int32_t fp_is_contiguous(fp_tensor tensor) { return tensor->is_contiguous(); }
int32_t fp_requires_grad(fp_tensor tensor) { return tensor->requires_grad(); }
int32_t fp_is_leaf(fp_tensor tensor) { return tensor->is_leaf(); }
void* fp_data(fp_tensor tensor) { return tensor->data_ptr(); }

fp_tensor fp_narrow(fp_tensor tensor, int64_t dim, int64_t start, int64_t length)
{
    return make([&] { return at::narrow(*tensor, dim, start, length); });
}

fp_tensor fp_view(fp_tensor tensor, const int64_t* sizes, int64_t rank)
{
    return make([&] { return tensor->view(ints(sizes, rank)); });
}

fp_tensor fp_reshape(fp_tensor tensor, const int64_t* sizes, int64_t rank)
{
    return make([&] { return at::reshape(*tensor, ints(sizes, rank)); });
}

fp_tensor fp_flatten(fp_tensor tensor, int64_t start_dim, int64_t end_dim)
{
    return make([&] { return at::flatten(*tensor, start_dim, end_dim); });
}

fp_tensor fp_detach(fp_tensor tensor)
{
    return make([&] { return tensor->detach(); });
}

fp_tensor fp_contiguous(fp_tensor tensor)
{
    return make([&] { return tensor->contiguous(); });
}

fp_tensor fp_clone(fp_tensor tensor)
{
    return make([&] { return tensor->clone(); });
}

fp_tensor fp_to_type(fp_tensor tensor, int32_t dtype, int32_t copy, int32_t non_blocking)
{
    return make([&] { return tensor->to(static_cast<at::ScalarType>(dtype), non_blocking != 0, copy != 0); });
}

fp_tensor fp_index_select(fp_tensor tensor, int64_t dim, fp_tensor index)
{
    return make([&] { return at::index_select(*tensor, dim, *index); });
}

int32_t fp_copy_(fp_tensor tensor, fp_tensor source, int32_t non_blocking)
{
    return run([&] { tensor->copy_(*source, non_blocking != 0); });
}

int32_t fp_zero_(fp_tensor tensor)
{
    return run([&] { tensor->zero_(); });
}
