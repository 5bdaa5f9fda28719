// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include "wire/codec.h"
#include "wire/transport.h"

namespace quanta::wire {
namespace {

constexpr Magic kMagic = {0xf9, 0xbe, 0xb4, 0xd9};

void encode_message(benchmark::State& state, const Message& message) {
    size_t size = 0;
    for (auto _ : state) {
        const Envelope envelope = encode(message);
        size += envelope.payload.size();
    }
    state.SetBytesProcessed(static_cast<int64_t>(size));
}

void decode_message(benchmark::State& state, const Message& message) {
    const Envelope envelope = encode(message);
    for (auto _ : state)
        benchmark::DoNotOptimize(decode(envelope));
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * envelope.payload.size()));
}

Message full_inventory() {
    return Inv{std::vector<Inventory>(kMaxInventory)};
}
Message full_headers() {
    return Headers{std::vector<primitives::BlockHeader>(kMaxHeaders)};
}
Message full_addresses() {
    return AddressesV2{std::vector<KnownAddress>(kMaxAddresses, {{Address::onion({1, 2}), 8333}, 9, 100})};
}
Message compact_block() {
    CompactBlock block;
    block.short_ids.resize(3000, 0x123456789abc);
    return block;
}
Message transactions() {
    primitives::MutableTransaction made;
    made.inputs.push_back({{primitives::Txid(), 1}, {}, 5, {base::Bytes(71), base::Bytes(33)}});
    made.outputs.push_back({primitives::Amount{1000}, base::Bytes(22)});
    made.outputs.push_back({primitives::Amount{1000}, base::Bytes(34)});
    BlockTransactions message;
    message.transactions.resize(3000, made.freeze());
    return message;
}

BENCHMARK_CAPTURE(encode_message, inv_50000, full_inventory());
BENCHMARK_CAPTURE(decode_message, inv_50000, full_inventory());
BENCHMARK_CAPTURE(encode_message, headers_2000, full_headers());
BENCHMARK_CAPTURE(decode_message, headers_2000, full_headers());
BENCHMARK_CAPTURE(encode_message, addrv2_1000, full_addresses());
BENCHMARK_CAPTURE(decode_message, addrv2_1000, full_addresses());
BENCHMARK_CAPTURE(encode_message, cmpctblock_3000, compact_block());
BENCHMARK_CAPTURE(decode_message, cmpctblock_3000, compact_block());
BENCHMARK_CAPTURE(encode_message, blocktxn_3000, transactions());
BENCHMARK_CAPTURE(decode_message, blocktxn_3000, transactions());
BENCHMARK_CAPTURE(encode_message, ping, Message(Ping{7}));
BENCHMARK_CAPTURE(decode_message, ping, Message(Ping{7}));

/// Messages of the given size one way, the receiver reading 64 KiB at a time as a socket gives them.
void v1_transport(benchmark::State& state) {
    constexpr size_t kReadSize = 65'536;
    const Envelope envelope{"block", base::Bytes(static_cast<size_t>(state.range(0)), 7)};
    const auto sender = make_v1_transport(kMagic);
    const auto receiver = make_v1_transport(kMagic);
    for (auto _ : state) {
        sender->send(envelope);
        const base::Bytes output = sender->take_output();
        for (size_t at = 0; at < output.size(); at += kReadSize) {
            const base::ByteSpan rest = base::ByteSpan(output).subspan(at);
            if (!receiver->feed(rest.first(std::min(kReadSize, rest.size())))) state.SkipWithError("refused");
        }
        benchmark::DoNotOptimize(receiver->next());
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * envelope.payload.size()));
}
BENCHMARK(v1_transport)->Arg(100)->Arg(10'000)->Arg(1'000'000);

}  // namespace
}  // namespace quanta::wire
