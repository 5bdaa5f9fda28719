// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string_view>
#include <vector>

#include "wire/fuzz_support.h"

namespace wire = quanta::wire;
using quanta::primitives::BlockHash;

namespace {

constexpr std::string_view kTypes[] = {"headers", "getheaders", "getblocks"};

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::vector<BlockHash> locator{BlockHash({1}), BlockHash({2})};
    return wire::fuzz_seeds(kTypes, {wire::Headers{{{}, {}}}, wire::GetHeaders{locator, BlockHash({3})},
                                     wire::GetBlocks{locator, {}}});
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return wire::fuzz_messages(kTypes, data, size);
}
