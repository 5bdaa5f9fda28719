// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/address_book.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "addresses/address_book_format.h"
#include "addresses/address_tables.h"

namespace quanta::addresses {

namespace {

using wire::Network;
using wire::Service;

constexpr int64_t kMinute = 60;
constexpr int64_t kHour = 3'600;

/// Collisions that may wait for their test.
constexpr size_t kMaxCollisions = 10;
/// Who was connected to within this stays against a newer one.
constexpr int64_t kReplacement_s = 4 * kHour;
/// After this a test of the older one that was begun has failed.
constexpr int64_t kTestDuration_s = kMinute;
/// A collision whose test has not been made within this is settled for the newer one.
constexpr int64_t kTestWindow_s = 40 * kMinute;
/// Seen within this counts as online: the time is then brought up to date every hour, else once a day.
constexpr int64_t kOnline_s = 24 * kHour;
/// How old the time of a connected one may become.
constexpr int64_t kConnectedUpdate_s = 20 * kMinute;
/// Each choice that is not taken makes the next ones likelier.
constexpr double kChanceGrowth = 1.2;

constexpr int64_t kMaxTime_s = std::numeric_limits<uint32_t>::max();

BookEntry entry_of(const AddressRecord& record, const Place& place) {
    BookEntry entry;
    entry.address = record.known;
    entry.source = record.source;
    entry.last_try_s = record.last_try_s;
    entry.last_counted_try_s = record.last_counted_try_s;
    entry.last_success_s = record.last_success_s;
    entry.attempts = record.attempts;
    entry.table = record.table;
    entry.bucket = place.bucket;
    entry.position = place.position;
    return entry;
}

}  // namespace

struct AddressBook::Impl {
    Impl(const NetworkGroups& groups, const sys::Clock& clock_, sys::Random& random_)
        : clock(clock_), random(random_), tables(groups, random_) {}

    int64_t now_s() const { return clock.system_time_s(); }

    AddressRecord* find(const Service& service) {
        const AddressId id = tables.find(service);
        return id == kNoAddress ? nullptr : &tables.record(id);
    }

    bool add(wire::KnownAddress known, const wire::Address& source, int64_t penalty_s);
    bool worth_another_place(const AddressRecord& record, int64_t told_time_s);
    void refresh(AddressRecord& record, const wire::KnownAddress& told, int64_t penalty_s) const;
    bool may_take(AddressId id, const Place& place) const;

    size_t count(Table table, const std::set<Network>& networks) const;
    bool is_wanted(AddressId id, const std::set<Network>& networks) const;
    std::optional<Place> pick(Table table, const std::set<Network>& networks) const;
    bool flip(double probability) const {
        constexpr uint64_t kSteps = uint64_t{1} << 30;
        return static_cast<double>(random.below(kSteps)) < probability * static_cast<double>(kSteps);
    }

    enum class Verdict : uint8_t { Wait, KeepOld, TakeNew };
    Verdict judge(const Service& newer) const;

