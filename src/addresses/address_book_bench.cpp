// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <vector>

#include "addresses/address_book.h"
#include "sys/clock.h"
#include "sys/random.h"

namespace quanta::addresses {
namespace {

constexpr int64_t kNow = 1'800'000'000;

/// A book with addresses of many groups, told of by many sources; every tenth good.
struct FilledBook {
    explicit FilledBook(uint32_t told) {
        clock.set_system_time_s(kNow);
        for (uint32_t i = 0; i < told; ++i) {
            const wire::KnownAddress known = numbered(i);
            book.add({&known, 1}, source(i));
            if (i % 10 == 0) book.mark_good(known.service);
        }
    }
    static wire::KnownAddress numbered(uint32_t i) {
        const auto byte = [i](int shift) { return static_cast<uint8_t>(i >> shift); };
        return {{wire::Address::ipv4({static_cast<uint8_t>(20 + i % 100), byte(8), byte(0), byte(16)}), 8333},
                9,
                kNow};
    }
    static wire::Address source(uint32_t i) {
        return wire::Address::ipv4({static_cast<uint8_t>(20 + i % 90), static_cast<uint8_t>(i % 251), 1, 1});
    }

    sys::FakeClock clock;
    sys::FakeRandom random{1};
    NetworkGroups groups;
    AddressBook book{groups, clock, random};
};

void net_address_book_add(benchmark::State& state) {
    FilledBook filled(0);
    uint32_t i = 0;
    for (auto _ : state) {
        const wire::KnownAddress known = FilledBook::numbered(i++ % 1'000'000);
        benchmark::DoNotOptimize(filled.book.add({&known, 1}, FilledBook::source(i)));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(net_address_book_add);

void net_address_book_select(benchmark::State& state) {
    FilledBook filled(static_cast<uint32_t>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(filled.book.select(false, {}));
}
BENCHMARK(net_address_book_select)->Arg(10)->Arg(100'000);

void net_address_book_sample(benchmark::State& state) {
    FilledBook filled(100'000);
    for (auto _ : state)
        benchmark::DoNotOptimize(filled.book.sample(1'000, 23, {}));
}
BENCHMARK(net_address_book_sample);

void net_address_book_write_and_read(benchmark::State& state) {
    FilledBook filled(100'000);
    FilledBook other(0);
    for (auto _ : state) {
        if (!other.book.deserialize(filled.book.serialize())) state.SkipWithError("not read");
    }
    state.counters["addresses"] = static_cast<double>(filled.book.size());
}
BENCHMARK(net_address_book_write_and_read)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quanta::addresses
