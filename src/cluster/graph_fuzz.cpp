// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Steps chosen by the input lead a graph and a plain pool to the same state.

#include <cstdint>
#include <random>
#include <vector>

#include "base/check.h"
#include "cluster/test_trial.h"

namespace cluster = quanta::cluster;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    size_t at = 0;
    const auto draw = [&](uint32_t below) -> uint32_t { return at < size ? data[at++] % below : 0; };
    cluster::TestTrial trial({1 + draw(8), 1 + int64_t{draw(100)}}, draw);
    for (int step = 0; at < size && step < 400; ++step) {
        CHECK(trial.step().empty());
        CHECK(trial.check().empty());
    }
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::mt19937_64 random(1);
    std::vector<std::vector<uint8_t>> seeds;
    for (const size_t size : {60, 200, 600}) {
        std::vector<uint8_t> seed(size);
        for (uint8_t& byte : seed)
            byte = static_cast<uint8_t>(random());
        seed[0] = 7;
        seed[1] = 99;
        seeds.push_back(seed);
    }
    return seeds;
}
