// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// addr, and addrv2 of BIP155.

#include <algorithm>
#include <array>
#include <optional>

#include "base/check.h"
#include "wire/payload.h"

namespace quanta::wire::payload {

using base::Err;
using codec::DecodeError;
using codec::Reader;
using codec::Writer;

namespace {

/// The longest address of any network, those not invented yet among them (BIP155), bytes.
constexpr size_t kMaxAddressSize = 512;
/// The number and size of Tor's second version, which nobody can be reached at any more.
constexpr uint8_t kOnionV2 = 3;
constexpr size_t kOnionV2Size = 10;

using Result = base::Result<std::optional<Address>, DecodeError>;

/// Ports are the one number in the byte order of IP.
base::Result<uint16_t, DecodeError> read_port(Reader& reader) {
    return base::byte_swap(TRY(reader.read<uint16_t>()));
}

void write_port(Writer& writer, uint16_t port) {
    writer.write(base::byte_swap(port));
}

template <size_t n>
base::Result<std::array<uint8_t, n>, DecodeError> exactly(base::ByteSpan bytes) {
    if (bytes.size() != n) return Err(DecodeError::BadValue);
    std::array<uint8_t, n> out;
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

/// IPv6 that is what it says: not one of the other networks in IPv6's clothes.
std::optional<Address> plain_ipv6(const std::array<uint8_t, 16>& bytes) {
    const Address address = Address::ipv6(bytes);
    if (address.network() != Network::Ipv6 || address.is_onion_v2()) return std::nullopt;
    return address;
}

/// The address of `network` with `bytes`; none for networks that are not known. BadValue for a known one with
/// bytes of another size.
Result address_of(uint8_t network, base::ByteSpan bytes) {
    switch (network) {
        case static_cast<uint8_t>(Network::Ipv4):
            return std::optional(Address::ipv4(TRY(exactly<4>(bytes))));
        case static_cast<uint8_t>(Network::Ipv6):
            return plain_ipv6(TRY(exactly<16>(bytes)));
        case static_cast<uint8_t>(Network::Onion):
            return std::optional(Address::onion(TRY(exactly<32>(bytes))));
        case static_cast<uint8_t>(Network::I2p):
            return std::optional(Address::i2p(TRY(exactly<32>(bytes))));
        case static_cast<uint8_t>(Network::Cjdns):
            return Address::cjdns(TRY(exactly<16>(bytes)));
        case kOnionV2:
            TRY(exactly<kOnionV2Size>(bytes));
            return std::optional<Address>();
        default:
            return std::optional<Address>();
    }
}

}  // namespace

base::Result<Service, DecodeError> read_service(Reader& reader) {
    std::array<uint8_t, 16> bytes;
    TRY(reader.read_into(bytes));
    return Service{Address::ipv6(bytes), TRY(read_port(reader))};
}

void write_service(Writer& writer, const Service& service) {
    writer.write_bytes(service.address.legacy_bytes().value_or(std::array<uint8_t, 16>{}));
    write_port(writer, service.port);
}

Read<Addresses> read(Reader& reader, Want<Addresses>) {
    const size_t count = TRY(read_count(reader, kMaxAddresses));
    Addresses message;
    for (size_t i = 0; i < count; ++i) {
        KnownAddress entry;
        entry.time_s = TRY(reader.read<uint32_t>());
        entry.services = TRY(reader.read<uint64_t>());
        entry.service = TRY(read_service(reader));
        message.entries.push_back(entry);
    }
    return message;
}

void write(Writer& writer, const Addresses& message) {
    CHECK(message.entries.size() <= kMaxAddresses);
    writer.write_compact_size(message.entries.size());
    for (const KnownAddress& entry : message.entries) {
        writer.write(static_cast<uint32_t>(entry.time_s)).write(entry.services);
        write_service(writer, entry.service);
    }
}

Read<AddressesV2> read(Reader& reader, Want<AddressesV2>) {
    const size_t count = TRY(read_count(reader, kMaxAddresses));
    AddressesV2 message;
    for (size_t i = 0; i < count; ++i) {
        KnownAddress entry;
        entry.time_s = TRY(reader.read<uint32_t>());
        entry.services = TRY(reader.read_compact_size(UINT64_MAX));
        const uint8_t network = TRY(reader.read<uint8_t>());
        const base::ByteSpan bytes = TRY(reader.read_sized_bytes(kMaxAddressSize));
        const std::optional<Address> address = TRY(address_of(network, bytes));
        entry.service.port = TRY(read_port(reader));
        if (!address) continue;
        entry.service.address = *address;
        message.entries.push_back(entry);
    }
    return message;
}

void write(Writer& writer, const AddressesV2& message) {
    CHECK(message.entries.size() <= kMaxAddresses);
    writer.write_compact_size(message.entries.size());
    for (const KnownAddress& entry : message.entries) {
        const Address& address = entry.service.address;
        CHECK(address.network() != Network::Internal);
        writer.write(static_cast<uint32_t>(entry.time_s)).write_compact_size(entry.services);
        writer.write(static_cast<uint8_t>(address.network())).write_sized_bytes(address.bytes());
        write_port(writer, entry.service.port);
    }
}

}  // namespace quanta::wire::payload
