// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Contents of peers.dat: whatever is accepted gives consistent tables that read back the same.

#include <cstdint>
#include <vector>

#include "addresses/address_book.h"
#include "addresses/peers_file.h"
#include "base/bytes.h"
#include "base/check.h"
#include "sys/clock.h"
#include "sys/random.h"

namespace addresses = quanta::addresses;
namespace sys = quanta::sys;
namespace wire = quanta::wire;

namespace {

constexpr int64_t kNow = 1'800'000'000;

/// A book of its own for each run.
struct Book {
    Book() { clock.set_system_time_s(kNow); }
    sys::FakeClock clock;
    sys::FakeRandom random{1};
    addresses::NetworkGroups groups;
    addresses::AddressBook book{groups, clock, random};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    (void)addresses::framed_contents({1, 2, 3, 4}, {data, size});
    Book first;
    if (!first.book.deserialize({data, size})) {
        CHECK(first.book.size() == 0);
        return 0;
    }
    CHECK(!first.book.inconsistency());
    const quanta::base::Bytes written = first.book.serialize();
    Book second;
    CHECK(second.book.deserialize(written));
    CHECK(second.book.size() == first.book.size());
    (void)second.book.select(false, {});
    (void)second.book.sample(10, 0, {});
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    Book made;
    std::vector<std::vector<uint8_t>> seeds{made.book.serialize()};
    const wire::Address source = wire::Address::ipv4({9, 9, 9, 9});
    for (uint8_t i = 1; i < 5; ++i) {
        const std::vector<wire::KnownAddress> known{{{wire::Address::ipv4({20, i, 1, 1}), 8333}, 9, kNow},
                                                    {{wire::Address::onion({i}), 8333}, 9, kNow},
                                                    {{wire::Address::i2p({i}), 0}, 9, kNow}};
        made.book.add(known, source);
        made.book.mark_good(known[0].service);
    }
    seeds.push_back(made.book.serialize());
    return seeds;
}
