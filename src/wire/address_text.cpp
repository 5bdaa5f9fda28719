// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Addresses and services as people write them.

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/check.h"
#include "crypto/sha3.h"
#include "wire/address.h"
#include "wire/base32.h"

namespace quanta::wire {
namespace {

constexpr std::string_view kOnionEnd = ".onion";
constexpr std::string_view kI2pEnd = ".b32.i2p";
constexpr std::string_view kInternalEnd = ".internal";

/// What follows the key in the name of a Tor service (rend-spec-v3, "Encoding onion addresses").
constexpr uint8_t kOnionVersion = 3;
constexpr std::string_view kOnionChecksumTag = ".onion checksum";
constexpr size_t kOnionChecksumSize = 2;
/// Characters before the end of a name: 35 and 32 bytes.
constexpr size_t kOnionDigits = 56;
constexpr size_t kI2pDigits = 52;

constexpr size_t kIpv6Words = 8;
/// No text of an address is longer than a Tor service's.
constexpr size_t kMaxText = kOnionDigits + kOnionEnd.size();

using Key = std::array<uint8_t, 32>;
using Words = std::array<uint16_t, kIpv6Words>;

/// A number of `digits` decimal digits at most, without leading zeros, up to `limit`.
std::optional<uint16_t> parse_decimal(std::string_view text, size_t digits, unsigned limit) {
    if (text.empty() || text.size() > digits || (text[0] == '0' && text.size() > 1)) return std::nullopt;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value > limit) return std::nullopt;
    return static_cast<uint16_t>(value);
}

std::optional<std::array<uint8_t, 4>> parse_ipv4(std::string_view text) {
    std::array<uint8_t, 4> bytes{};
    for (size_t i = 0; i < bytes.size(); ++i) {
        const bool is_last = i + 1 == bytes.size();
        const size_t end = is_last ? text.size() : text.find('.');
        if (end == text.npos) return std::nullopt;
        const std::optional<uint16_t> value = parse_decimal(text.substr(0, end), 3, 255);
        if (!value) return std::nullopt;
        bytes[i] = static_cast<uint8_t>(*value);
        if (!is_last) text.remove_prefix(end + 1);
    }
    return bytes;
}

/// Words of an IPv6 address on one side of its `::`.
struct WordList {
    Words words{};
    size_t size = 0;

    bool add(uint16_t word) {
        if (size == words.size()) return false;
        words[size++] = word;
        return true;
    }
    bool add_text(std::string_view text) {
        constexpr size_t kMaxDigits = 4;
        if (text.empty() || text.size() > kMaxDigits) return false;
        uint16_t word = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), word, 16);
        return error == std::errc() && end == text.data() + text.size() && add(word);
    }
    bool add_ipv4(std::string_view text) {
        const auto bytes = parse_ipv4(text);
        if (!bytes) return false;
        return add(base::read_be<uint16_t>(bytes->data())) && add(base::read_be<uint16_t>(bytes->data() + 2));
    }
    /// Words between colons, in the last place of an address maybe an IPv4 address.
    bool parse(std::string_view text, bool may_end_in_ipv4) {
        if (text.empty()) return true;
        for (size_t colon = text.find(':'); colon != text.npos; colon = text.find(':')) {
            if (!add_text(text.substr(0, colon))) return false;
            text.remove_prefix(colon + 1);
        }
        if (may_end_in_ipv4 && text.find('.') != text.npos) return add_ipv4(text);
        return add_text(text);
    }
};

std::optional<std::array<uint8_t, 16>> parse_ipv6(std::string_view text) {
    constexpr std::string_view kGap = "::";
    const size_t gap = text.find(kGap);
    WordList before;
    WordList after;
    if (!before.parse(text.substr(0, gap), gap == text.npos)) return std::nullopt;
    if (gap == text.npos) {
        if (before.size != kIpv6Words) return std::nullopt;
    } else {
        if (!after.parse(text.substr(gap + kGap.size()), true)) return std::nullopt;
        if (before.size + after.size >= kIpv6Words) return std::nullopt;
    }
    Words words = before.words;
    std::copy_n(after.words.begin(), after.size, words.end() - static_cast<ptrdiff_t>(after.size));
    std::array<uint8_t, 16> bytes;
    for (size_t i = 0; i < words.size(); ++i)
        base::write_be(bytes.data() + 2 * i, words[i]);
    return bytes;
}

std::array<uint8_t, kOnionChecksumSize> onion_checksum(base::ByteSpan key) {
    const base::ByteSpan tag = base::as_bytes(kOnionChecksumTag);
    base::Bytes message(tag.begin(), tag.end());
    message.insert(message.end(), key.begin(), key.end());
    message.push_back(kOnionVersion);
    const crypto::Digest256 digest = crypto::sha3_256(message);
    return {digest[0], digest[1]};
}

