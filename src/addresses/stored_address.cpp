// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/stored_address.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>

#include "base/bytes.h"

namespace quanta::addresses {

namespace {

using base::Err;
using codec::DecodeError;
using wire::Address;
using wire::Network;

/// The number before each address: the version of its writer, marked as that of addresses by BIP155.
constexpr uint32_t kAddressFormat = 220'000 | 1u << 29;
/// The bits of it that tell the writer's version, which does not matter.
constexpr uint32_t kWriterVersionBits = (1u << 19) - 1;

template <size_t N>
std::array<uint8_t, N> to_array(base::ByteSpan bytes) {
    std::array<uint8_t, N> out;
    std::copy_n(bytes.begin(), N, out.begin());
    return out;
}

/// Bytes of an address of the network that BIP155 gives `number`; 0 for those not known here.
size_t size_of(uint8_t number) {
    switch (static_cast<Network>(number)) {
        case Network::Ipv4:
            return 4;
        case Network::Ipv6:
        case Network::Cjdns:
            return 16;
        case Network::Onion:
        case Network::I2p:
            return 32;
        case Network::Internal:
            break;
    }
    return 0;
}

Address make_address(Network network, base::ByteSpan bytes) {
    switch (network) {
        case Network::Ipv4:
            return Address::ipv4(to_array<4>(bytes));
        case Network::Ipv6:
            return Address::ipv6(to_array<16>(bytes));
        case Network::Onion:
            return Address::onion(to_array<32>(bytes));
        case Network::I2p:
            return Address::i2p(to_array<32>(bytes));
        case Network::Cjdns:
            return Address::cjdns(to_array<16>(bytes)).value_or(Address());
        case Network::Internal:
            break;
    }
    return {};
}

}  // namespace

void write_stored_network_address(codec::Writer& writer, const Address& address) {
    if (address.network() != Network::Internal) {
        writer.write(static_cast<uint8_t>(address.network())).write_sized_bytes(address.bytes());
        return;
    }
    const auto as_ipv6 = address.legacy_bytes().value_or(std::array<uint8_t, 16>{});
    writer.write(static_cast<uint8_t>(Network::Ipv6)).write_sized_bytes(as_ipv6);
}

base::Result<Address, DecodeError> read_stored_network_address(codec::Reader& reader) {
    const uint8_t number = TRY(reader.read<uint8_t>());
    const base::ByteSpan bytes = TRY(reader.read_sized_bytes(kMaxStoredAddressBytes));
    const size_t size = size_of(number);
    if (size == 0) return Address();
    if (bytes.size() != size) return Err(DecodeError::BadValue);
    return make_address(static_cast<Network>(number), bytes);
}

void write_stored_address(codec::Writer& writer, const wire::KnownAddress& known) {
    const int64_t time_s = std::clamp<int64_t>(known.time_s, 0, std::numeric_limits<uint32_t>::max());
    writer.write(kAddressFormat).write(static_cast<uint32_t>(time_s)).write_compact_size(known.services);
    write_stored_network_address(writer, known.service.address);
    writer.write(base::byte_swap(known.service.port));
}

base::Result<wire::KnownAddress, DecodeError> read_stored_address(codec::Reader& reader) {
    const uint32_t format = TRY(reader.read<uint32_t>());
    if ((format ^ kAddressFormat) & ~kWriterVersionBits) return Err(DecodeError::BadValue);
    wire::KnownAddress known;
    known.time_s = TRY(reader.read<uint32_t>());
    known.services = TRY(reader.read_compact_size(std::numeric_limits<uint64_t>::max()));
    known.service.address = TRY(read_stored_network_address(reader));
    known.service.port = base::byte_swap(TRY(reader.read<uint16_t>()));
    return known;
}

}  // namespace quanta::addresses
