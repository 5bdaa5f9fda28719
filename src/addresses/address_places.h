// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>

#include "addresses/address_book.h"
#include "addresses/network_groups.h"
#include "wire/address.h"

namespace quanta::addresses {

inline constexpr int kNewBuckets = 1024;
inline constexpr int kTriedBuckets = 256;
/// Places of a bucket.
inline constexpr int kBucketSize = 64;
/// Buckets of the new table that addresses told of by one group of sources can be in.
inline constexpr int kNewBucketsPerSourceGroup = 64;
/// Buckets of the tried table that addresses of one group can be in.
inline constexpr int kTriedBucketsPerGroup = 8;
/// Places of the new table that one address can have, told of by different sources.
inline constexpr int kNewPlacesPerAddress = 8;

constexpr int bucket_count(Table table) {
    return table == Table::New ? kNewBuckets : kTriedBuckets;
}

struct Place {
    int bucket = 0;
    int position = 0;
    friend bool operator==(const Place&, const Place&) = default;
};

/// Where an address may stand: follows from a secret key. The deployed hashes, so that a peers.dat keeps its
/// places when it moves from one program to another.
class AddressPlaces {
public:
    using Key = std::array<uint8_t, 32>;

    /// `groups` outlives this.
    AddressPlaces(const NetworkGroups& groups, const Key& key) : m_groups(groups), m_key(key) {}

    const Key& key() const { return m_key; }
    void set_key(const Key& key) { m_key = key; }
    const NetworkGroups& groups() const { return m_groups; }

    Place in_new(const wire::Service& service, const wire::Address& source) const;
    Place in_tried(const wire::Service& service) const;
    /// Its only position in `bucket`.
    Place in_bucket(Table table, int bucket, const wire::Service& service) const;

private:
    const NetworkGroups& m_groups;
    Key m_key;
};

}  // namespace quanta::addresses
