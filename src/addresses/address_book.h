// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "addresses/network_groups.h"
#include "base/bytes.h"
#include "base/result.h"
#include "sys/clock.h"
#include "sys/random.h"
#include "wire/address.h"

namespace quanta::addresses {

/// Which table an address is in: those heard of, and those that were connected to.
enum class Table : uint8_t { New, Tried };

/// An address with all that is known of it.
struct BookEntry {
    wire::KnownAddress address;
    wire::Address source;  ///< who told of it first
    int64_t last_try_s = 0;
    int64_t last_counted_try_s = 0;
    int64_t last_success_s = 0;
    int attempts = 0;  ///< since the last success
    Table table = Table::New;
    int bucket = 0;
    int position = 0;
};

/// The addresses of nodes we have heard of, in two tables of buckets (limits: reference p2p.json "addrman").
/// A place in a bucket follows from a secret key, the address and who told of it, so that nobody can fill
/// more than a small part of the tables. Net thread. Sizes are bounded by the tables.
class AddressBook {
public:
    AddressBook(const NetworkGroups& groups, const sys::Clock& clock, sys::Random& random);
    ~AddressBook();

    /// For tests (-test=addrman): the key that places follow from is 1 from now on, so that everybody can
    /// tell them. Everything is forgotten.
    void use_known_key();

    /// Takes note of `addresses` that `source` told of, their times put back by `penalty_s`. How many are new
    /// to us.
    size_t add(std::span<const wire::KnownAddress> addresses, const wire::Address& source,
               int64_t penalty_s = 0);
    /// A connection to it was good: moves it to the tried table, unless its place there is taken: then the
    /// two are a collision, to be resolved by trying the one that is in it.
    void mark_good(const wire::Service& service);
    /// A connection is being tried; `counts` as a failure until it is good.
    void mark_attempt(const wire::Service& service, bool counts);
    /// It was connected to until now; not a proof that it is good.
    void mark_connected(const wire::Service& service);
    void set_services(const wire::Service& service, uint64_t services);

    /// One to connect to: from one of the tables with equal odds, better ones more likely; `new_only` from
    /// the new one; of `networks` only, unless that is empty.
    std::optional<BookEntry> select(bool new_only, const std::set<wire::Network>& networks) const;
    /// One in the tried table that a newer one would replace, to test it.
    std::optional<BookEntry> select_collision() const;
    /// Settles collisions whose test is over.
    void resolve_collisions();
    /// A random part of what is worth telling others: at most `max` (0: no limit) and `percent` (0: all) of
    /// the book, of `network` if given; terrible ones left out when `filtered`.
    std::vector<wire::KnownAddress> sample(size_t max, size_t percent, std::optional<wire::Network> network,
                                           bool filtered = true) const;

    size_t size(std::optional<wire::Network> network = {}, std::optional<Table> table = {}) const;
    /// All of a table with their places (getrawaddrman).
    std::vector<BookEntry> entries(Table table) const;

    /// The contents of peers.dat between the chain's magic and the checksum: peers_file.h has the file.
    base::Bytes serialize() const;
    /// Replaces everything by what `bytes` holds. The error says what is wrong; the book is empty then.
    base::Result<void, std::string> deserialize(base::ByteSpan bytes);

    /// For tests: what is wrong with the tables. O(places), with hashes for each.
    std::optional<std::string> inconsistency() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::addresses
