// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <vector>

#include "consensus/header_link.h"
#include "primitives/block.h"
#include "testing/block_builder.h"

namespace quanta::sync {

/// `count` headers on top of the block `previous` of time `time`, a second apart, as regtest takes them.
/// `salt` tells chains apart.
inline std::vector<primitives::BlockHeader> test_headers(primitives::BlockHash previous, uint32_t time,
                                                         size_t count, uint8_t salt = 0) {
    std::vector<primitives::BlockHeader> headers;
    headers.reserve(count);
    for (size_t i = 0; i < count; ++i) {
        primitives::BlockHeader header;
        header.version = 0x20000000;
        header.previous = previous;
        header.merkle_root.bytes()[0] = salt;
        header.time = ++time;
        header.bits = 0x207fffff;
        testing::solve(header);
        previous = header.hash();
        headers.push_back(header);
    }
    return headers;
}

inline std::vector<primitives::BlockHash> hashes_of(const std::vector<primitives::BlockHeader>& headers) {
    std::vector<primitives::BlockHash> hashes;
    hashes.reserve(headers.size());
    for (const primitives::BlockHeader& header : headers)
        hashes.push_back(header.hash());
    return hashes;
}

}  // namespace quanta::sync
