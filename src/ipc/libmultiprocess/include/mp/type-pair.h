// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <utility>

#include "mp/type-tuple.h"

namespace mp {

/// std::pair, for a struct of two fields.
template <typename First, typename Second, typename Value, typename OutputField>
void CustomBuildField(TypeList<std::pair<First, Second>>, Priority<1>, InvokeContext& context, Value&& value,
                      OutputField&& output) {
    BuildElements<First, Second>(context, std::forward<Value>(value), output.init(),
                                 std::index_sequence<0, 1>());
}

template <typename First, typename Second, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<std::pair<First, Second>>, Priority<1>, InvokeContext& context,
                               InputField&& input, ReadDest&& read_dest) {
    auto message = input.get();
    return read_dest.construct(ReadElement<0, First>(context, message),
                               ReadElement<1, Second>(context, message));
}

}  // namespace mp
