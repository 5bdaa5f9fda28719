// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/v2_contents.h"

#include <algorithm>
#include <span>

#include "base/check.h"

namespace quanta::wire {
namespace {

/// The types by number; empty where there is none.
constexpr std::array<std::string_view, 38> kNumbered = {
    "",
    "addr",
    "block",
    "blocktxn",
    "cmpctblock",
    "feefilter",
    "filteradd",
    "filterclear",
    "filterload",
    "getblocks",
    "getblocktxn",
    "getdata",
    "getheaders",
    "headers",
    "inv",
    "mempool",
    "merkleblock",
    "notfound",
    "ping",
    "pong",
    "sendcmpct",
    "tx",
    "getcfilters",
    "cfilter",
    "getcfheaders",
    "cfheaders",
    "getcfcheckpt",
    "cfcheckpt",
    "addrv2",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "feature",
};

bool is_printable(uint8_t byte) {
    return byte >= 0x20 && byte <= 0x7e;
}

}  // namespace

TypePrefix::TypePrefix(std::string_view type) {
    CHECK(!type.empty() && type.size() < kLongTypeSize);
    const auto found = std::ranges::find(kNumbered, type);
    if (found != kNumbered.end()) {
        m_bytes[0] = static_cast<uint8_t>(found - kNumbered.begin());
        return;
    }
    std::ranges::copy(type, m_bytes.begin() + 1);
    m_size = kLongTypeSize;
}

std::optional<TypeRead> read_type(base::ByteSpan contents) {
    if (contents.empty()) return std::nullopt;
    const uint8_t number = contents[0];
    if (number != 0) {
        if (number >= kNumbered.size() || kNumbered[number].empty()) return std::nullopt;
        return TypeRead{std::string(kNumbered[number]), 1};
    }
    if (contents.size() < kLongTypeSize) return std::nullopt;
    const std::string_view field = base::as_text(contents.subspan(1, kLongTypeSize - 1));
    const std::string_view type = field.substr(0, field.find('\0'));
    const bool is_padded = std::ranges::all_of(field.substr(type.size()), [](char c) { return c == '\0'; });
    if (type.empty() || !is_padded || !std::ranges::all_of(type, is_printable)) return std::nullopt;
    return TypeRead{std::string(type), kLongTypeSize};
}

}  // namespace quanta::wire
