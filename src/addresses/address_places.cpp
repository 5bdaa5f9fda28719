// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/address_places.h"

#include <algorithm>
#include <array>
#include <concepts>

#include "base/bytes.h"
#include "crypto/hash.h"

namespace quanta::addresses {

namespace {

/// A number that nobody without the key can foretell: the first 64 bits of a hash of the key and some fields.
class KeyedNumber {
public:
    explicit KeyedNumber(const AddressPlaces::Key& key) { m_hash.write(key); }
    /// A field of up to 252 bytes.
    KeyedNumber& add(base::ByteSpan field) {
        add_number(static_cast<uint8_t>(field.size()));
        m_hash.write(field);
        return *this;
    }
    template <std::unsigned_integral T>
    KeyedNumber& add_number(T value) {
        std::array<uint8_t, sizeof(T)> bytes;
        base::write_le(bytes.data(), value);
        m_hash.write(bytes);
        return *this;
    }
    uint64_t modulo(uint64_t bound) { return base::read_le<uint64_t>(m_hash.finalize().data()) % bound; }

private:
    crypto::Sha256d m_hash;
};

/// The bytes of an address, IPv4 as ::ffff:a.b.c.d, and its port, highest byte first.
base::Bytes service_bytes(const wire::Service& service) {
    const auto legacy = service.address.legacy_bytes();
    const base::ByteSpan address = legacy ? base::ByteSpan(*legacy) : service.address.bytes();
    base::Bytes bytes(address.size() + sizeof(uint16_t));
    std::copy(address.begin(), address.end(), bytes.begin());
    base::write_be(bytes.data() + address.size(), service.port);
    return bytes;
}

}  // namespace

Place AddressPlaces::in_new(const wire::Service& service, const wire::Address& source) const {
    const base::Bytes source_group = m_groups.group_of(source);
    const uint64_t choice = KeyedNumber(m_key)
                                .add(m_groups.group_of(service.address))
                                .add(source_group)
                                .modulo(kNewBucketsPerSourceGroup);
    const uint64_t bucket = KeyedNumber(m_key).add(source_group).add_number(choice).modulo(kNewBuckets);
    return in_bucket(Table::New, static_cast<int>(bucket), service);
}

Place AddressPlaces::in_tried(const wire::Service& service) const {
    const uint64_t choice = KeyedNumber(m_key).add(service_bytes(service)).modulo(kTriedBucketsPerGroup);
    const uint64_t bucket =
        KeyedNumber(m_key).add(m_groups.group_of(service.address)).add_number(choice).modulo(kTriedBuckets);
    return in_bucket(Table::Tried, static_cast<int>(bucket), service);
}

Place AddressPlaces::in_bucket(Table table, int bucket, const wire::Service& service) const {
    const char letter = table == Table::New ? 'N' : 'K';
    const uint64_t position = KeyedNumber(m_key)
                                  .add_number(static_cast<uint8_t>(letter))
                                  .add_number(static_cast<uint32_t>(bucket))
                                  .add(service_bytes(service))
                                  .modulo(kBucketSize);
    return {bucket, static_cast<int>(position)};
}

}  // namespace quanta::addresses
