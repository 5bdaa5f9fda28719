// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "wire/address.h"

namespace quanta::addresses {

/// Addresses with a common beginning: IPv4 and IPv6 with a number of bits, others one address each. A value.
class Subnet {
public:
    explicit Subnet(const wire::Address& address);
    Subnet(const wire::Address& address, int bits);
    /// `address`, `address/bits`, `address/netmask`; nothing for anything else. Bits beyond the mask become
    /// 0.
    static std::optional<Subnet> from_text(std::string_view text);

    bool contains(const wire::Address& address) const;
    bool is_single() const;
    /// As listbanned shows it: always with `/bits` for IP.
    std::string to_text() const;
    friend auto operator<=>(const Subnet&, const Subnet&) = default;
    friend bool operator==(const Subnet&, const Subnet&) = default;

private:
    wire::Address m_address;
    int m_bits = 0;
};

}  // namespace quanta::addresses
