// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace quanta::wire {

/// Networks that addresses belong to, by their BIP155 number; Internal names what has no address.
enum class Network : uint8_t { Ipv4 = 1, Ipv6 = 2, Onion = 4, I2p = 5, Cjdns = 6, Internal = 255 };

/// The word of -onlynet and getnetworkinfo: ipv4, ipv6, onion, i2p, cjdns; internal.
std::string_view network_name(Network network);
std::optional<Network> network_from_name(std::string_view name);

/// An address of one of the networks: a value. The empty one is 0.0.0.0's IPv6 form, ::, and not valid.
class Address {
public:
    /// ::
    Address() = default;
    static Address ipv4(const std::array<uint8_t, 4>& bytes);
    /// IPv4 addresses in IPv6 (::ffff:0:0/96) become IPv4, those of names (fd6b:88c0:8724::/48) Internal.
    static Address ipv6(const std::array<uint8_t, 16>& bytes);
    /// The ed25519 key of a Tor service, version 3.
    static Address onion(const std::array<uint8_t, 32>& key);
    static Address i2p(const std::array<uint8_t, 32>& hash);
    /// Nothing unless in fc00::/8.
    static std::optional<Address> cjdns(const std::array<uint8_t, 16>& bytes);
    /// Stands for a name, such as a DNS seed's: the source of the addresses it gave.
    static Address internal(std::string_view name);
    /// A numeric IP address (IPv6 with or without brackets), `….onion`, `….b32.i2p`, in either case; nothing
    /// for anything else.
    static std::optional<Address> from_text(std::string_view text);

    Network network() const { return m_network; }
    /// 4, 16 or 32 bytes; 10 for Internal.
    base::ByteSpan bytes() const { return {m_bytes.data(), size_of(m_network)}; }
    /// As from_text takes it; IPv6 and CJDNS as RFC 5952 writes it, without brackets. Internal, which
    /// from_text does not take, ends in `.internal`.
    std::string to_text() const;
    /// The 16 bytes of messages before BIP155; nothing for networks that have none there.
    std::optional<std::array<uint8_t, 16>> legacy_bytes() const;

    /// Whether it can be somebody's: not zero, not broadcast, not of IPv6's documentation, not a Tor service
    /// of version 2 in IPv6, not Internal.
    bool is_valid() const;
    /// Whether others can reach it over the Internet or their network: valid and not local, private, of a
    /// link, of documentation, multicast, … (RFC 1918, 2544, 3927, 4193, 4291, 4843, 5737, 5771, 6598, 7343).
    bool is_routable() const;
    /// 127.0.0.0/8, 0.0.0.0/8, ::1.
    bool is_local() const;
    /// A Tor service of version 2 in IPv6 (fd87:d87e:eb43::/48), which nobody can reach any more.
    bool is_onion_v2() const;

    friend auto operator<=>(const Address&, const Address&) = default;
    friend bool operator==(const Address&, const Address&) = default;

private:
    /// Aborts unless `bytes` are as many as `network` takes.
    Address(Network network, base::ByteSpan bytes);
    static size_t size_of(Network network);

    Network m_network = Network::Ipv6;
    std::array<uint8_t, 32> m_bytes{};
};

/// An address and a port.
struct Service {
    Address address;
    uint16_t port = 0;

    /// `1.2.3.4:8333`, `[::1]:8333`, `….onion:8333`.
    std::string to_text() const;
    /// As to_text writes; without a port `default_port`. No names.
    static std::optional<Service> from_text(std::string_view text, uint16_t default_port);
    friend auto operator<=>(const Service&, const Service&) = default;
    friend bool operator==(const Service&, const Service&) = default;
};

/// What a node offers, by bits.
enum ServiceFlag : uint64_t {
    kServiceNone = 0,
    kServiceNetwork = 1 << 0,          ///< all blocks
    kServiceBloom = 1 << 2,            ///< BIP111
    kServiceWitness = 1 << 3,          ///< BIP144
    kServiceCompactFilters = 1 << 6,   ///< BIP157
    kServiceNetworkLimited = 1 << 10,  ///< the last 288 blocks (BIP159)
    kServiceP2pV2 = 1 << 11,           ///< BIP324
};

/// A node somebody has told of.
struct KnownAddress {
    Service service;
    uint64_t services = 0;  ///< ServiceFlag
    int64_t time_s = 0;     ///< when it was last seen
    friend bool operator==(const KnownAddress&, const KnownAddress&) = default;
};

}  // namespace quanta::wire
