// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <set>

#include "mp/list.h"

namespace mp {

template <typename T>
concept Set = requires {
    typename T::key_type;
}
&&!requires {
    typename T::mapped_type;
};

/// std::set and its like, for a list of its elements.
template <Set T, typename Value, typename OutputField>
void CustomBuildField(TypeList<T>, Priority<1>, InvokeContext& context, Value&& value, OutputField&& output) {
    const T& elements = value;
    BuildList(TypeList<typename T::key_type>(), context, elements, output);
}

template <Set T, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<T>, Priority<1>, InvokeContext& context, InputField&& input,
                               ReadDest&& read_dest) {
    using Element = typename T::key_type;
    return read_dest.update([&](T& value) {
        value.clear();
        ReadList(TypeList<Element>(), context, input,
                 [&](Element&& element) { value.insert(std::move(element)); });
    });
}

}  // namespace mp
