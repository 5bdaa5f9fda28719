// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "json/parser.h"
#include "json/writer.h"

namespace {

namespace json = quanta::json;

constexpr int kTransactions = 1500;

/// The shape of getblock with all transactions: about 1 MB.
void write_block(json::Writer& writer) {
    const std::string hash(64, 'a'), script(50, 'b'), signature(144, 'c');
    writer.begin_object().member("hash", hash).member("height", 900'000).key("tx").begin_array();
    for (int i = 0; i < kTransactions; ++i) {
        writer.begin_object().member("txid", hash).member("size", i).key("vin").begin_array().begin_object();
        writer.member("txid", hash).member("vout", i).key("txinwitness").begin_array().value(signature);
        writer.value(hash).end_array().member("sequence", 4294967293u).end_object().end_array().key("vout").begin_array();
        for (int output = 0; output < 2; ++output) {
            writer.begin_object().key("value").amount(int64_t{i} * 12'345'678).member("n", output);
            writer.key("scriptPubKey").begin_object().member("hex", script);
            writer.member("type", "witness_v0_keyhash").end_object().end_object();
        }
        writer.end_array().end_object();
    }
    writer.end_array().end_object();
}

void JsonWriteBlock(benchmark::State& state) {
    size_t size = 0;
    for (auto _ : state) {
        std::string text;
        json::Writer writer(text);
        write_block(writer);
        size = text.size();
        benchmark::DoNotOptimize(text.data());
    }
    state.SetBytesProcessed(static_cast<int64_t>(size) * static_cast<int64_t>(state.iterations()));
}
BENCHMARK(JsonWriteBlock);

void JsonParseBlock(benchmark::State& state) {
    std::string text;
    json::Writer writer(text);
    write_block(writer);
    for (auto _ : state) benchmark::DoNotOptimize(json::parse(text));
    state.SetBytesProcessed(static_cast<int64_t>(text.size()) * static_cast<int64_t>(state.iterations()));
}
BENCHMARK(JsonParseBlock);

}  // namespace
