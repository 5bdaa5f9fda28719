// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <vector>

#include "mp/list.h"

namespace mp {

template <typename T, typename Value, typename OutputField>
void CustomBuildField(TypeList<std::vector<T>>, Priority<1>, InvokeContext& context, Value&& value,
                      OutputField&& output) {
    BuildList(TypeList<T>(), context, std::forward<Value>(value), output);
}

/// Elements of std::vector<bool> are no references.
template <typename Value, typename OutputField>
void CustomBuildField(TypeList<std::vector<bool>>, Priority<2>, InvokeContext& /*context*/, Value&& value,
                      OutputField&& output) {
    auto list = output.init(static_cast<unsigned int>(value.size()));
    for (unsigned int i = 0; i < value.size(); ++i)
        list.set(i, value[i]);
}

template <typename T, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<std::vector<T>>, Priority<1>, InvokeContext& context,
                               InputField&& input, ReadDest&& read_dest) {
    return read_dest.update([&](std::vector<T>& value) {
        value.clear();
        value.reserve(input.get().size());
        ReadList(TypeList<T>(), context, input, [&](T&& element) { value.push_back(std::move(element)); });
    });
}

}  // namespace mp
