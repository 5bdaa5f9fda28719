// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "simulator/block_maker.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "testing/block_builder.h"
#include "testing/spending.h"

namespace quanta::simulator {

BlockMaker::BlockMaker(const params::ChainParams& params, net::FakeNetwork& network, SharedBlocks& blocks)
    : m_params(params),
      m_clock(network.clock()),
      m_blocks(blocks),
      m_made(params, network.clock(), network.scheduler(), {}),
      m_coins(network.random().bytes<32>()) {}

std::vector<BlockPtr> BlockMaker::make(const primitives::BlockHash& parent, const Mining& mining) {
    std::vector<BlockPtr> blocks;
    const chain::HeaderNode* at = m_made.find(parent);
    CHECK(at != nullptr);
    const int64_t now = m_clock.system_time_s();
    for (size_t i = 0; i < mining.count; ++i) {
        auto draft = testing::draft_block(*at, m_params.consensus, {}, mining.salt);
        const int64_t wanted = mining.spacing_s == 0 ? now : int64_t{at->time} + mining.spacing_s;
        draft.header.time = static_cast<uint32_t>(std::max<int64_t>(at->median_time_past() + 1, wanted));
        if (i + 1 == mining.count) draft.transactions = mining.transactions;
        blocks.push_back(m_blocks.of(testing::finish_block(std::move(draft))));
        CHECK(m_made.add(blocks.back()));
        at = m_made.find(blocks.back()->hash());
    }
    return blocks;
}

std::shared_ptr<const primitives::Transaction> BlockMaker::make_transaction() {
    primitives::MutableTransaction transaction;
    transaction.inputs.push_back({{m_coins, m_next_coin++}, {}, 0xffffffff, testing::anyone_witness()});
    transaction.outputs.push_back({primitives::Amount{50'000}, testing::anyone_witness_script()});
    return transaction.freeze();
}

}  // namespace quanta::simulator
