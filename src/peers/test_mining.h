// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <utility>

#include "base/check.h"
#include "peers/fake_chain.h"
#include "sys/clock.h"
#include "testing/block_builder.h"

namespace quanta::peers {

/// Puts `count` empty blocks on `parent`, the tip when there is none; `extra_nonce` tells branches apart. The
/// clock goes on to the time of the last. The last one.
inline const chain::HeaderNode& mine(FakeChain& chain, sys::FakeClock& clock, int count,
                                     const chain::HeaderNode* parent = nullptr, uint64_t extra_nonce = 0) {
    const chain::HeaderNode* at = parent != nullptr ? parent : &chain.tip();
    for (int i = 0; i < count; ++i) {
        auto draft = testing::draft_block(*at, chain.params().consensus, {}, extra_nonce);
        const auto block = testing::finish_block(std::move(draft));
        if (clock.system_time_s() < block->header().time) clock.set_system_time_s(block->header().time);
        CHECK(chain.add(block));
        at = chain.find(block->hash());
    }
    return *at;
}

}  // namespace quanta::peers
