// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/powercut/material.h"

#include <array>
#include <utility>

#include "script/script.h"
#include "testing/chain_builder.h"

namespace quanta::powercut {

namespace {

using testing::ChainBuilder;
using testing::SpendableCoin;

/// Heights up to which coinbases alone are mined, and at which the branches begin: what lies 288 blocks below
/// the end, and may be pruned, fills several small block files.
constexpr primitives::Height kFirstSpending = 110;
constexpr primitives::Height kFork = 330;
/// Blocks of each branch.
constexpr std::array<int, 3> kBranchLengths = {30, 45, 60};
/// Outputs of a transaction: how fast the coins grow.
constexpr size_t kFanOut = 12;
constexpr size_t kSpendsPerBlock = 3;
/// Bytes in the coinbase of each block, so that block files fill up.
constexpr size_t kPadding = 1800;

/// Heights whose coinbases are spent.
constexpr primitives::Height kSpentCoinbases = 9;

/// Coins to be spent next, in the order they were made.
struct Coins {
    std::vector<SpendableCoin> list;
    size_t next = 0;
};

/// A chain in the making.
class Grower {
public:
    /// On top of `trunk`, whose unspent coins are `coins`.
    Grower(const std::vector<BlockPtr>& trunk, Coins coins, uint64_t extra_nonce)
        : m_extra_nonce(extra_nonce), m_coins(std::move(coins)) {
        for (const BlockPtr& block : trunk)
            m_builder.connect(block);
    }
    const Coins& coins() const { return m_coins; }

    void grow() {
        std::vector<primitives::MutableTransaction> transactions;
        if (m_builder.tip().height >= kFirstSpending) transactions = spends();
        testing::BlockDraft draft =
            testing::draft_block(m_builder.tip(), m_builder.params().consensus, {}, m_extra_nonce);
        base::Bytes padding = {script::OP_RETURN};
        padding.resize(kPadding, 0x61);
        draft.coinbase.outputs.push_back({{}, padding});
        draft.transactions = std::move(transactions);
        m_blocks.push_back(testing::finish_block(std::move(draft)));
        m_builder.connect(m_blocks.back());
        take_coins(*m_blocks.back());
    }

    const std::vector<BlockPtr>& blocks() const { return m_blocks; }

private:
    std::vector<primitives::MutableTransaction> spends() {
        std::vector<primitives::MutableTransaction> transactions;
        for (size_t i = 0; i < kSpendsPerBlock; ++i) {
            // Two of the oldest coins, and an odd one of the youngest, which branches do not share.
            const size_t next = std::exchange(m_coins.next, m_coins.next + 2);
            const std::vector<SpendableCoin> coins{m_coins.list[next], m_coins.list[next + 1],
                                                   m_coins.list.back()};
            m_coins.list.pop_back();
            auto transaction = testing::spend_to(coins, testing::anyone_witness_script(), {}, kFanOut);
            for (size_t input = 0; input < coins.size(); ++input) {
                const bool witness = coins[input].coin.script.size() > testing::anyone_script().size();
                if (witness) transaction.inputs[input].witness = testing::anyone_witness();
            }
            transactions.push_back(std::move(transaction));
        }
        return transactions;
    }

    void take_coins(const primitives::Block& block) {
        const primitives::Height height = m_builder.tip().height;
        if (height <= kSpentCoinbases)
            m_coins.list.push_back(testing::coin_of(block.transactions()[0], 0, height));
        for (const primitives::Transaction& transaction : block.transactions().subspan(1)) {
            for (uint32_t i = 0; i < transaction.outputs().size(); ++i) {
                m_coins.list.push_back(testing::coin_of(transaction, i, height));
            }
        }
    }

    const uint64_t m_extra_nonce;
    ChainBuilder m_builder;
    std::vector<BlockPtr> m_blocks;
    Coins m_coins;
};

}  // namespace

std::vector<BlockPtr> Material::all() const {
    std::vector<BlockPtr> blocks = trunk;
    for (const auto& branch : branches)
        blocks.insert(blocks.end(), branch.begin(), branch.end());
    return blocks;
}

Material make_material() {
    Material material{ChainBuilder::regtest(), {}, {}};
    material.params.prune_after_height = kFirstSpending;
    Grower trunk({}, {}, 0);
    for (primitives::Height height = 1; height <= kFork; ++height)
        trunk.grow();
    material.trunk = trunk.blocks();
    for (size_t i = 0; i < kBranchLengths.size(); ++i) {
        Grower branch(material.trunk, trunk.coins(), i + 1);
        for (int block = 0; block < kBranchLengths[i]; ++block)
            branch.grow();
        material.branches.push_back(branch.blocks());
    }
    return material;
}

}  // namespace quanta::powercut
