// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/allow_list.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <system_error>

namespace quanta::http {

namespace {

constexpr int kBits = 128;
/// Bits before the IPv4 part of ::ffff:a.b.c.d.
constexpr int kV4Offset = 96;

bool is_v4(std::string_view text) { return text.find(':') == std::string_view::npos; }

AddressBytes mask_of(int prefix_bits) {
    AddressBytes mask{};
    for (int bit = 0; bit < prefix_bits; ++bit) {
        mask[static_cast<size_t>(bit / 8)] |= static_cast<uint8_t>(0x80 >> bit % 8);
    }
    return mask;
}

/// Ones, then zeros.
bool is_mask(const AddressBytes& mask) {
    for (int bits = 0; bits <= kBits; ++bits) {
        if (mask == mask_of(bits)) return true;
    }
    return false;
}

std::optional<AddressBytes> parse_mask(std::string_view text, bool v4) {
    int bits = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    if (error == std::errc() && end == text.data() + text.size()) {
        const int limit = v4 ? kBits - kV4Offset : kBits;
        if (bits < 0 || bits > limit || text.front() == '-') return std::nullopt;
        return mask_of(v4 ? bits + kV4Offset : bits);
    }
    std::optional<AddressBytes> mask = parse_address(text);
    if (!mask || is_v4(text) != v4) return std::nullopt;
    if (v4) std::fill(mask->begin(), mask->begin() + kV4Offset / 8, uint8_t{0xff});
    if (!is_mask(*mask)) return std::nullopt;
    return mask;
}

}  // namespace

std::optional<AddressBytes> parse_address(std::string_view text) {
    const std::string plain(text.substr(0, text.find('%')));
    AddressBytes bytes{};
    if (!is_v4(plain)) {
        if (inet_pton(AF_INET6, plain.c_str(), bytes.data()) != 1) return std::nullopt;
        return bytes;
    }
    bytes[10] = bytes[11] = 0xff;
    if (plain != text || inet_pton(AF_INET, plain.c_str(), bytes.data() + kV4Offset / 8) != 1)
        return std::nullopt;
    return bytes;
}

std::optional<AllowList::Subnet> AllowList::parse(std::string_view text) {
    const size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    const std::optional<AddressBytes> network = parse_address(address);
    if (!network) return std::nullopt;
    if (slash == std::string_view::npos) return Subnet{*network, mask_of(kBits)};
    const std::optional<AddressBytes> mask = parse_mask(text.substr(slash + 1), is_v4(address));
    if (!mask) return std::nullopt;
    Subnet subnet{*network, *mask};
    for (size_t i = 0; i < subnet.network.size(); ++i) subnet.network[i] &= subnet.mask[i];
    return subnet;
}

base::Result<void, std::string> AllowList::add(std::string_view text, std::string_view option) {
    const std::optional<Subnet> subnet = parse(text);
    if (!subnet) {
        return base::Err("Invalid " + std::string(option) + " subnet specification: " + std::string(text) +
                         ". Give an address, a network with a netmask (1.2.3.0/255.255.255.0) or one with a "
                         "prefix length (1.2.3.0/24).");
    }
    m_subnets.push_back(*subnet);
    return {};
}

bool AllowList::allows(std::string_view text) const {
    const std::optional<AddressBytes> address = parse_address(text);
    if (!address) return false;
    const auto inside = [&](const Subnet& subnet) {
        for (size_t i = 0; i < address->size(); ++i) {
            if (((*address)[i] & subnet.mask[i]) != subnet.network[i]) return false;
        }
        return true;
    };
    static const Subnet kThisMachine[] = {*parse("127.0.0.0/8"), *parse("::1")};
    return std::any_of(std::begin(kThisMachine), std::end(kThisMachine), inside) ||
           std::any_of(m_subnets.begin(), m_subnets.end(), inside);
}

}  // namespace quanta::http
