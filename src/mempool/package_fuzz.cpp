// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Packages of any shape, some of their members in the pool already.
#include "mempool/test_steps.h"

namespace mempool = quanta::mempool;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    mempool::Options options;
    options.cluster.count = 6;
    options.max_bytes = 60'000;
    mempool::TestSteps steps(data, size, options);
    for (int i = 0; i < 40 && !steps.at_end(); ++i) {
        switch (steps.draw(8)) {
            case 0:
                steps.disturb();
                break;
            case 1:
            case 2:
                steps.offer();
                break;
            default:
                steps.offer_package();
                break;
        }
        steps.check();
    }
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return mempool::test_step_seeds();
}
