// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "primitives/amount.h"

namespace quanta::gui {

/// What amounts are shown in.
enum class Unit : uint8_t { Btc, MilliBtc, Sat };
inline constexpr Unit kUnits[] = {Unit::Btc, Unit::MilliBtc, Unit::Sat};

/// "BTC", "mBTC", "sat".
std::string_view unit_name(Unit unit);

/// `amount` in `unit` without its name, all places shown and thousands set apart by narrow spaces (U+202F):
/// "1 234.50000000".
std::string amount_text(primitives::Amount amount, Unit unit);
/// The same with a plus sign for what is not negative, and the unit: "+0.50000000 BTC".
std::string signed_amount_text(primitives::Amount amount, Unit unit);

/// A whole number, thousands set apart: "840 000".
std::string count_text(int64_t number);

/// A part of a whole, 0 to 1: "43.1%", never 100% before it is all.
std::string percent_text(double part);

/// "3 min ago"; "just now" below five seconds and for moments to come.
std::string age_text(int64_t seconds);

/// "0 B", "999 B", "1.0 kB", "12.3 MB", "123 GB": thousands, not 1024.
std::string bytes_text(double bytes);
/// The same of a second: "12.3 kB/s".
std::string rate_text(double bytes_per_second);
/// How long a ping took: "0.4 ms", "13 ms", "2.5 s"; "–" when that is not known (negative).
std::string ping_text(double seconds);

/// "main" -> "", "test" -> "testnet3", others as they are: what a title adds.
std::string chain_title(const std::string& chain);

/// Estimates how long a process takes that tells how far it is. One thread.
class Estimate {
public:
    /// At `now_s` (any clock that does not jump) the process was at `part`, 0 to 1. Going back begins anew.
    void add(double now_s, double part);
    /// Seconds until it is done at the pace of the last minutes; nothing until that is known.
    std::optional<double> seconds_left() const;
    void clear() { m_samples.clear(); }

private:
    struct Sample {
        double time_s;
        double part;
    };
    std::deque<Sample> m_samples;
};

}  // namespace quanta::gui
