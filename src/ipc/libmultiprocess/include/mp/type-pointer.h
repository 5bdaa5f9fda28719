// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <type_traits>

#include "mp/proxy-types.h"

namespace mp {

template <typename T>
struct PointerTraits : std::false_type {};
template <typename T>
struct PointerTraits<std::unique_ptr<T>> : std::true_type {
    using Target = T;
};
template <typename T>
struct PointerTraits<std::shared_ptr<T>> : std::true_type {
    using Target = T;
};
/// std::unique_ptr or std::shared_ptr to a value, not to a wrapped interface.
template <typename T>
concept ValuePointer =
    PointerTraits<T>::value && !WrappedInterface<std::remove_cv_t<typename PointerTraits<T>::Target>>;

/// Smart pointers to values; null is a field left out.
template <ValuePointer T, typename Value, typename OutputField>
void CustomBuildField(TypeList<T>, Priority<1>, InvokeContext& context, Value&& value, OutputField&& output) {
    if (!value) return;
    output.setHas();
    BuildField(TypeList<typename PointerTraits<T>::Target>(), context, output, *value);
}

template <ValuePointer T, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<T>, Priority<1>, InvokeContext& context, InputField&& input,
                               ReadDest&& read_dest) {
    using Target = std::remove_cv_t<typename PointerTraits<T>::Target>;
    return read_dest.update([&](T& value) {
        value = nullptr;
        if (!HasField(TypeList<Target>(), context, input)) return;
        value = T(new Target(ReadField(TypeList<Target>(), context, input, ReadDestTemp<Target>())));
    });
}

}  // namespace mp
