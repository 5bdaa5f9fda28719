// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

// How values of ours are carried, beside those that libmultiprocess knows. Included by generated code.

#include <mp/proxy-types.h>
#include <mp/type-char.h>
#include <mp/type-context.h>
#include <mp/type-data.h>
#include <mp/type-exception.h>
#include <mp/type-interface.h>
#include <mp/type-number.h>
#include <mp/type-optional.h>
#include <mp/type-pointer.h>
#include <mp/type-string.h>
#include <mp/type-struct.h>
#include <mp/type-threadmap.h>
#include <mp/type-vector.h>

#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/hash256.h"
#include "primitives/amount.h"

namespace mp {

/// Hashes are 32 bytes of Data in internal order.
template <typename Tag, typename Value, typename Output>
void CustomBuildField(TypeList<quanta::base::Hash256<Tag>>, Priority<2>, InvokeContext& /*context*/,
                      Value&& value, Output&& output) {
    auto data = output.init(static_cast<unsigned int>(value.size()));
    std::memcpy(data.begin(), value.data(), value.size());
}

template <typename Tag, typename Input, typename ReadDest>
decltype(auto) CustomReadField(TypeList<quanta::base::Hash256<Tag>>, Priority<2>, InvokeContext& /*context*/,
                               Input&& input, ReadDest&& read_dest) {
    return read_dest.update([&](quanta::base::Hash256<Tag>& hash) {
        const auto data = input.get();
        if (data.size() != hash.size()) {
            throw std::range_error("a hash has 32 bytes, not " + std::to_string(data.size()));
        }
        std::memcpy(hash.data(), data.begin(), hash.size());
    });
}

/// Amounts are satoshi.
template <typename Value, typename Output>
void CustomBuildField(TypeList<quanta::primitives::Amount>, Priority<2>, InvokeContext& /*context*/,
                      Value&& value, Output&& output) {
    output.set(value.sat);
}

template <typename Input, typename ReadDest>
decltype(auto) CustomReadField(TypeList<quanta::primitives::Amount>, Priority<2>, InvokeContext& /*context*/,
                               Input&& input, ReadDest&& read_dest) {
    return read_dest.construct(quanta::primitives::Amount{input.get()});
}

}  // namespace mp