    const sys::Clock& clock;
    sys::Random& random;
    AddressTables tables;
    std::set<Service> collisions;  ///< good ones whose place in the tried table is taken
    int64_t last_good_s = 1;       ///< when any was good: failures before it may be our own network's
};

/// Brings what is known up to date by what was told.
void AddressBook::Impl::refresh(AddressRecord& record, const wire::KnownAddress& told,
                                int64_t penalty_s) const {
    const int64_t interval_s = now_s() - told.time_s < kOnline_s ? kHour : kOnline_s;
    if (record.known.time_s < told.time_s - interval_s - penalty_s) {
        record.known.time_s = std::max<int64_t>(0, told.time_s - penalty_s);
    }
    record.known.services |= told.services;
}

/// Whether a known address that is told of again may get another place. Rationale: each place makes the next
/// one half as likely, so that an address many tell of does not crowd out others.
bool AddressBook::Impl::worth_another_place(const AddressRecord& record, int64_t told_time_s) {
    if (told_time_s <= record.known.time_s || record.table == Table::Tried) return false;
    if (record.new_places == kNewPlacesPerAddress) return false;
    return random.below(uint64_t{1} << record.new_places) == 0;
}

/// Whether the record may have the place: it is free, or who is there is not worth it or has others.
bool AddressBook::Impl::may_take(AddressId id, const Place& place) const {
    const AddressId there = tables.at(Table::New, place);
    if (there == kNoAddress) return true;
    if (there == id) return false;
    const AddressRecord& occupant = tables.record(there);
    if (is_terrible(occupant, now_s())) return true;
    return occupant.new_places > 1 && tables.record(id).new_places == 0;
}

bool AddressBook::Impl::add(wire::KnownAddress known, const wire::Address& source, int64_t penalty_s) {
    if (!known.service.address.is_routable()) return false;
    known.time_s = std::clamp<int64_t>(known.time_s, 0, kMaxTime_s);
    // Who tells of itself knows.
    if (known.service.address == source) penalty_s = 0;
    AddressId id = tables.find(known.service);
    if (id != kNoAddress) {
        const bool worth = worth_another_place(tables.record(id), known.time_s);
        refresh(tables.record(id), known, penalty_s);
        if (!worth) return false;
    } else {
        known.time_s = std::max<int64_t>(0, known.time_s - penalty_s);
        id = tables.create(known, source);
    }
    const Place place = tables.places().in_new(known.service, source);
    if (may_take(id, place)) {
        tables.put_new(id, place);
        return true;
    }
    if (tables.record(id).new_places == 0) tables.erase(id);
    return false;
}

size_t AddressBook::Impl::count(Table table, const std::set<Network>& networks) const {
    if (networks.empty()) return tables.count(table);
    size_t sum = 0;
    for (const Network network : networks)
        sum += tables.count(table, network);
    return sum;
}

bool AddressBook::Impl::is_wanted(AddressId id, const std::set<Network>& networks) const {
    if (id == kNoAddress) return false;
    return networks.empty() || networks.contains(tables.record(id).known.service.address.network());
}

/// The first wanted one of a random bucket from a random position on, if it has one. The table is not empty.
std::optional<Place> AddressBook::Impl::pick(Table table, const std::set<Network>& networks) const {
    const std::vector<int>& buckets = tables.used_buckets(table);
    const int bucket = buckets[random.below(buckets.size())];
    const int first = static_cast<int>(random.below(kBucketSize));
    for (int i = 0; i < kBucketSize; ++i) {
        const Place place{bucket, (first + i) % kBucketSize};
        if (is_wanted(tables.at(table, place), networks)) return place;
    }
    return std::nullopt;
}

/// What becomes of a collision.
AddressBook::Impl::Verdict AddressBook::Impl::judge(const Service& newer) const {
    const AddressId id = tables.find(newer);
    if (id == kNoAddress || tables.record(id).table == Table::Tried) return Verdict::KeepOld;
    const AddressId there = tables.at(Table::Tried, tables.places().in_tried(newer));
    if (there == kNoAddress) return Verdict::TakeNew;
    const AddressRecord& older = tables.record(there);
    const int64_t now = now_s();
    if (now - older.last_success_s < kReplacement_s) return Verdict::KeepOld;
    if (now - older.last_try_s < kReplacement_s) {
        return now - older.last_try_s > kTestDuration_s ? Verdict::TakeNew : Verdict::Wait;
    }
    return now - tables.record(id).last_success_s > kTestWindow_s ? Verdict::TakeNew : Verdict::Wait;
}

AddressBook::AddressBook(const NetworkGroups& groups, const sys::Clock& clock, sys::Random& random)
    : m_impl(std::make_unique<Impl>(groups, clock, random)) {}

AddressBook::~AddressBook() = default;

void AddressBook::use_known_key() {
    AddressPlaces::Key one{};
    one[0] = 1;
    m_impl->tables.reset(one);
    m_impl->collisions.clear();
}

size_t AddressBook::add(std::span<const wire::KnownAddress> addresses, const wire::Address& source,
                        int64_t penalty_s) {
    return static_cast<size_t>(std::count_if(
        addresses.begin(), addresses.end(),
        [&](const wire::KnownAddress& known) { return m_impl->add(known, source, penalty_s); }));
}

void AddressBook::mark_good(const Service& service) {
    AddressTables& tables = m_impl->tables;
    const int64_t now = m_impl->now_s();
    m_impl->last_good_s = now;
    const AddressId id = tables.find(service);
    if (id == kNoAddress) return;
    AddressRecord& record = tables.record(id);
    record.last_success_s = record.last_try_s = now;
    record.attempts = 0;
    if (record.table == Table::Tried) return;
    if (tables.at(Table::Tried, tables.places().in_tried(service)) == kNoAddress) {
        tables.make_tried(id);
    } else if (m_impl->collisions.size() < kMaxCollisions) {
        m_impl->collisions.insert(service);
    }
}

void AddressBook::mark_attempt(const Service& service, bool counts) {
    AddressRecord* record = m_impl->find(service);
    if (!record) return;
    record->last_try_s = m_impl->now_s();
    // One failure each time that we know our own network to work.
    if (!counts || record->last_counted_try_s >= m_impl->last_good_s) return;
    record->last_counted_try_s = record->last_try_s;
    ++record->attempts;
}

void AddressBook::mark_connected(const Service& service) {
    AddressRecord* record = m_impl->find(service);
    if (!record) return;
    const int64_t now = m_impl->now_s();
    if (now - record->known.time_s > kConnectedUpdate_s) record->known.time_s = now;
}

void AddressBook::set_services(const Service& service, uint64_t services) {
    if (AddressRecord* record = m_impl->find(service)) record->known.services = services;
}

std::optional<BookEntry> AddressBook::select(bool new_only, const std::set<Network>& networks) const {
    const size_t new_count = m_impl->count(Table::New, networks);
    const size_t tried_count = new_only ? 0 : m_impl->count(Table::Tried, networks);
    if (new_count + tried_count == 0) return std::nullopt;
    const bool tried = new_count == 0 || (tried_count > 0 && m_impl->random.below(2) == 0);
    const Table table = tried ? Table::Tried : Table::New;
    // Ends: there is a wanted one, and its odds grow with each turn.
    double factor = 1.0;
    for (;;) {
        const std::optional<Place> place = m_impl->pick(table, networks);
        if (!place) continue;
        const AddressRecord& record = m_impl->tables.record(m_impl->tables.at(table, *place));
        if (m_impl->flip(factor * chance(record, m_impl->now_s()))) return entry_of(record, *place);
        factor *= kChanceGrowth;
    }
}

std::optional<BookEntry> AddressBook::select_collision() const {
    const AddressTables& tables = m_impl->tables;
    if (m_impl->collisions.empty()) return std::nullopt;
    const auto steps = m_impl->random.below(m_impl->collisions.size());
    const Service& newer = *std::next(m_impl->collisions.begin(), static_cast<ptrdiff_t>(steps));
    if (tables.find(newer) == kNoAddress) return std::nullopt;
    const Place place = tables.places().in_tried(newer);
    const AddressId older = tables.at(Table::Tried, place);
    if (older == kNoAddress) return std::nullopt;
    return entry_of(tables.record(older), place);
}

void AddressBook::resolve_collisions() {
    std::erase_if(m_impl->collisions, [this](const Service& newer) {
        const Impl::Verdict verdict = m_impl->judge(newer);
        if (verdict == Impl::Verdict::TakeNew) m_impl->tables.make_tried(m_impl->tables.find(newer));
        return verdict != Impl::Verdict::Wait;
    });
}

std::vector<wire::KnownAddress> AddressBook::sample(size_t max, size_t percent,
                                                    std::optional<Network> network, bool filtered) const {
    const AddressTables& tables = m_impl->tables;
    std::vector<AddressId> ids = tables.ids();
    size_t limit = percent == 0 ? ids.size() : ids.size() * std::min<size_t>(percent, 100) / 100;
    if (max != 0) limit = std::min(limit, max);
    const int64_t now = m_impl->now_s();
    std::vector<wire::KnownAddress> chosen;
    for (size_t left = ids.size(); left > 0 && chosen.size() < limit; --left) {
        std::swap(ids[m_impl->random.below(left)], ids[left - 1]);
        const AddressRecord& record = tables.record(ids[left - 1]);
        if (network && record.known.service.address.network() != *network) continue;
        if (filtered && is_terrible(record, now)) continue;
        chosen.push_back(record.known);
    }
    return chosen;
}

size_t AddressBook::size(std::optional<Network> network, std::optional<Table> table) const {
    if (table) return m_impl->tables.count(*table, network);
    return m_impl->tables.count(Table::New, network) + m_impl->tables.count(Table::Tried, network);
}

std::vector<BookEntry> AddressBook::entries(Table table) const {
    std::vector<BookEntry> entries;
    for (int cell = 0; cell < bucket_count(table) * kBucketSize; ++cell) {
        const Place place{cell / kBucketSize, cell % kBucketSize};
        const AddressId id = m_impl->tables.at(table, place);
        if (id != kNoAddress) entries.push_back(entry_of(m_impl->tables.record(id), place));
    }
    return entries;
}

base::Bytes AddressBook::serialize() const {
    return encode_tables(m_impl->tables);
}

base::Result<void, std::string> AddressBook::deserialize(base::ByteSpan bytes) {
    m_impl->collisions.clear();
    return decode_tables(bytes, m_impl->now_s(), m_impl->tables);
}

std::optional<std::string> AddressBook::inconsistency() const {
    return m_impl->tables.inconsistency();
}

}  // namespace quanta::addresses
