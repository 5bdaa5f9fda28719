// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "mp/proxy-types.h"

namespace mp {

/// Void fields carry nothing; C++ sees capnp::Void.
template <typename Value, typename OutputField>
void CustomBuildField(TypeList<capnp::Void>, Priority<1>, InvokeContext& /*context*/, Value&& /*value*/,
                      OutputField&& output) {
    output.set();
}

template <typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<capnp::Void>, Priority<1>, InvokeContext& /*context*/,
                               InputField&& /*input*/, ReadDest&& read_dest) {
    return read_dest.construct();
}

}  // namespace mp
