// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>

#include "mp/proxy-types.h"

namespace mp {

/// std::optional, for a field x with a Bool field hasX beside it, or for one that can be null.
template <typename T, typename Value, typename OutputField>
void CustomBuildField(TypeList<std::optional<T>>, Priority<1>, InvokeContext& context, Value&& value,
                      OutputField&& output) {
    if (!value) return;
    output.setHas();
    BuildField(TypeList<T>(), context, output, *std::forward<Value>(value));
}

template <typename T, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<std::optional<T>>, Priority<1>, InvokeContext& context,
                               InputField&& input, ReadDest&& read_dest) {
    return read_dest.update([&](std::optional<T>& value) {
        if (!HasField(TypeList<T>(), context, input)) {
            value.reset();
        } else if (value) {
            ReadField(TypeList<T>(), context, input, ReadDestUpdate<T>(*value));
        } else {
            ReadField(TypeList<T>(), context, input, ReadDestEmplace<T>(value));
        }
    });
}

}  // namespace mp
