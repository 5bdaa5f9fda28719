// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <string>

#include "descriptor/descriptor.h"

namespace quanta::descriptor {
namespace {

const params::ChainParams& chain() {
    static const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    return params;
}

const std::string kTree =
    "tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvos"
    "UC"
    "JZL5B";

std::string multi() {
    return "wsh(multi(2," + kTree + "/0/*," + kTree + "/1/*," + kTree + "/2/*))";
}
std::string miniscript() {
    return "wsh(or_d(pk(" + kTree + "/0/*),and_v(v:pkh(" + kTree + "/1/*),older(1000))))";
}

void parse(benchmark::State& state, const std::string& text) {
    for (auto _ : state)
        benchmark::DoNotOptimize(Descriptor::parse(text, chain()));
}
BENCHMARK_CAPTURE(parse, one_key, "wpkh(" + kTree + "/0/*)");
BENCHMARK_CAPTURE(parse, multi, multi());
BENCHMARK_CAPTURE(parse, miniscript, miniscript());

void expand(benchmark::State& state, const std::string& text) {
    const auto parsed = Descriptor::parse(text, chain());
    uint32_t index = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(parsed->expand(index++));
}
BENCHMARK_CAPTURE(expand, one_key, "wpkh(" + kTree + "/0/*)");
BENCHMARK_CAPTURE(expand, multi, multi());
BENCHMARK_CAPTURE(expand, miniscript, miniscript());
BENCHMARK_CAPTURE(expand, musig, "tr(musig(" + kTree + "/0," + kTree + "/1)/0/*)");

}  // namespace
}  // namespace quanta::descriptor
