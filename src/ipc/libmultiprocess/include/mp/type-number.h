// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <concepts>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "mp/proxy-types.h"

namespace mp {

template <typename T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// `value` as a `To`, or std::range_error when it does not fit. Enums pass by their number.
template <Number To, Number From>
To ConvertNumber(From value) {
    if constexpr (std::is_enum_v<From>) {
        return ConvertNumber<To>(static_cast<std::underlying_type_t<From>>(value));
    } else if constexpr (std::is_enum_v<To>) {
        return static_cast<To>(ConvertNumber<std::underlying_type_t<To>>(value));
    } else if constexpr (std::is_same_v<To, bool> || std::is_floating_point_v<To>) {
        return static_cast<To>(value);
    } else {
        static_assert(!std::is_floating_point_v<From>, "a fraction in the schema, an integer in C++");
        const auto wide = static_cast<std::conditional_t<std::is_signed_v<From>, int64_t, uint64_t>>(value);
        const bool fits = (!std::is_signed_v<From> || value >= From{} ||
                           std::is_signed_v<To>)&&static_cast<From>(static_cast<To>(value)) == value;
        if (!fits) throw std::range_error("number out of range: " + std::to_string(wide));
        return static_cast<To>(value);
    }
}

template <Number T, typename Value, typename OutputField>
void CustomBuildField(TypeList<T>, Priority<1>, InvokeContext& /*context*/, Value&& value,
                      OutputField&& output) {
    using Wire = RemoveCvRef<decltype(output.get())>;
    output.set(ConvertNumber<Wire>(static_cast<T>(value)));
}

template <Number T, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<T>, Priority<1>, InvokeContext& /*context*/, InputField&& input,
                               ReadDest&& read_dest) {
    return read_dest.construct(ConvertNumber<T>(input.get()));
}

}  // namespace mp
