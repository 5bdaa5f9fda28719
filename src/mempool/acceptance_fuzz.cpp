// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Transactions offered one by one, replacing each other, while time, blocks and priorities go on.
#include "mempool/test_steps.h"

namespace mempool = quanta::mempool;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    mempool::Options options;
    options.cluster.count = 8;
    options.max_bytes = 40'000;
    mempool::TestSteps steps(data, size, options);
    for (int i = 0; i < 60 && !steps.at_end(); ++i) {
        if (steps.draw(6) == 0) {
            steps.disturb();
        } else {
            steps.offer();
        }
        steps.check();
    }
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return mempool::test_step_seeds();
}
