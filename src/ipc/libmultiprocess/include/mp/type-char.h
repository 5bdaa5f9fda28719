// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstring>
#include <stdexcept>

#include "mp/proxy-types.h"

namespace mp {

/// Byte arrays, for Text or Data of exactly that size.
template <size_t Size, typename OutputField>
void CustomBuildField(TypeList<unsigned char[Size]>, Priority<1>, InvokeContext& /*context*/,
                      const unsigned char (&value)[Size], OutputField&& output) {
    auto bytes = output.init(Size);
    std::memcpy(bytes.begin(), value, Size);
}

template <size_t Size, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<unsigned char[Size]>, Priority<1>, InvokeContext& /*context*/,
                               InputField&& input, ReadDest&& read_dest) {
    return read_dest.update([&](unsigned char(&value)[Size]) {
        auto bytes = input.get();
        if (bytes.size() != Size)
            throw std::range_error("wrong number of bytes: " + std::to_string(bytes.size()));
        std::memcpy(value, bytes.begin(), Size);
    });
}

}  // namespace mp
