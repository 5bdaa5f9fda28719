// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "mp/proxy-types.h"

namespace mp {

/// C++ structs wrapped by a struct of the schema: copied field by field by code that the generator made.
template <WrappedStruct T, typename Value, typename OutputField>
void CustomBuildField(TypeList<T>, Priority<1>, InvokeContext& context, Value&& value, OutputField&& output) {
    ProxyType<T>::build(context, value, output.init());
}

template <WrappedStruct T, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<T>, Priority<1>, InvokeContext& context, InputField&& input,
                               ReadDest&& read_dest) {
    return read_dest.update([&](T& value) { ProxyType<T>::read(context, input.get(), value); });
}

}  // namespace mp
