// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "testing/chain_builder.h"

#include <utility>

#include "base/check.h"

namespace quanta::testing {

using consensus::HeaderLink;
using primitives::Amount;
using primitives::Block;
using primitives::BlockHeader;
using primitives::MutableTransaction;

namespace {

/// What the inputs of `transactions` have above their outputs; some may spend outputs of others before them.
Amount fees_of(const std::vector<MutableTransaction>& transactions, const MemoryCoins& coins) {
    MemoryCoins created;
    Amount fees;
    for (const MutableTransaction& transaction : transactions) {
        for (const MutableTransaction::Input& input : transaction.inputs) {
            const primitives::Coin* coin = coins.find(input.prevout);
            if (!coin) coin = created.find(input.prevout);
            CHECK(coin);
            fees += coin->value;
        }
        const auto frozen = transaction.freeze();
        fees -= frozen->output_sum();
        for (uint32_t i = 0; i < frozen->outputs().size(); ++i) {
            SpendableCoin output = coin_of(*frozen, i, 0);
            created.add(output.outpoint, std::move(output.coin));
        }
    }
    return fees;
}

}  // namespace

params::ChainParams ChainBuilder::regtest() {
    return params::make_params(params::Chain::Regtest).value();
}

ChainBuilder::ChainBuilder(params::ChainParams params) : m_params(std::move(params)) {
    const auto genesis = Block::parse(m_params.genesis).value();
    m_tip = &m_links.emplace_back();
    m_links.back().link_to(nullptr, genesis->header(), genesis->hash());
}

std::shared_ptr<const Block> ChainBuilder::mine(std::vector<MutableTransaction> transactions) {
    BlockDraft draft = draft_block(*m_tip, m_params.consensus, fees_of(transactions, m_coins));
    draft.transactions = std::move(transactions);
    const std::shared_ptr<const Block> block = finish_block(std::move(draft));
    connect(block);
    return block;
}

void ChainBuilder::mine_empty(int count) {
    for (int i = 0; i < count; ++i)
        mine();
}

void ChainBuilder::connect(std::shared_ptr<const Block> block) {
    const params::ConsensusParams& consensus = m_params.consensus;
    CHECK(consensus::check_block(*block, consensus));
    CHECK(consensus::accept_header(block->header(), *m_tip, consensus, block->header().time));
    CHECK(consensus::accept_block(*block, *m_tip, consensus));
    const HeaderLink& added = link(block->header(), *m_tip);
    CHECK(consensus::connect_block(*block, added, consensus, m_coins));
    m_tip = &added;
    m_blocks.push_back(std::move(block));
}

std::shared_ptr<const Block> ChainBuilder::build_on(const HeaderLink& parent, uint64_t extra_nonce) const {
    return finish_block(draft_block(parent, m_params.consensus, {}, extra_nonce));
}

const HeaderLink& ChainBuilder::link(const BlockHeader& header, const HeaderLink& parent) {
    m_links.emplace_back().link_to(&parent, header, header.hash());
    return m_links.back();
}

SpendableCoin ChainBuilder::coinbase_coin(primitives::Height height) const {
    return coin_of(m_blocks.at(static_cast<size_t>(height - 1))->transactions()[0], 0, height);
}

}  // namespace quanta::testing
