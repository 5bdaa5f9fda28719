// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <stdexcept>
#include <utility>

#include "mp/proxy-types.h"

namespace mp {

/// Fills in a list from the elements of a container, moving them when the container may be emptied.
template <typename Element, typename Container, typename OutputField>
void BuildList(TypeList<Element>, InvokeContext& context, Container&& container, OutputField&& output) {
    auto list = output.init(static_cast<unsigned int>(container.size()));
    unsigned int i = 0;
    for (auto&& element : container) {
        ElementOutput<decltype(list)> out{list, i++};
        if constexpr (std::is_lvalue_reference_v<Container> ||
                      std::is_const_v<std::remove_reference_t<decltype(element)>>) {
            BuildField(TypeList<Element>(), context, out, static_cast<const Element&>(element));
        } else {
            BuildField(TypeList<Element>(), context, out, static_cast<Element&&>(element));
        }
    }
}

/// Calls `add` with each element of a list, read as `Element`.
template <typename Element, typename InputField, typename Add>
void ReadList(TypeList<Element>, InvokeContext& context, InputField&& input, Add&& add) {
    for (auto item : input.get()) {
        add(ReadField(TypeList<Element>(), context, ValueField{item}, ReadDestTemp<Element>()));
    }
}

}  // namespace mp
