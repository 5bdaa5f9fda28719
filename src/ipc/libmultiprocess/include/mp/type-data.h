// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <capnp/blob.h>

#include <concepts>
#include <cstring>
#include <ranges>
#include <string>
#include <type_traits>

#include "mp/proxy-types.h"

namespace mp {

template <typename T>
concept Byte = std::same_as<T, char> || std::same_as<T, unsigned char> || std::same_as<T, signed char> ||
    std::same_as<T, std::byte>;

/// Containers of bytes in one piece, such as std::vector<unsigned char>, std::array and spans; not strings.
template <typename T>
concept Bytes = std::ranges::contiguous_range<const T> && Byte<std::ranges::range_value_t<const T>> &&
    !std::same_as<T, std::string>;

/// Where the field is Data (or Text) rather than a list of numbers.
template <typename Field>
concept DataField = requires(Field& field) {
    field.init(0u);
}
&&requires(Field& field) {
    { field.init(0u).begin() } -> std::convertible_to<const void*>;
}
&&sizeof(*std::declval<Field&>().init(0u).begin()) == 1;

template <Bytes T, typename Value, DataField OutputField>
void CustomBuildField(TypeList<T>, Priority<2>, InvokeContext& /*context*/, Value&& value,
                      OutputField&& output) {
    const size_t size = std::ranges::size(value);
    auto data = output.init(static_cast<unsigned int>(size));
    if (size != 0) std::memcpy(data.begin(), std::ranges::data(value), size);
}

template <Bytes T, typename InputField, typename ReadDest>
requires std::convertible_to<decltype(std::declval<InputField&>().get()), capnp::Data::Reader>
decltype(auto) CustomReadField(TypeList<T>, Priority<2>, InvokeContext& /*context*/, InputField&& input,
                               ReadDest&& read_dest) {
    using Element = std::ranges::range_value_t<const T>;
    const capnp::Data::Reader data = input.get();
    const auto* begin = reinterpret_cast<const Element*>(data.begin());
    if constexpr (std::constructible_from<T, const Element*, const Element*>) {
        return read_dest.construct(begin, begin + data.size());
    } else {
        return read_dest.update([&](T& value) {
            if (data.size() != std::ranges::size(value)) {
                throw std::range_error("wrong number of bytes: " + std::to_string(data.size()));
            }
            std::memcpy(std::ranges::data(value), begin, data.size());
        });
    }
}

}  // namespace mp
