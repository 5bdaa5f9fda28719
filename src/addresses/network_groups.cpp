// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/network_groups.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "addresses/asmap.h"
#include "base/check.h"
#include "crypto/hash.h"

namespace quanta::addresses {

namespace {

using wire::Address;
using wire::Network;

/// The first byte of a group. The numbers are part of where the addresses of a deployed peers.dat stand.
enum class GroupKind : uint8_t {
    Unroutable = 0,
    Ipv4 = 1,
    Ipv6 = 2,
    Onion = 3,
    I2p = 4,
    Cjdns = 5,
    Internal = 6,
};

using Ipv4Bytes = std::array<uint8_t, 4>;

bool begins_with(base::ByteSpan bytes, std::initializer_list<uint8_t> prefix) {
    return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

/// The IPv4 address that an address of IPv6 stands for.
std::optional<Ipv4Bytes> embedded_ipv4(base::ByteSpan bytes) {
    const auto at = [&](size_t i) { return Ipv4Bytes{bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]}; };
    if (begins_with(bytes, {0x20, 0x02})) return at(2);  // 6to4 (RFC 3964)
    if (begins_with(bytes, {0x20, 0x01, 0, 0})) {        // Teredo (RFC 4380): inverted
        Ipv4Bytes inverted = at(12);
        for (uint8_t& byte : inverted)
            byte = static_cast<uint8_t>(~byte);
        return inverted;
    }
    if (begins_with(bytes, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) return at(12);  // RFC 6052
    if (begins_with(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0})) return at(12);     // RFC 6145
    return std::nullopt;
}

std::optional<Ipv4Bytes> ipv4_of(const Address& address) {
    const base::ByteSpan bytes = address.bytes();
    if (address.network() == Network::Ipv4) return Ipv4Bytes{bytes[0], bytes[1], bytes[2], bytes[3]};
    if (address.network() == Network::Ipv6) return embedded_ipv4(bytes);
    return std::nullopt;
}

/// `kind`, the first `bits` bits of `bytes`, and ones up to the end of the last byte.
base::Bytes group(GroupKind kind, base::ByteSpan bytes, int bits) {
    const size_t whole = static_cast<size_t>(bits) / 8;
    const size_t more = bits % 8 != 0 ? 1 : 0;
    base::Bytes out(1 + whole + more, static_cast<uint8_t>(kind));
    std::copy_n(bytes.begin(), whole + more, out.begin() + 1);
    if (more != 0) out.back() |= static_cast<uint8_t>(0xff >> (bits % 8));
    return out;
}

base::Bytes ipv6_group(base::ByteSpan bytes) {
    // A provider of tunnels: its customers have /36 each.
    const bool tunnels = begins_with(bytes, {0x20, 0x01, 0x04, 0x70});
    return group(GroupKind::Ipv6, bytes, tunnels ? 36 : 32);
}

base::Bytes group_by_prefix(const Address& address) {
    if (address.network() == Network::Internal) return group(GroupKind::Internal, address.bytes(), 80);
    if (!address.is_routable()) return {static_cast<uint8_t>(GroupKind::Unroutable)};
    if (const std::optional<Ipv4Bytes> ipv4 = ipv4_of(address)) return group(GroupKind::Ipv4, *ipv4, 16);
    switch (address.network()) {
        case Network::Ipv6:
            return ipv6_group(address.bytes());
        case Network::Onion:
            return group(GroupKind::Onion, address.bytes(), 4);
        case Network::I2p:
            return group(GroupKind::I2p, address.bytes(), 4);
        // The first byte is the same in all.
        case Network::Cjdns:
            return group(GroupKind::Cjdns, address.bytes(), 12);
        case Network::Ipv4:
        case Network::Internal:
            break;
    }
    CHECK(false);
}

/// What the map is asked for; nothing for addresses that no autonomous system has.
std::optional<std::array<uint8_t, 16>> map_key(const Address& address) {
    if (!address.is_routable()) return std::nullopt;
    std::array<uint8_t, 16> key{};
    if (const std::optional<Ipv4Bytes> ipv4 = ipv4_of(address)) {
        key[10] = key[11] = 0xff;
        std::copy(ipv4->begin(), ipv4->end(), key.begin() + 12);
        return key;
    }
    if (address.network() != Network::Ipv6) return std::nullopt;
    const base::ByteSpan bytes = address.bytes();
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return key;
}

}  // namespace

base::Result<NetworkGroups, std::string> NetworkGroups::with_map(base::Bytes asmap) {
    TRY(check_asmap(asmap));
    NetworkGroups groups;
    groups.m_asmap = std::move(asmap);
    return groups;
}

base::Bytes NetworkGroups::group_of(const Address& address) const {
    const uint32_t system = mapped_as(address);
    if (system == 0) return group_by_prefix(address);
    // IPv4 and IPv6 of one autonomous system are one group.
    std::array<uint8_t, 4> bytes;
    base::write_le(bytes.data(), system);
    return group(GroupKind::Ipv6, bytes, 32);
}

uint32_t NetworkGroups::mapped_as(const Address& address) const {
    if (m_asmap.empty()) return 0;
    const auto key = map_key(address);
    return key ? asmap_lookup(m_asmap, *key) : 0;
}

std::array<uint8_t, 32> NetworkGroups::map_version() const {
    if (m_asmap.empty()) return {};
    return crypto::sha256d(m_asmap);
}

}  // namespace quanta::addresses
