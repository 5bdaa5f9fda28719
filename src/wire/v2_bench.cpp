// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/check.h"
#include "wire/transport.h"
#include "wire/v2_manual_end.h"

namespace quanta::wire {
namespace {

/// Bytes that are fed at a time, as a socket gives them.
constexpr size_t kPiece = 64 * 1024;

struct Ends {
    std::unique_ptr<Transport> initiator;
    std::unique_ptr<Transport> responder;
};

Ends v1_ends() {
    return {make_v1_transport(kTestMagic), make_v1_transport(kTestMagic)};
}

Ends v2_ends() {
    Ends ends = {make_v2_initiator(kTestMagic, test_secrets("initiator", 1000)),
                 make_v2_responder(kTestMagic, test_secrets("responder", 1000))};
    CHECK(ends.responder->feed(ends.initiator->take_output()));
    CHECK(ends.initiator->feed(ends.responder->take_output()));
    CHECK(ends.responder->feed(ends.initiator->take_output()));
    CHECK(ends.responder->ready());
    return ends;
}

/// From one end's message to the other's, in pieces as a socket gives them: framing alone is measured, at
/// both ends.
void pass(benchmark::State& state, Ends ends) {
    const size_t size = static_cast<size_t>(state.range(0));
    const size_t together = std::max<size_t>(1, kPiece / size);
    Envelope envelope{"block", base::Bytes(size, 0x5a)};
    for (auto _ : state) {
        for (size_t i = 0; i < together; ++i)
            ends.initiator->send(envelope);
        const base::Bytes sent = ends.initiator->take_output();
        for (base::ByteSpan rest(sent); !rest.empty(); rest = rest.subspan(std::min(kPiece, rest.size())))
            CHECK(ends.responder->feed(rest.first(std::min(kPiece, rest.size()))));
        for (size_t i = 0; i < together; ++i)
            CHECK(ends.responder->next()->envelope.payload.size() == size);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(together * size));
}

void wire_v1_messages(benchmark::State& state) {
    pass(state, v1_ends());
}
BENCHMARK(wire_v1_messages)->Arg(100)->Arg(10'000)->Arg(1'000'000);

void wire_v2_messages(benchmark::State& state) {
    pass(state, v2_ends());
}
BENCHMARK(wire_v2_messages)->Arg(100)->Arg(10'000)->Arg(1'000'000);

/// Taking in alone.
void wire_v2_receive(benchmark::State& state) {
    const Ends ends = v2_ends();
    const Envelope envelope{"block", base::Bytes(static_cast<size_t>(state.range(0)), 0x5a)};
    for (auto _ : state) {
        state.PauseTiming();
        ends.initiator->send(envelope);
        const base::Bytes sent = ends.initiator->take_output();
        state.ResumeTiming();
        for (base::ByteSpan rest(sent); !rest.empty(); rest = rest.subspan(std::min(kPiece, rest.size())))
            CHECK(ends.responder->feed(rest.first(std::min(kPiece, rest.size()))));
        benchmark::DoNotOptimize(ends.responder->next());
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(wire_v2_receive)->Arg(10'000)->Arg(1'000'000);

/// Sending alone.
void wire_v2_send(benchmark::State& state) {
    const Ends ends = v2_ends();
    const Envelope envelope{"block", base::Bytes(static_cast<size_t>(state.range(0)), 0x5a)};
    for (auto _ : state) {
        ends.initiator->send(envelope);
        benchmark::DoNotOptimize(ends.initiator->take_output());
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(wire_v2_send)->Arg(100)->Arg(10'000)->Arg(1'000'000);

void wire_v2_handshake(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(v2_ends());
}
BENCHMARK(wire_v2_handshake);

}  // namespace
}  // namespace quanta::wire