std::optional<Address> parse_onion(std::string_view digits) {
    if (digits.size() != kOnionDigits) return std::nullopt;
    const std::optional<base::Bytes> bytes = from_base32(digits);
    if (!bytes || bytes->back() != kOnionVersion) return std::nullopt;
    Key key;
    std::copy_n(bytes->begin(), key.size(), key.begin());
    const auto checksum = onion_checksum(key);
    if (!std::equal(checksum.begin(), checksum.end(), bytes->begin() + key.size())) return std::nullopt;
    return Address::onion(key);
}

std::optional<Address> parse_i2p(std::string_view digits) {
    if (digits.size() != kI2pDigits) return std::nullopt;
    const std::optional<base::Bytes> bytes = from_base32(digits);
    if (!bytes) return std::nullopt;
    Key hash;
    std::copy_n(bytes->begin(), hash.size(), hash.begin());
    return Address::i2p(hash);
}

std::string onion_text(base::ByteSpan key) {
    base::Bytes bytes(key.begin(), key.end());
    const auto checksum = onion_checksum(key);
    bytes.insert(bytes.end(), checksum.begin(), checksum.end());
    bytes.push_back(kOnionVersion);
    return to_base32(bytes).append(kOnionEnd);
}

std::string ipv4_text(base::ByteSpan bytes) {
    std::string text;
    for (uint8_t byte : bytes) {
        if (!text.empty()) text.push_back('.');
        text.append(std::to_string(byte));
    }
    return text;
}

/// Where zero words stand together: what `::` replaces.
struct ZeroRun {
    size_t start = kIpv6Words;
    size_t size = 0;
    size_t end() const { return start + size; }
};

/// The first of the longest runs of two or more (RFC 5952, 4.2).
ZeroRun longest_zero_run(const Words& words) {
    ZeroRun best{kIpv6Words, 1};
    for (size_t start = 0; start < words.size(); ++start) {
        size_t size = 0;
        while (start + size < words.size() && words[start + size] == 0)
            ++size;
        if (size > best.size) best = {start, size};
    }
    return best;
}

std::string ipv6_text(base::ByteSpan bytes) {
    Words words;
    for (size_t i = 0; i < words.size(); ++i)
        words[i] = base::read_be<uint16_t>(bytes.data() + 2 * i);
    const ZeroRun gap = longest_zero_run(words);
    std::string text;
    for (size_t i = 0; i < words.size(); ++i) {
        if (i == gap.start) {
            text.append("::");
            i = gap.end() - 1;
            continue;
        }
        if (i > 0 && i != gap.end()) text.push_back(':');
        char digits[4];
        const auto end = std::to_chars(std::begin(digits), std::end(digits), words[i], 16).ptr;
        text.append(digits, end);
    }
    return text;
}

bool is_in_brackets(std::string_view text) {
    return text.size() >= 2 && text.front() == '[' && text.back() == ']';
}

}  // namespace

std::optional<Address> Address::from_text(std::string_view text) {
    if (text.size() > kMaxText) return std::nullopt;
    std::string lower(text);
    for (char& character : lower) {
        if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
    }
    std::string_view rest = lower;
    if (rest.ends_with(kOnionEnd)) return parse_onion(rest.substr(0, rest.size() - kOnionEnd.size()));
    if (rest.ends_with(kI2pEnd)) return parse_i2p(rest.substr(0, rest.size() - kI2pEnd.size()));
    if (rest.find(':') == rest.npos) {
        const auto bytes = parse_ipv4(rest);
        return bytes ? std::optional(ipv4(*bytes)) : std::nullopt;
    }
    if (is_in_brackets(rest)) rest = rest.substr(1, rest.size() - 2);
    const auto bytes = parse_ipv6(rest);
    return bytes ? std::optional(ipv6(*bytes)) : std::nullopt;
}

std::string Address::to_text() const {
    switch (m_network) {
        case Network::Ipv4:
            return ipv4_text(bytes());
        case Network::Ipv6:
            return ipv6_text(bytes());
        case Network::Cjdns:
            return ipv6_text(bytes());
        case Network::Onion:
            return onion_text(bytes());
        case Network::I2p:
            return to_base32(bytes()).append(kI2pEnd);
        case Network::Internal:
            return to_base32(bytes()).append(kInternalEnd);
    }
    CHECK(false);
}

std::string Service::to_text() const {
    const bool brackets = address.network() == Network::Ipv6 || address.network() == Network::Cjdns;
    std::string text = brackets ? "[" + address.to_text() + "]" : address.to_text();
    return text.append(":").append(std::to_string(port));
}

std::optional<Service> Service::from_text(std::string_view text, uint16_t default_port) {
    std::string_view host = text;
    uint16_t port = default_port;
    const size_t colon = text.rfind(':');
    // Without brackets, more than one colon is an IPv6 address alone.
    const bool has_port =
        colon != text.npos && (text.find(':') == colon || is_in_brackets(text.substr(0, colon)));
    if (has_port) {
        const std::optional<uint16_t> given = parse_decimal(text.substr(colon + 1), 5, 65535);
        if (!given) return std::nullopt;
        port = *given;
        host = text.substr(0, colon);
    }
    const std::optional<Address> address = Address::from_text(host);
    if (!address) return std::nullopt;
    return Service{*address, port};
}

}  // namespace quanta::wire
