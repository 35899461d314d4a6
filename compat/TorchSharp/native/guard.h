// Turns C++ exceptions into the error convention of fedprune_torch.h.
#pragma once

#include "fedprune_torch.h"

#include <c10/core/Scalar.h>
#include <c10/util/Exception.h>

#include <exception>
#include <string>
#include <utility>

namespace fedprune {

void keep_error(const char* message) noexcept;

template <typename T, typename Body>
T guarded(T failed, Body&& body) noexcept
{
    try {
        return body();
    } catch (const c10::Error& error) {
        keep_error(error.what_without_backtrace());
    } catch (const std::exception& error) {
        keep_error(error.what());
    } catch (...) {
        keep_error("libtorch threw something that is no std::exception");
    }
    return failed;
}

/// A tensor that `body` computes, owned by the caller.
template <typename Body>
fp_tensor make(Body&& body) noexcept
{
    return guarded<fp_tensor>(nullptr, [&] { return new at::Tensor(body()); });
}

/// 0 when `body` ran through, -1 when it threw.
template <typename Body>
int32_t run(Body&& body) noexcept
{
    return guarded<int32_t>(-1, [&] { body(); return 0; });
}

inline at::IntArrayRef ints(const int64_t* values, int64_t count) { return {values, static_cast<size_t>(count)}; }

inline c10::optional<at::Tensor> optional(fp_tensor tensor)
{
    return tensor ? c10::optional<at::Tensor>(*tensor) : c10::nullopt;
}

inline c10::optional<at::ScalarType> optional_type(int32_t dtype)
{
    return dtype < 0 ? c10::nullopt : c10::optional<at::ScalarType>(static_cast<at::ScalarType>(dtype));
}

inline at::Scalar scalar(const fp_scalar& value)
{
    return value.is_integer ? at::Scalar(value.integer) : at::Scalar(value.real);
}

} // namespace fedprune
