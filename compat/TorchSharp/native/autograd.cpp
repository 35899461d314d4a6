// Automatic differentiation.
#include "guard.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

using namespace fedprune;

namespace {

std::vector<at::Tensor> list(const fp_tensor* tensors, int64_t count)
{
    std::vector<at::Tensor> result;
    result.reserve(static_cast<size_t>(count));
    for (int64_t i = 0; i < count; i++) result.push_back(tensors[i] ? *tensors[i] : at::Tensor());
    return result;
}

} // namespace

int32_t fp_grad_enabled() { return c10::GradMode::is_enabled(); }
void fp_set_grad_enabled(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

int32_t fp_set_requires_grad(fp_tensor tensor, int32_t requires_grad)
{
    return run([&] { tensor->set_requires_grad(requires_grad != 0); });
}

fp_tensor fp_grad(fp_tensor tensor)
{
    return guarded<fp_tensor>(nullptr, [&] {
        const at::Tensor& grad = tensor->grad();
        return grad.defined() ? new at::Tensor(grad) : nullptr;
    });
}

int32_t fp_set_grad(fp_tensor tensor, fp_tensor grad)
{
    return run([&] { tensor->mutable_grad() = grad ? *grad : at::Tensor(); });
}

int32_t fp_backward(fp_tensor tensor)
{
    return run([&] { tensor->backward(); });
}

int32_t fp_autograd_grad(const fp_tensor* outputs, int64_t output_count, const fp_tensor* inputs, int64_t input_count,
                         const fp_tensor* grad_outputs, int64_t grad_output_count, int32_t retain_graph,
                         int32_t create_graph, int32_t allow_unused, fp_tensor* grads)
{
    return run([&] {
        auto results = torch::autograd::grad(list(outputs, output_count), list(inputs, input_count),
                                             list(grad_outputs, grad_output_count), retain_graph != 0,
                                             create_graph != 0, allow_unused != 0);
        for (auto& result : results) *grads++ = result.defined() ? new at::Tensor(std::move(result)) : nullptr;
    });
}
