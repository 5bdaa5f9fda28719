// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include "relay/transaction_requests.h"

namespace quanta::relay {
namespace {

TransactionName named(uint64_t i) {
    TransactionName name;
    for (size_t byte = 0; byte < 8; ++byte)
        name.hash.bytes()[byte] = static_cast<uint8_t>(i >> (8 * byte));
    return name;
}

/// One more announcement of a peer, and what to ask it for, while as many as it may have wait for others
/// that have been asked.
void BM_AskAmongManyAnnouncements(benchmark::State& state) {
    const auto waiting = static_cast<uint64_t>(state.range(0));
    TransactionRequests requests(1);
    for (uint64_t i = 0; i < waiting; ++i) {
        requests.announced(1, named(i), {.preferred = true, .unlimited = true}, 0);
        requests.announced(2, named(i), {}, 0);
    }
    requests.take_due(1, 0);
    uint64_t next = waiting;
    for ([[maybe_unused]] auto _ : state) {
        requests.announced(2, named(next), {.preferred = true, .unlimited = true}, 10);
        benchmark::DoNotOptimize(requests.take_due(2, 10));
        requests.answered(2, named(next++));
    }
}
BENCHMARK(BM_AskAmongManyAnnouncements)->Arg(0)->Arg(500)->Arg(4'999);

/// Everything a peer may announce, asked for and answered.
void BM_AnnounceAskAnswer(benchmark::State& state) {
    const uint64_t count = TransactionRequests::kMaxAnnouncements;
    for ([[maybe_unused]] auto _ : state) {
        TransactionRequests requests(1);
        for (uint64_t i = 0; i < count; ++i)
            requests.announced(1, named(i), {.preferred = true}, 0);
        for (const TransactionName& name : requests.take_due(1, 1))
            requests.answered(1, name);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(count));
}
BENCHMARK(BM_AnnounceAskAnswer);

}  // namespace
}  // namespace quanta::relay
