// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include "interfaces/chain.h"

namespace quanta::ipc {

/// Values in which no two fields are alike, so that what travels wrongly shows.
inline primitives::BlockHash hash_of(uint8_t byte) {
    primitives::BlockHash hash;
    for (size_t i = 0; i < hash.size(); ++i)
        hash.bytes()[i] = static_cast<uint8_t>(byte + i);
    return hash;
}

inline interfaces::BlockRef block_of(uint8_t byte) {
    return {hash_of(byte), byte};
}

inline interfaces::ChainPosition position_of(uint64_t sequence) {
    return {sequence, block_of(static_cast<uint8_t>(sequence)), 1'700'000'000, false};
}

/// Ends at once.
class FakeHandler final : public interfaces::Handler {
public:
    void disconnect() override {}
};

}  // namespace quanta::ipc
