// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include "addresses/address_book.h"
#include "wire/address.h"

namespace quanta::addresses {

/// What the address book keeps of an address. Times are seconds since 1970, 0 when it has not happened.
struct AddressRecord {
    wire::KnownAddress known;
    wire::Address source;  ///< who told of it first
    int64_t last_try_s = 0;
    int64_t last_counted_try_s = 0;
    int64_t last_success_s = 0;
    int attempts = 0;    ///< failed, since the last success
    int new_places = 0;  ///< places it has in the new table; 0 when it is in the tried one
    Table table = Table::New;
};

/// Whether it is not worth keeping or telling others at `now_s`: not seen for 30 days, from the future, three
/// attempts without any success, or ten in a week without one. Never within a minute of being tried.
bool is_terrible(const AddressRecord& record, int64_t now_s);

/// How likely it is to be chosen compared to the best, above 0 and at most 1: less in the ten minutes after a
/// try, and less for each attempt that failed.
double chance(const AddressRecord& record, int64_t now_s);

}  // namespace quanta::addresses
