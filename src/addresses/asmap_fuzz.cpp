// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Maps of autonomous systems: checking and looking up end within their bounds; a right map answers.

#include <array>
#include <cstdint>
#include <vector>

#include "addresses/asmap.h"
#include "addresses/test_asmap.h"

namespace addresses = quanta::addresses;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    (void)addresses::check_asmap({data, size});
    // The first bytes are an address, too; unchecked maps are safe to ask.
    std::array<uint8_t, 16> address{};
    for (size_t i = 0; i < address.size() && i < size; ++i)
        address[i] = data[i];
    (void)addresses::asmap_lookup({data, size}, address);
    (void)addresses::asmap_lookup({data, size}, {});
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return {addresses::test_asmap(), addresses::AsmapWriter().fallback(5).match(0x1a5).answer(6).bytes(),
            addresses::AsmapWriter().jump(17).answer(1).answer(40'000).bytes()};
}
