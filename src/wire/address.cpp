// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/address.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>

#include "base/check.h"
#include "crypto/hash.h"

namespace quanta::wire {
namespace {

constexpr size_t kIpv4Size = 4;
constexpr size_t kIpv6Size = 16;
constexpr size_t kKeySize = 32;
constexpr size_t kInternalSize = 10;

/// Leading bits that addresses have in common.
struct Prefix {
    std::array<uint8_t, 12> bytes;
    size_t bits;
};

/// IPv4 in IPv6 (RFC 4291, 2.5.5.2), and what stands for names: one of the local prefixes of RFC 4193.
constexpr Prefix kMappedIpv4 = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
constexpr Prefix kInternal = {{0xfd, 0x6b, 0x88, 0xc0, 0x87, 0x24}, 48};
/// Tor services of the second version, which are no more.
constexpr Prefix kOnionV2 = {{0xfd, 0x87, 0xd8, 0x7e, 0xeb, 0x43}, 48};
constexpr Prefix kCjdns = {{0xfc}, 8};
constexpr Prefix kIpv6Documentation = {{0x20, 0x01, 0x0d, 0xb8}, 32};  // RFC 3849

constexpr Prefix kIpv4Local[] = {{{0}, 8}, {{127}, 8}};
constexpr Prefix kIpv4Unroutable[] = {
    {{10}, 8},             // private (RFC 1918)
    {{100, 64}, 10},       // shared by the customers of a provider (RFC 6598)
    {{169, 254}, 16},      // link local (RFC 3927)
    {{172, 16}, 12},       // private
    {{192, 0, 2}, 24},     // documentation (RFC 5737)
    {{192, 168}, 16},      // private
    {{198, 18}, 15},       // benchmarks (RFC 2544)
    {{198, 51, 100}, 24},  // documentation
    {{203, 0, 113}, 24},   // documentation
    {{224}, 4},            // multicast (RFC 5771)
};
constexpr Prefix kIpv6Unroutable[] = {
    {{0x20, 0x01, 0x00, 0x10}, 28},  // ORCHID (RFC 4843)
    {{0x20, 0x01, 0x00, 0x20}, 28},  // ORCHID, version 2 (RFC 7343)
    {{0xfc}, 7},                     // unique local (RFC 4193)
    {{0xfe, 0x80}, 10},              // link local (RFC 4291)
    {{0xff}, 8},                     // multicast
};

bool has_prefix(base::ByteSpan address, const Prefix& prefix) {
    constexpr size_t kByteBits = 8;
    const size_t whole = prefix.bits / kByteBits;
    if (std::memcmp(address.data(), prefix.bytes.data(), whole) != 0) return false;
    const size_t rest = prefix.bits % kByteBits;
    return rest == 0 || (address[whole] >> (kByteBits - rest)) == (prefix.bytes[whole] >> (kByteBits - rest));
}

template <size_t n>
bool has_one_of(base::ByteSpan address, const Prefix (&prefixes)[n]) {
    return std::any_of(std::begin(prefixes), std::end(prefixes),
                       [&](const Prefix& prefix) { return has_prefix(address, prefix); });
}

bool all_are(base::ByteSpan bytes, uint8_t value) {
    return std::all_of(bytes.begin(), bytes.end(), [&](uint8_t byte) { return byte == value; });
}

struct NamedNetwork {
    Network network;
    std::string_view name;
};
constexpr NamedNetwork kNetworks[] = {
    {Network::Ipv4, "ipv4"}, {Network::Ipv6, "ipv6"},   {Network::Onion, "onion"},
    {Network::I2p, "i2p"},   {Network::Cjdns, "cjdns"}, {Network::Internal, "internal"},
};

}  // namespace

std::string_view network_name(Network network) {
    for (const NamedNetwork& named : kNetworks) {
        if (named.network == network) return named.name;
    }
    CHECK(false);
}

std::optional<Network> network_from_name(std::string_view name) {
    for (const NamedNetwork& named : kNetworks) {
        if (named.name == name) return named.network;
    }
    return std::nullopt;
}

size_t Address::size_of(Network network) {
    switch (network) {
        case Network::Ipv4:
            return kIpv4Size;
        case Network::Ipv6:
            return kIpv6Size;
        case Network::Onion:
            return kKeySize;
        case Network::I2p:
            return kKeySize;
        case Network::Cjdns:
            return kIpv6Size;
        case Network::Internal:
            return kInternalSize;
    }
    CHECK(false);
}

Address::Address(Network network, base::ByteSpan bytes) : m_network(network) {
    CHECK(bytes.size() == size_of(network));
    std::copy(bytes.begin(), bytes.end(), m_bytes.begin());
}

Address Address::ipv4(const std::array<uint8_t, 4>& bytes) {
    return Address(Network::Ipv4, bytes);
}

Address Address::ipv6(const std::array<uint8_t, 16>& bytes) {
    const base::ByteSpan span = bytes;
    if (has_prefix(span, kMappedIpv4)) return Address(Network::Ipv4, span.last(kIpv4Size));
    if (has_prefix(span, kInternal)) return Address(Network::Internal, span.last(kInternalSize));
    return Address(Network::Ipv6, span);
}

Address Address::onion(const std::array<uint8_t, 32>& key) {
    return Address(Network::Onion, key);
}

Address Address::i2p(const std::array<uint8_t, 32>& hash) {
    return Address(Network::I2p, hash);
}

std::optional<Address> Address::cjdns(const std::array<uint8_t, 16>& bytes) {
    if (!has_prefix(bytes, kCjdns)) return std::nullopt;
    return Address(Network::Cjdns, bytes);
}

Address Address::internal(std::string_view name) {
    const crypto::Digest256 digest = crypto::sha256(base::as_bytes(name));
    return Address(Network::Internal, base::ByteSpan(digest).first(kInternalSize));
}

std::optional<std::array<uint8_t, 16>> Address::legacy_bytes() const {
    std::array<uint8_t, kIpv6Size> out{};
    switch (m_network) {
        case Network::Ipv6:
            break;
        case Network::Ipv4:
            std::copy_n(kMappedIpv4.bytes.begin(), kIpv6Size - kIpv4Size, out.begin());
            break;
        case Network::Internal:
            std::copy_n(kInternal.bytes.begin(), kIpv6Size - kInternalSize, out.begin());
            break;
        case Network::Onion:
            return std::nullopt;
        case Network::I2p:
            return std::nullopt;
        case Network::Cjdns:
            return std::nullopt;
    }
    const base::ByteSpan own = bytes();
    std::copy(own.begin(), own.end(), out.end() - static_cast<ptrdiff_t>(own.size()));
    return out;
}

bool Address::is_valid() const {
    switch (m_network) {
        case Network::Ipv4:
            return !all_are(bytes(), 0) && !all_are(bytes(), 0xff);
        case Network::Ipv6:
            return !all_are(bytes(), 0) && !has_prefix(bytes(), kIpv6Documentation) && !is_onion_v2();
        case Network::Onion:
            return true;
        case Network::I2p:
            return true;
        case Network::Cjdns:
            return true;
        case Network::Internal:
            return false;
    }
    CHECK(false);
}

bool Address::is_local() const {
    if (m_network == Network::Ipv4) return has_one_of(bytes(), kIpv4Local);
    return m_network == Network::Ipv6 && all_are(bytes().first(kIpv6Size - 1), 0) && bytes().back() == 1;
}

bool Address::is_onion_v2() const {
    return m_network == Network::Ipv6 && has_prefix(bytes(), kOnionV2);
}

bool Address::is_routable() const {
    if (!is_valid() || is_local()) return false;
    if (m_network == Network::Ipv4) return !has_one_of(bytes(), kIpv4Unroutable);
    return m_network != Network::Ipv6 || !has_one_of(bytes(), kIpv6Unroutable);
}

}  // namespace quanta::wire
