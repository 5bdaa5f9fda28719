// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "mp/proxy-types.h"

namespace mp {

/// Types copied by hand: those with CustomBuildMessage and CustomReadMessage.
template <typename T, typename Value, typename OutputField>
requires requires(InvokeContext& context, const T& value, OutputField& output) {
    CustomBuildMessage(context, value, output.init());
}
void CustomBuildField(TypeList<T>, Priority<2>, InvokeContext& context, Value&& value, OutputField&& output) {
    CustomBuildMessage(context, value, output.init());
}

template <typename T, typename InputField, typename ReadDest>
requires requires(InvokeContext& context, T& value, const InputField& input) {
    CustomReadMessage(context, input.get(), value);
}
decltype(auto) CustomReadField(TypeList<T>, Priority<2>, InvokeContext& context, InputField&& input,
                               ReadDest&& read_dest) {
    return read_dest.update([&](T& value) { CustomReadMessage(context, input.get(), value); });
}

}  // namespace mp
