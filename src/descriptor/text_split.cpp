// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/text_split.h"

#include <cstddef>

namespace quanta::descriptor {

std::optional<std::string_view> argument_of(std::string_view text, std::string_view name) {
    if (!take_token(text, name) || !take_token(text, "(") || !text.ends_with(')')) return std::nullopt;
    text.remove_suffix(1);
    return text;
}

std::string_view take_argument(std::string_view& text) {
    size_t open = 0;
    size_t at = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        const bool closes = c == ')' || c == '}';
        if (open == 0 && (closes || c == ',')) break;
        if (c == '(' || c == '{') ++open;
        if (closes) --open;
    }
    const std::string_view argument = text.substr(0, at);
    text.remove_prefix(at);
    return argument;
}

bool take_token(std::string_view& text, std::string_view token) {
    if (!text.starts_with(token)) return false;
    text.remove_prefix(token.size());
    return true;
}

}  // namespace quanta::descriptor
