// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/subnet.h"

#include <fmt/core.h>

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"
#include "base/check.h"

namespace quanta::addresses {

namespace {

using wire::Address;
using wire::Network;

/// Longest text that can be a subnet: a scoped IPv6 address with a netmask of the same length is far shorter.
constexpr size_t kMaxTextSize = 256;

bool has_bits(Network network) {
    return network == Network::Ipv4 || network == Network::Ipv6;
}

int size_bits(const Address& address) {
    return static_cast<int>(address.bytes().size()) * 8;
}

/// The byte of a mask of `bits` bits that stands at `index`.
uint8_t mask_byte(int bits, size_t index) {
    const int here = bits - static_cast<int>(index) * 8;
    if (here >= 8) return 0xff;
    if (here <= 0) return 0;
    return static_cast<uint8_t>(0xff << (8 - here));
}

/// `address` with only its first `bits` bits. IPv6 prefixes below ::ffff:0:0/96 stay IPv6, as what is left of
/// an IPv6 address that is not IPv4 cannot become IPv4 by clearing bits beyond the 96th.
Address cleared(const Address& address, int bits) {
    std::array<uint8_t, 16> bytes{};
    const base::ByteSpan from = address.bytes();
    for (size_t i = 0; i < from.size(); ++i)
        bytes[i] = from[i] & mask_byte(bits, i);
    if (address.network() == Network::Ipv6) return Address::ipv6(bytes);
    return Address::ipv4({bytes[0], bytes[1], bytes[2], bytes[3]});
}

/// Bits of a netmask; nothing when ones follow a zero.
std::optional<int> netmask_bits(base::ByteSpan mask) {
    int bits = 0;
    while (bits < static_cast<int>(mask.size()) * 8 && (mask[bits / 8] >> (7 - bits % 8) & 1))
        ++bits;
    for (size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] != mask_byte(bits, i)) return std::nullopt;
    }
    return bits;
}

/// What stands behind the slash: a number of at most three digits, or a netmask of the address's network.
std::optional<int> mask_from_text(std::string_view text, const Address& address) {
    int bits = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    const bool number = error == std::errc() && end == text.data() + text.size() && text.front() != '-';
    if (number) {
        if (text.size() > 3 || bits > size_bits(address)) return std::nullopt;
        return bits;
    }
    const std::optional<Address> mask = Address::from_text(text);
    if (!mask || mask->network() != address.network()) return std::nullopt;
    return netmask_bits(mask->bytes());
}

}  // namespace

Subnet::Subnet(const Address& address) : m_address(address), m_bits(size_bits(address)) {}

Subnet::Subnet(const Address& address, int bits) : m_address(address), m_bits(bits) {
    CHECK(bits >= 0 && bits <= size_bits(address));
    CHECK(bits == size_bits(address) || has_bits(address.network()));
    if (bits < size_bits(address)) m_address = cleared(address, bits);
}

std::optional<Subnet> Subnet::from_text(std::string_view text) {
    if (text.size() > kMaxTextSize) return std::nullopt;
    const size_t slash = text.find('/');
    const std::optional<Address> address = Address::from_text(text.substr(0, slash));
    if (!address) return std::nullopt;
    if (slash == std::string_view::npos) return Subnet(*address);
    const std::string_view mask = text.substr(slash + 1);
    if (mask.empty() || !has_bits(address->network())) return std::nullopt;
    const std::optional<int> bits = mask_from_text(mask, *address);
    if (!bits) return std::nullopt;
    return Subnet(*address, *bits);
}

bool Subnet::contains(const Address& address) const {
    if (address.network() != m_address.network() || !address.is_valid()) return false;
    if (is_single()) return address == m_address;
    return cleared(address, m_bits) == m_address;
}

bool Subnet::is_single() const {
    return m_bits == size_bits(m_address);
}

std::string Subnet::to_text() const {
    if (!has_bits(m_address.network())) return m_address.to_text();
    return fmt::format("{}/{}", m_address.to_text(), m_bits);
}

}  // namespace quanta::addresses
