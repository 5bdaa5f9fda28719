// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/rough_time.h"

#include <fmt/core.h>

#include <cmath>

namespace quanta::sys {

namespace {

constexpr double kMinute_s = 60;
constexpr double kHour_s = 60 * kMinute_s;
constexpr double kDay_s = 24 * kHour_s;
/// From how many of them on a unit says more than the one below it.
constexpr double kUnitFrom = 1.5;
constexpr double kDaysFrom = 2;

}  // namespace

std::string rough_time(double seconds) {
    if (seconds < kUnitFrom * kMinute_s) return fmt::format("{:.0f} s", std::ceil(seconds));
    if (seconds < kUnitFrom * kHour_s) return fmt::format("{:.0f} min", seconds / kMinute_s);
    if (seconds < kDaysFrom * kDay_s) return fmt::format("{:.0f} h", seconds / kHour_s);
    return fmt::format("{:.0f} days", seconds / kDay_s);
}

}  // namespace quanta::sys
