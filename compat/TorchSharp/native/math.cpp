// Arithmetic, reductions, layers and losses.
#include "guard.h"

#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/add.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/div.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/rsub.h>
#include <ATen/ops/sum.h>

using namespace fedprune;

int32_t fp_add_(fp_tensor tensor, fp_tensor other, fp_scalar alpha)
{
    return run([&] { tensor->add_(*other, scalar(alpha)); });
}

int32_t fp_mul_(fp_tensor tensor, fp_tensor other)
{
    return run([&] { tensor->mul_(*other); });
}

int32_t fp_add_scalar_(fp_tensor tensor, fp_scalar other)
{
    return run([&] { tensor->add_(scalar(other)); });
}

int32_t fp_mul_scalar_(fp_tensor tensor, fp_scalar other)
{
    return run([&] { tensor->mul_(scalar(other)); });
}

fp_tensor fp_add(fp_tensor left, fp_tensor right, fp_scalar alpha)
{
    return make([&] { return at::add(*left, *right, scalar(alpha)); });
}

fp_tensor fp_mul(fp_tensor left, fp_tensor right)
{
    return make([&] { return at::mul(*left, *right); });
}

fp_tensor fp_div(fp_tensor left, fp_tensor right)
{
    return make([&] { return at::div(*left, *right); });
}

fp_tensor fp_add_scalar(fp_tensor left, fp_scalar right)
{
    return make([&] { return at::add(*left, scalar(right)); });
}

fp_tensor fp_mul_scalar(fp_tensor left, fp_scalar right)
{
    return make([&] { return at::mul(*left, scalar(right)); });
}

fp_tensor fp_div_scalar(fp_tensor left, fp_scalar right)
{
    return make([&] { return at::div(*left, scalar(right)); });
}

fp_tensor fp_rsub_scalar(fp_tensor right, fp_scalar left)
{
    return make([&] { return at::rsub(*right, scalar(left)); });
}

fp_tensor fp_eq(fp_tensor left, fp_tensor right)
{
    return make([&] { return at::eq(*left, *right); });
}

fp_tensor fp_sum(fp_tensor tensor, const int64_t* dims, int64_t rank, int32_t keepdim, int32_t dtype)
{
    return make([&] {
        auto type = optional_type(dtype);
        return rank < 0 ? at::sum(*tensor, type) : at::sum(*tensor, ints(dims, rank), keepdim != 0, type);
    });
}

fp_tensor fp_mean(fp_tensor tensor, const int64_t* dims, int64_t rank, int32_t keepdim, int32_t dtype)
{
    return make([&] {
        auto type = optional_type(dtype);
        return rank < 0 ? at::mean(*tensor, type) : at::mean(*tensor, ints(dims, rank), keepdim != 0, type);
    });
}

fp_tensor fp_argmax(fp_tensor tensor, int64_t dim, int32_t all, int32_t keepdim)
{
    return make([&] { return at::argmax(*tensor, all ? c10::nullopt : c10::optional<int64_t>(dim), keepdim != 0); });
}

fp_tensor fp_relu(fp_tensor tensor)
{
    return make([&] { return at::relu(*tensor); });
}

fp_tensor fp_relu_(fp_tensor tensor)
{
    return make([&] { return at::relu_(*tensor); });
}

fp_tensor fp_log_softmax(fp_tensor tensor, int64_t dim, int32_t dtype)
{
    return make([&] { return at::log_softmax(*tensor, dim, optional_type(dtype)); });
}

fp_tensor fp_linear(fp_tensor input, fp_tensor weight, fp_tensor bias)
{
    return make([&] { return at::linear(*input, *weight, optional(bias)); });
}

fp_tensor fp_conv2d(fp_tensor input, fp_tensor weight, fp_tensor bias, const int64_t* strides, const int64_t* padding,
                    const int64_t* dilation, int64_t groups)
{
    return make([&] {
        return at::conv2d(*input, *weight, optional(bias), ints(strides, 2), ints(padding, 2), ints(dilation, 2), groups);
    });
}

fp_tensor fp_max_pool2d(fp_tensor input, const int64_t* kernel, const int64_t* strides, const int64_t* padding,
                        const int64_t* dilation, int32_t ceil_mode)
{
    return make([&] {
        return at::max_pool2d(*input, ints(kernel, 2), ints(strides, 2), ints(padding, 2), ints(dilation, 2), ceil_mode != 0);
    });
}

fp_tensor fp_avg_pool2d(fp_tensor input, const int64_t* kernel, const int64_t* strides, const int64_t* padding,
                        int32_t ceil_mode, int32_t count_include_pad, int64_t divisor)
{
    return make([&] {
        auto divided_by = divisor == 0 ? c10::nullopt : c10::optional<int64_t>(divisor);
        return at::avg_pool2d(*input, ints(kernel, 2), ints(strides, 2), ints(padding, 2), ceil_mode != 0,
                              count_include_pad != 0, divided_by);
    });
}

fp_tensor fp_adaptive_avg_pool2d(fp_tensor input, const int64_t* output)
{
    return make([&] { return at::adaptive_avg_pool2d(*input, ints(output, 2)); });
}

fp_tensor fp_group_norm(fp_tensor input, int64_t groups, fp_tensor weight, fp_tensor bias, double eps)
{
    return make([&] { return at::group_norm(*input, groups, optional(weight), optional(bias), eps, false); });
}

fp_tensor fp_cross_entropy(fp_tensor input, fp_tensor target, fp_tensor weight, int64_t ignore_index, int64_t reduction,
                           double label_smoothing)
{
    return make([&] {
        return at::cross_entropy_loss(*input, *target, optional(weight), reduction, ignore_index, label_smoothing);
    });
}
