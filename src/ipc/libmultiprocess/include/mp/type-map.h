// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <map>
#include <unordered_map>

#include "mp/list.h"
#include "mp/type-pair.h"

namespace mp {

template <typename T>
concept Map = requires {
    typename T::mapped_type;
    typename T::key_type;
};

/// std::map and its like, for a list of structs of two fields.
template <Map T, typename Value, typename OutputField>
void CustomBuildField(TypeList<T>, Priority<1>, InvokeContext& context, Value&& value, OutputField&& output) {
    auto list = output.init(static_cast<unsigned int>(value.size()));
    unsigned int i = 0;
    for (auto& entry : value) {
        BuildElements<typename T::key_type, typename T::mapped_type>(context, entry, list[i++],
                                                                     std::index_sequence<0, 1>());
    }
}

template <Map T, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<T>, Priority<1>, InvokeContext& context, InputField&& input,
                               ReadDest&& read_dest) {
    using Entry = std::pair<typename T::key_type, typename T::mapped_type>;
    return read_dest.update([&](T& value) {
        value.clear();
        ReadList(TypeList<Entry>(), context, input, [&](Entry&& entry) { value.insert(std::move(entry)); });
    });
}

}  // namespace mp
