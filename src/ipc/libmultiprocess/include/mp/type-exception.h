// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

#include "mp/type-string.h"

namespace mp {

/// std::exception travels as the text of its what() and arrives as a std::runtime_error.
template <typename Value, typename OutputField>
void CustomBuildField(TypeList<std::exception>, Priority<1>, InvokeContext& context, Value&& value,
                      OutputField&& output) {
    BuildField(TypeList<std::string>(), context, output, std::string(value.what()));
}

template <typename InputField>
[[noreturn]] void ThrowField(TypeList<std::exception>, InvokeContext& context, InputField&& input) {
    throw std::runtime_error(ReadField(TypeList<std::string>(), context, input, ReadDestTemp<std::string>()));
}

}  // namespace mp
