// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <concepts>
#include <limits>

#include "mp/type-number.h"

namespace mp {

/// Durations by their count, in their own unit. Fractions too large for the duration become its longest.
template <typename Rep, typename Period, typename Value, typename OutputField>
void CustomBuildField(TypeList<std::chrono::duration<Rep, Period>>, Priority<1>, InvokeContext& /*context*/,
                      Value&& value, OutputField&& output) {
    output.set(ConvertNumber<RemoveCvRef<decltype(output.get())>>(value.count()));
}

template <typename Rep, typename Period, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<std::chrono::duration<Rep, Period>>, Priority<1>,
                               InvokeContext& /*context*/, InputField&& input, ReadDest&& read_dest) {
    const auto count = input.get();
    using Wire = RemoveCvRef<decltype(count)>;
    if constexpr (std::floating_point<Wire> && std::integral<Rep>) {
        constexpr auto kMax = std::numeric_limits<Rep>::max();
        constexpr auto kMin = std::numeric_limits<Rep>::min();
        if (count != count) throw std::range_error("a duration that is not a number");
        if (count >= static_cast<Wire>(kMax)) return read_dest.construct(kMax);
        if (count <= static_cast<Wire>(kMin)) return read_dest.construct(kMin);
        return read_dest.construct(static_cast<Rep>(count));
    } else {
        return read_dest.construct(ConvertNumber<Rep>(count));
    }
}

}  // namespace mp
