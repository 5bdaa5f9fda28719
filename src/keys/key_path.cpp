// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/key_path.h"

#include <charconv>

#include "keys/extended_key.h"

namespace quanta::keys {
namespace {

constexpr size_t kMaxDepth = 255;

std::optional<uint32_t> parse_number(std::string_view text) {
    const bool hardened = text.ends_with('h') || text.ends_with('\'');
    if (hardened) text.remove_suffix(1);
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number >= kHardened) return std::nullopt;
    return hardened ? number | kHardened : number;
}

}  // namespace

std::optional<KeyPath> parse_key_path(std::string_view text) {
    KeyPath path;
    if (text.empty() || text == "m") return path;
    if (text.starts_with("m/")) text.remove_prefix(2);
    while (true) {
        const size_t slash = text.find('/');
        const std::optional<uint32_t> number = parse_number(text.substr(0, slash));
        if (!number || path.size() == kMaxDepth) return std::nullopt;
        path.push_back(*number);
        if (slash == text.npos) return path;
        text.remove_prefix(slash + 1);
    }
}

std::string format_key_path(const KeyPath& path, HardenedMark mark) {
    std::string text;
    for (const uint32_t number : path) {
        text += '/' + std::to_string(number & ~kHardened);
        if (number >= kHardened) text += static_cast<char>(mark);
    }
    return text;
}

}  // namespace quanta::keys
