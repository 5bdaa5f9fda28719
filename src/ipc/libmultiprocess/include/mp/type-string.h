// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstring>
#include <string>

#include "mp/proxy-types.h"

namespace mp {

/// std::string, for Text or Data; any bytes.
template <typename Value, typename OutputField>
void CustomBuildField(TypeList<std::string>, Priority<1>, InvokeContext& /*context*/, Value&& value,
                      OutputField&& output) {
    auto text = output.init(static_cast<unsigned int>(value.size()));
    if (!value.empty()) std::memcpy(text.begin(), value.data(), value.size());
}

template <typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<std::string>, Priority<1>, InvokeContext& /*context*/,
                               InputField&& input, ReadDest&& read_dest) {
    auto text = input.get();
    return read_dest.construct(reinterpret_cast<const char*>(text.begin()), text.size());
}

}  // namespace mp
