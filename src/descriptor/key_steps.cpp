// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/key_steps.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

#include "base/hex.h"
#include "keys/extended_key.h"

namespace quanta::descriptor {
namespace {

using base::Err;
using keys::HardenedMark;
using keys::kHardened;

template <typename T>
using ParseResult = base::Result<T, std::string>;

/// The longest path of one key: what an extended key's depth can hold.
constexpr size_t kMaxPath = 255;
/// The most paths one key names. Each stands for a whole descriptor, which is parsed by itself.
constexpr size_t kMaxPaths = 1000;

/// A child number with its mark, which is noted in `mark`.
ParseResult<uint32_t> parse_number(std::string_view text, HardenedMark& mark) {
    const bool hardened = text.ends_with('h') || text.ends_with('\'');
    if (hardened) mark = static_cast<HardenedMark>(text.back());
    const std::string_view digits = text.substr(0, text.size() - (hardened ? 1 : 0));
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) {
        return Err(fmt::format("Key path value '{}' is not a valid uint32", digits));
    }
    if (number >= kHardened) return Err(fmt::format("Key path value {} is out of range", number));
    return hardened ? number | kHardened : number;
}

/// Whether `step` is a tuple of numbers: "<0;1>".
bool is_tuple(std::string_view step) {
    return step.starts_with('<') && step.ends_with('>');
}

/// The numbers of a tuple.
ParseResult<keys::KeyPath> parse_tuple(std::string_view step, HardenedMark& mark) {
    keys::KeyPath numbers;
    std::unordered_set<uint32_t> seen;
    std::string_view rest = step.substr(1, step.size() - 2);
    if (rest.find(';') == rest.npos) {
        return Err(std::string("Multipath key path specifiers must have at least two items"));
    }
    for (bool more = true; more;) {
        const size_t end = std::min(rest.find(';'), rest.size());
        const uint32_t number = TRY(parse_number(rest.substr(0, end), mark));
        if (!seen.insert(number).second) {
            return Err(fmt::format("Duplicated key path value {} in multipath specifier", number));
        }
        numbers.push_back(number);
        if (numbers.size() > kMaxPaths) return Err(std::string("Too many items in multipath specifier"));
        more = end < rest.size();
        rest.remove_prefix(more ? end + 1 : end);
    }
    return numbers;
}

/// Takes one step, slash included, from `text`.
std::string_view take_step(std::string_view& text) {
    text.remove_prefix(1);
    const size_t end = std::min(text.find('/'), text.size());
    const std::string_view step = text.substr(0, end);
    text.remove_prefix(end);
    return step;
}

/// Reads `step` as the last one if it is a wildcard; whether it is.
bool parse_wildcard(std::string_view step, Steps& steps) {
    if (step != "*" && step != "*h" && step != "*'") return false;
    steps.wildcard = step == "*" ? Wildcard::Normal : Wildcard::Hardened;
    if (step == "*'") steps.mark = HardenedMark::Apostrophe;
    return true;
}

}  // namespace

std::string Steps::text() const {
    std::string out = keys::format_key_path(path, mark);
    if (wildcard != Wildcard::None) out += "/*";
    if (wildcard == Wildcard::Hardened) out += static_cast<char>(mark);
    return out;
}

bool Steps::has_hardened_step() const {
    return std::any_of(path.begin(), path.end(), [](uint32_t number) { return number >= kHardened; });
}

ParseResult<Steps> parse_steps(std::string_view text, size_t path_index) {
    Steps steps;
    while (!text.empty()) {
        const std::string_view step = take_step(text);
        if (text.empty() && parse_wildcard(step, steps)) return steps;
        if (is_tuple(step)) {
            if (steps.paths > 1) return Err(std::string("Multiple multipath key path specifiers found"));
            const keys::KeyPath numbers = TRY(parse_tuple(step, steps.mark));
            steps.paths = numbers.size();
            steps.path.push_back(numbers[std::min(path_index, numbers.size() - 1)]);
        } else {
            steps.path.push_back(TRY(parse_number(step, steps.mark)));
        }
        if (steps.path.size() > kMaxPath) return Err(std::string("Key path is too long"));
    }
    return steps;
}

ParseResult<Origin> parse_origin(std::string_view text) {
    Origin origin;
    const size_t slash = std::min(text.find('/'), text.size());
    const std::string_view fingerprint = text.substr(0, slash);
    if (fingerprint.size() != 8) {
        return Err(fmt::format("Fingerprint is not 4 bytes ({} characters instead of 8 characters)",
                               fingerprint.size()));
    }
    const std::optional<base::Bytes> bytes = base::from_hex(fingerprint);
    if (!bytes) return Err(fmt::format("Fingerprint '{}' is not hex", fingerprint));
    std::copy(bytes->begin(), bytes->end(), origin.source.fingerprint.begin());
    for (std::string_view rest = text.substr(slash); !rest.empty();) {
        const std::string_view step = take_step(rest);
        if (is_tuple(step)) {
            return Err(fmt::format(
                "Key path value '{}' specifies multipath in a section where multipath is not allowed", step));
        }
        origin.source.path.push_back(TRY(parse_number(step, origin.mark)));
        if (origin.source.path.size() > kMaxPath) return Err(std::string("Key path is too long"));
    }
    return origin;
}

}  // namespace quanta::descriptor
