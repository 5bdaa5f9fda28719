// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/percent.h"

#include <cctype>

#include <fmt/core.h>

#include "base/hex.h"

namespace quanta::rpc {

std::optional<std::string> decode_percent(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        if (text.front() != '%') {
            out += text.front();
            text.remove_prefix(1);
            continue;
        }
        const std::optional<base::Bytes> byte = base::from_hex(text.substr(1, 2));
        if (!byte || byte->size() != 1) return std::nullopt;
        out += static_cast<char>(byte->front());
        text.remove_prefix(3);
    }
    return out;
}

std::string encode_percent(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        const bool plain =
            code < 128 && (std::isalnum(code) || std::string_view("-._~").find(c) != std::string_view::npos);
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", code);
    }
    return out;
}

}  // namespace quanta::rpc
