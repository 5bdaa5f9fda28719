// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "addresses/address_places.h"
#include "addresses/address_record.h"
#include "sys/random.h"
#include "wire/address.h"

namespace quanta::addresses {

/// Names a record as long as it exists.
using AddressId = uint32_t;
inline constexpr AddressId kNoAddress = UINT32_MAX;

/// The records of the address book and the two tables of places they stand in. Keeps both consistent; what is
/// to be done is for the address book to know. One thread at a time.
///
/// A record stands in one place of the tried table, or in one to kNewPlacesPerAddress of the new one (none
/// only between create() and what the caller does next). It leaves when it loses its last place.
class AddressTables {
public:
    /// Draws its keys from `random`. `groups` outlives this.
    AddressTables(const NetworkGroups& groups, sys::Random& random);

    /// Forgets all records; the key of the places becomes `key`.
    void reset(const AddressPlaces::Key& key);
    const AddressPlaces& places() const { return m_places; }

    AddressId find(const wire::Service& service) const;
    const AddressRecord& record(AddressId id) const { return m_records[id]; }
    AddressRecord& record(AddressId id) { return m_records[id]; }
    /// Who stands at `place`, kNoAddress for nobody.
    AddressId at(Table table, const Place& place) const;
    /// The buckets of `table` in which somebody stands, in no order.
    const std::vector<int>& used_buckets(Table table) const {
        return m_used[table == Table::New ? 0 : 1].list;
    }
    /// All records, in no order. O(records).
    std::vector<AddressId> ids() const;
    /// Records of a table, of all networks or one.
    size_t count(Table table, std::optional<wire::Network> network = {}) const;

    /// A record for an address that has none, in no place yet.
    AddressId create(const wire::KnownAddress& known, const wire::Address& source);
    /// Forgets a record that is in no place.
    void erase(AddressId id);
    /// Puts a record that is not in the tried table in a place of the new one; who was there loses that
    /// place.
    void put_new(AddressId id, const Place& place);
    /// Moves a record to its place in the tried table; who was there goes back to the new one.
    void make_tried(AddressId id);

    /// For tests: the first rule of this class that does not hold. O(places), with hashes for each.
    std::optional<std::string> inconsistency() const;

private:
    static constexpr size_t kNetworks = 7;

    /// Hashes addresses with a key that peers do not know: they cannot aim at one chain of the index.
    struct Hasher {
        uint64_t k0;
        uint64_t k1;
        size_t operator()(const wire::Service& service) const;
    };

    /// Numbers of buckets with what is in them; those with something also as a list.
    struct UsedBuckets {
        std::vector<int> filled;    ///< places taken, by bucket
        std::vector<size_t> where;  ///< in `list`, by bucket that is used
        std::vector<int> list;
    };

    /// Puts `id` or nobody at `place`; who was there.
    AddressId replace(Table table, const Place& place, AddressId id);
    static void count_place(UsedBuckets& used, int bucket, int change);
    void clear_new(const Place& place);
    void leave_new_places(AddressId id);
    void count_record(const AddressRecord& record, int change);
    bool used_buckets_are_right(Table table) const;
    std::optional<std::string> inconsistency_of(AddressId id, size_t places) const;

    AddressPlaces m_places;
    std::vector<AddressRecord> m_records;
    std::vector<bool> m_alive;
    std::vector<AddressId> m_unused;
    std::unordered_map<wire::Service, AddressId, Hasher> m_index;
    std::array<std::vector<AddressId>, 2> m_cells;
    std::array<UsedBuckets, 2> m_used;
    std::array<std::array<size_t, kNetworks>, 2> m_counts{};
};

}  // namespace quanta::addresses
