// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>

#include "mp/proxy-types.h"

namespace mp {

/// References and const are taken off before any hook is asked (BuildField, ReadField). This one sees through
/// std::reference_wrapper.
template <typename T, typename Value, typename OutputField>
void CustomBuildField(TypeList<std::reference_wrapper<T>>, Priority<1>, InvokeContext& context, Value&& value,
                      OutputField&& output) {
    BuildField(TypeList<T>(), context, output, value.get());
}

}  // namespace mp
