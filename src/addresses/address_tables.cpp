// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/address_tables.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"
#include "crypto/siphash.h"

namespace quanta::addresses {

namespace {

using wire::Network;

size_t index_of(Table table) {
    return table == Table::New ? 0 : 1;
}

size_t index_of(Network network) {
    switch (network) {
        case Network::Ipv4:
            return 0;
        case Network::Ipv6:
            return 1;
        case Network::Onion:
            return 2;
        case Network::I2p:
            return 3;
        case Network::Cjdns:
            return 4;
        case Network::Internal:
            break;
    }
    return 5;
}

size_t cell_index(const Place& place) {
    return static_cast<size_t>(place.bucket) * kBucketSize + static_cast<size_t>(place.position);
}

Place place_at(size_t cell) {
    return {static_cast<int>(cell / kBucketSize), static_cast<int>(cell % kBucketSize)};
}

}  // namespace

size_t AddressTables::Hasher::operator()(const wire::Service& service) const {
    const uint64_t kind = static_cast<uint64_t>(service.address.network()) << 16 | service.port;
    return crypto::SipHash(k0, k1).write(kind).write(service.address.bytes()).finalize();
}

AddressTables::AddressTables(const NetworkGroups& groups, sys::Random& random)
    : m_places(groups, random.bytes<32>()), m_index(0, Hasher{random.u64(), random.u64()}) {
    reset(m_places.key());
}

void AddressTables::reset(const AddressPlaces::Key& key) {
    m_places.set_key(key);
    m_records.clear();
    m_alive.clear();
    m_unused.clear();
    m_index.clear();
    for (const Table table : {Table::New, Table::Tried}) {
        const auto buckets = static_cast<size_t>(bucket_count(table));
        m_cells[index_of(table)].assign(buckets * kBucketSize, kNoAddress);
        m_used[index_of(table)] = {std::vector<int>(buckets), std::vector<size_t>(buckets), {}};
    }
    m_counts = {};
}

AddressId AddressTables::find(const wire::Service& service) const {
    const auto found = m_index.find(service);
    return found == m_index.end() ? kNoAddress : found->second;
}

AddressId AddressTables::at(Table table, const Place& place) const {
    return m_cells[index_of(table)][cell_index(place)];
}

void AddressTables::count_place(UsedBuckets& used, int bucket, int change) {
    const auto index = static_cast<size_t>(bucket);
    used.filled[index] += change;
    if (change > 0 && used.filled[index] == 1) {
        used.where[index] = used.list.size();
        used.list.push_back(bucket);
    }
    if (used.filled[index] > 0) return;
    const int last = used.list.back();
    used.list[used.where[index]] = last;
    used.where[static_cast<size_t>(last)] = used.where[index];
    used.list.pop_back();
}

AddressId AddressTables::replace(Table table, const Place& place, AddressId id) {
    const AddressId before = std::exchange(m_cells[index_of(table)][cell_index(place)], id);
    const int change = static_cast<int>(id != kNoAddress) - static_cast<int>(before != kNoAddress);
    if (change != 0) count_place(m_used[index_of(table)], place.bucket, change);
    return before;
}

std::vector<AddressId> AddressTables::ids() const {
    std::vector<AddressId> ids;
    ids.reserve(m_index.size());
    for (AddressId id = 0; id < m_records.size(); ++id) {
        if (m_alive[id]) ids.push_back(id);
    }
    return ids;
}

size_t AddressTables::count(Table table, std::optional<Network> network) const {
    const auto& counts = m_counts[index_of(table)];
    if (network) return counts[index_of(*network)];
    return std::accumulate(counts.begin(), counts.end(), size_t{0});
}

void AddressTables::count_record(const AddressRecord& record, int change) {
    size_t& count = m_counts[index_of(record.table)][index_of(record.known.service.address.network())];
    count += static_cast<size_t>(change);
}

AddressId AddressTables::create(const wire::KnownAddress& known, const wire::Address& source) {
    CHECK(find(known.service) == kNoAddress);
    AddressId id = static_cast<AddressId>(m_records.size());
    if (m_unused.empty()) {
        m_records.emplace_back();
        m_alive.push_back(true);
    } else {
        id = m_unused.back();
        m_unused.pop_back();
        m_alive[id] = true;
    }
    AddressRecord record;
    record.known = known;
    record.source = source;
    m_records[id] = record;
    m_index.emplace(known.service, id);
    count_record(record, 1);
    return id;
}

void AddressTables::erase(AddressId id) {
    const AddressRecord& gone = record(id);
    CHECK(m_alive[id] && gone.new_places == 0 && gone.table == Table::New);
    count_record(gone, -1);
    m_index.erase(gone.known.service);
    m_alive[id] = false;
    m_unused.push_back(id);
}

void AddressTables::clear_new(const Place& place) {
    const AddressId id = replace(Table::New, place, kNoAddress);
    if (id == kNoAddress) return;
    if (--record(id).new_places == 0) erase(id);
}

void AddressTables::put_new(AddressId id, const Place& place) {
    CHECK(record(id).table == Table::New && record(id).new_places < kNewPlacesPerAddress);
    CHECK(at(Table::New, place) != id);
    clear_new(place);
    replace(Table::New, place, id);
    ++record(id).new_places;
}

void AddressTables::leave_new_places(AddressId id) {
    const wire::Service& service = record(id).known.service;
    // Most stand in one place alone, which who told of them first gave them.
    const int first = m_places.in_new(service, record(id).source).bucket;
    for (int i = 0; i < kNewBuckets && record(id).new_places > 0; ++i) {
        const int bucket = (first + i) % kNewBuckets;
        const Place place = m_places.in_bucket(Table::New, bucket, service);
        if (at(Table::New, place) != id) continue;
        replace(Table::New, place, kNoAddress);
        --record(id).new_places;
    }
    CHECK(record(id).new_places == 0);
}

void AddressTables::make_tried(AddressId id) {
    CHECK(record(id).table == Table::New);
    leave_new_places(id);
    const AddressId evicted = replace(Table::Tried, m_places.in_tried(record(id).known.service), id);
    count_record(record(id), -1);
    record(id).table = Table::Tried;
    count_record(record(id), 1);
    if (evicted == kNoAddress) return;
    AddressRecord& old = record(evicted);
    count_record(old, -1);
    old.table = Table::New;
    count_record(old, 1);
    put_new(evicted, m_places.in_new(old.known.service, old.source));
}

std::optional<std::string> AddressTables::inconsistency_of(AddressId id, size_t places) const {
    const AddressRecord& record = m_records[id];
    if (find(record.known.service) != id) return "a record is not in the index";
    if (record.table == Table::Tried) {
        if (record.new_places != 0 || places != 1) return "a tried record has not one place";
        return std::nullopt;
    }
    if (places != static_cast<size_t>(record.new_places)) return "a new record's places are miscounted";
    if (places < 1 || places > kNewPlacesPerAddress) return "a new record has too few or too many places";
    return std::nullopt;
}

bool AddressTables::used_buckets_are_right(Table table) const {
    const UsedBuckets& used = m_used[index_of(table)];
    size_t in_use = 0;
    for (int bucket = 0; bucket < bucket_count(table); ++bucket) {
        const auto begin = m_cells[index_of(table)].begin() + static_cast<ptrdiff_t>(bucket) * kBucketSize;
        const auto empty = std::count(begin, begin + kBucketSize, kNoAddress);
        const auto index = static_cast<size_t>(bucket);
        if (used.filled[index] != kBucketSize - empty) return false;
        if (empty == kBucketSize) continue;
        ++in_use;
        if (used.where[index] >= used.list.size() || used.list[used.where[index]] != bucket) return false;
    }
    return in_use == used.list.size();
}

std::optional<std::string> AddressTables::inconsistency() const {
    std::vector<size_t> places(m_records.size());
    for (const Table table : {Table::New, Table::Tried}) {
        if (!used_buckets_are_right(table)) return "used buckets are miscounted";
    }
    for (const Table table : {Table::New, Table::Tried}) {
        const std::vector<AddressId>& cells = m_cells[index_of(table)];
        for (size_t i = 0; i < cells.size(); ++i) {
            const AddressId id = cells[i];
            if (id == kNoAddress) continue;
            if (id >= m_records.size() || !m_alive[id]) return fmt::format("place {} holds no record", i);
            const AddressRecord& there = m_records[id];
            if (there.table != table) return fmt::format("place {} holds a record of the other table", i);
            const Place place = place_at(i);
            const bool right = m_places.in_bucket(table, place.bucket, there.known.service) == place &&
                               (table == Table::New || m_places.in_tried(there.known.service) == place);
            if (!right) return fmt::format("the record at place {} does not belong there", i);
            ++places[id];
        }
    }
    std::array<std::array<size_t, kNetworks>, 2> counts{};
    const std::vector<AddressId> all = ids();
    for (const AddressId id : all) {
        if (auto wrong = inconsistency_of(id, places[id])) return wrong;
        const AddressRecord& record = m_records[id];
        ++counts[index_of(record.table)][index_of(record.known.service.address.network())];
    }
    if (counts != m_counts) return "networks are miscounted";
    if (m_index.size() != all.size()) return "the index has other records";
    return std::nullopt;
}

}  // namespace quanta::addresses
