// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/format.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "sys/rough_time.h"

namespace quanta::gui {

namespace {

constexpr std::string_view kNarrowSpace = "\u202f";
constexpr int64_t kJustNow_s = 5;
/// Samples are at least this far apart, and the oldest is at most kSamples of these old.
constexpr double kSampleDistance_s = 2;
constexpr size_t kSamples = 90;
/// Less is no base for an estimate.
constexpr double kShortestBase_s = 6;

int places(Unit unit) {
    switch (unit) {
        case Unit::Btc:
            return 8;
        case Unit::MilliBtc:
            return 5;
        case Unit::Sat:
            break;
    }
    return 0;
}

/// `digits` in groups of three from the right.
std::string grouped(const std::string& digits) {
    std::string out;
    for (size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out += kNarrowSpace;
        out += digits[i];
    }
    return out;
}

/// The distance of `number` from zero, for the most negative one as well.
uint64_t magnitude(int64_t number) {
    return number < 0 ? ~static_cast<uint64_t>(number) + 1 : static_cast<uint64_t>(number);
}

}  // namespace

std::string_view unit_name(Unit unit) {
    switch (unit) {
        case Unit::Btc:
            return "BTC";
        case Unit::MilliBtc:
            return "mBTC";
        case Unit::Sat:
            break;
    }
    return "sat";
}

std::string amount_text(primitives::Amount amount, Unit unit) {
    const size_t fraction = static_cast<size_t>(places(unit));
    std::string digits = std::to_string(magnitude(amount.sat));
    if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
    std::string out = amount.sat < 0 ? "-" : "";
    out += grouped(digits.substr(0, digits.size() - fraction));
    if (fraction > 0) out += "." + digits.substr(digits.size() - fraction);
    return out;
}

std::string signed_amount_text(primitives::Amount amount, Unit unit) {
    return fmt::format("{}{} {}", amount.sat < 0 ? "" : "+", amount_text(amount, unit), unit_name(unit));
}

std::string count_text(int64_t number) {
    return (number < 0 ? "-" : "") + grouped(std::to_string(magnitude(number)));
}

std::string percent_text(double part) {
    if (!(part > 0)) return "0.0%";
    if (part >= 1) return "100%";
    return fmt::format("{:.1f}%", std::floor(part * 1000) / 10);
}

std::string age_text(int64_t seconds) {
    if (seconds < kJustNow_s) return "just now";
    return sys::rough_time(static_cast<double>(seconds)) + " ago";
}

std::string bytes_text(double bytes) {
    static constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB"};
    size_t unit = 0;
    // What would be rounded to a thousand is one of the next unit.
    while (bytes >= 999.5 && unit + 1 < std::size(kUnits)) {
        bytes /= 1000;
        ++unit;
    }
    const int places = unit > 0 && bytes < 99.95 ? 1 : 0;
    return fmt::format("{:.{}f} {}", bytes, places, kUnits[unit]);
}

std::string rate_text(double bytes_per_second) {
    return bytes_text(bytes_per_second) + "/s";
}

std::string ping_text(double seconds) {
    if (seconds < 0) return "–";
    const double milliseconds = seconds * 1000;
    if (milliseconds < 9.95) return fmt::format("{:.1f} ms", milliseconds);
    if (milliseconds < 999.5) return fmt::format("{:.0f} ms", milliseconds);
    return fmt::format("{:.1f} s", seconds);
}

std::string chain_title(const std::string& chain) {
    if (chain == "main") return "";
    return chain == "test" ? "testnet3" : chain;
}

void Estimate::add(double now_s, double part) {
    if (!m_samples.empty()) {
        if (part < m_samples.back().part || now_s < m_samples.back().time_s)
            m_samples.clear();
        else if (now_s - m_samples.back().time_s < kSampleDistance_s)
            return;
    }
    m_samples.push_back({now_s, part});
    if (m_samples.size() > kSamples) m_samples.pop_front();
}

std::optional<double> Estimate::seconds_left() const {
    if (m_samples.empty()) return std::nullopt;
    const Sample& first = m_samples.front();
    const Sample& last = m_samples.back();
    const double advance = last.part - first.part;
    if (last.time_s - first.time_s < kShortestBase_s || !(advance > 0)) return std::nullopt;
    return std::max(0.0, 1 - last.part) * (last.time_s - first.time_s) / advance;
}

}  // namespace quanta::gui
