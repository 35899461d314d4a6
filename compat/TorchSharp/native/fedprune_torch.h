// The C border between the managed TorchSharp stand-in and libtorch.
//
// A tensor is an owned pointer: whoever receives one releases it once with fp_release. A call that fails returns null (or -1)
// and leaves its message for fp_take_error on the same thread; no C++ exception ever crosses. Sizes and strides are int64,
// element types are libtorch's ScalarType numbers, an absent optional tensor is null.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
#include <ATen/core/Tensor.h>
#define FP_API extern "C" __attribute__((visibility("default")))
typedef at::Tensor* fp_tensor;
#else
#define FP_API
typedef void* fp_tensor;
#endif

typedef struct fp_scalar {
    double real;
    int64_t integer;
    int64_t is_integer;
} fp_scalar;

typedef void (*fp_deleter)(void* context);

// The message of this thread's last failed call, or null; valid until the next failure on the thread.
FP_API const char* fp_take_error(void);

// Process and thread state.
FP_API const char *fp_version(void);
FP_API int32_t fp_get_num_threads(void);
FP_API int32_t fp_set_num_threads(int32_t count);
FP_API int32_t fp_grad_enabled(void);
FP_API void fp_set_grad_enabled(int32_t enabled);

// Lifetime and creation.
FP_API void fp_release(fp_tensor tensor);
FP_API fp_tensor fp_empty(const int64_t* sizes, int64_t rank, int32_t dtype, int32_t requires_grad);
FP_API fp_tensor fp_zeros(const int64_t* sizes, int64_t rank, int32_t dtype, int32_t requires_grad);
FP_API fp_tensor fp_from_blob(void* data, const int64_t* sizes, int64_t rank, int32_t dtype, int32_t requires_grad,
                              fp_deleter deleter, void* context);

// What a tensor is: these neither fail nor run anything of libtorch's.
FP_API int64_t fp_dim(fp_tensor tensor);
FP_API void fp_sizes(fp_tensor tensor, int64_t* sizes);
FP_API int64_t fp_numel(fp_tensor tensor);
FP_API int64_t fp_element_size(fp_tensor tensor);
FP_API int32_t fp_dtype(fp_tensor tensor);
FP_API int32_t fp_is_contiguous(fp_tensor tensor);
FP_API int32_t fp_requires_grad(fp_tensor tensor);
FP_API int32_t fp_is_leaf(fp_tensor tensor);
FP_API void* fp_data(fp_tensor tensor);

// Views and copies.
FP_API fp_tensor fp_narrow(fp_tensor tensor, int64_t dim, int64_t start, int64_t length);
FP_API fp_tensor fp_view(fp_tensor tensor, const int64_t* sizes, int64_t rank);
FP_API fp_tensor fp_reshape(fp_tensor tensor, const int64_t* sizes, int64_t rank);
FP_API fp_tensor fp_flatten(fp_tensor tensor, int64_t start_dim, int64_t end_dim);
FP_API fp_tensor fp_detach(fp_tensor tensor);
FP_API fp_tensor fp_contiguous(fp_tensor tensor);
FP_API fp_tensor fp_clone(fp_tensor tensor);
FP_API fp_tensor fp_to_type(fp_tensor tensor, int32_t dtype, int32_t copy, int32_t non_blocking);
FP_API fp_tensor fp_index_select(fp_tensor tensor, int64_t dim, fp_tensor index);

// In place: 0, or -1 on failure.
FP_API int32_t fp_copy_(fp_tensor tensor, fp_tensor source, int32_t non_blocking);
FP_API int32_t fp_zero_(fp_tensor tensor);
FP_API int32_t fp_add_(fp_tensor tensor, fp_tensor other, fp_scalar alpha);
FP_API int32_t fp_mul_(fp_tensor tensor, fp_tensor other);
FP_API int32_t fp_add_scalar_(fp_tensor tensor, fp_scalar other);
FP_API int32_t fp_mul_scalar_(fp_tensor tensor, fp_scalar other);

// Arithmetic. Subtraction is fp_add with alpha -1, which is how libtorch computes it too.
FP_API fp_tensor fp_add(fp_tensor left, fp_tensor right, fp_scalar alpha);
FP_API fp_tensor fp_mul(fp_tensor left, fp_tensor right);
FP_API fp_tensor fp_div(fp_tensor left, fp_tensor right);
FP_API fp_tensor fp_add_scalar(fp_tensor left, fp_scalar right);
FP_API fp_tensor fp_mul_scalar(fp_tensor left, fp_scalar right);
FP_API fp_tensor fp_div_scalar(fp_tensor left, fp_scalar right);
FP_API fp_tensor fp_rsub_scalar(fp_tensor right, fp_scalar left);
FP_API fp_tensor fp_eq(fp_tensor left, fp_tensor right);

// Reductions. dtype -1 keeps the input's; rank -1 reduces over all dimensions.
FP_API fp_tensor fp_sum(fp_tensor tensor, const int64_t* dims, int64_t rank, int32_t keepdim, int32_t dtype);
FP_API fp_tensor fp_mean(fp_tensor tensor, const int64_t* dims, int64_t rank, int32_t keepdim, int32_t dtype);
FP_API fp_tensor fp_argmax(fp_tensor tensor, int64_t dim, int32_t all, int32_t keepdim);

// Layers and losses.
FP_API fp_tensor fp_relu(fp_tensor tensor);
FP_API fp_tensor fp_relu_(fp_tensor tensor); // in place; the result is another handle to the same tensor
FP_API fp_tensor fp_log_softmax(fp_tensor tensor, int64_t dim, int32_t dtype);
FP_API fp_tensor fp_linear(fp_tensor input, fp_tensor weight, fp_tensor bias);
FP_API fp_tensor fp_conv2d(fp_tensor input, fp_tensor weight, fp_tensor bias, const int64_t* strides, const int64_t* padding,
                           const int64_t* dilation, int64_t groups);
FP_API fp_tensor fp_max_pool2d(fp_tensor input, const int64_t* kernel, const int64_t* strides, const int64_t* padding,
                               const int64_t* dilation, int32_t ceil_mode);
FP_API fp_tensor fp_avg_pool2d(fp_tensor input, const int64_t* kernel, const int64_t* strides, const int64_t* padding,
                               int32_t ceil_mode, int32_t count_include_pad, int64_t divisor);
FP_API fp_tensor fp_adaptive_avg_pool2d(fp_tensor input, const int64_t* output);
FP_API fp_tensor fp_group_norm(fp_tensor input, int64_t groups, fp_tensor weight, fp_tensor bias, double eps);
FP_API fp_tensor fp_cross_entropy(fp_tensor input, fp_tensor target, fp_tensor weight, int64_t ignore_index, int64_t reduction,
                                  double label_smoothing);

// Automatic differentiation.
FP_API int32_t fp_set_requires_grad(fp_tensor tensor, int32_t requires_grad);
FP_API fp_tensor fp_grad(fp_tensor tensor); // null, without an error, where there is none
FP_API int32_t fp_set_grad(fp_tensor tensor, fp_tensor grad);
FP_API int32_t fp_backward(fp_tensor tensor);
FP_API int32_t fp_autograd_grad(const fp_tensor* outputs, int64_t output_count, const fp_tensor* inputs, int64_t input_count,
                                const fp_tensor* grad_outputs, int64_t grad_output_count, int32_t retain_graph,
                                int32_t create_graph, int32_t allow_unused, fp_tensor* grads);
