// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <fstream>

#include "testing/chain_builder.h"
#include "testing/temp_dir.h"
#include "testing/test_data.h"

namespace quanta::testing {
namespace {

using primitives::Amount;
using primitives::Coin;
using primitives::MutableTransaction;

constexpr int kMature = 101;

TEST(ChainBuilder, MinesAndSpends) {
    ChainBuilder chain;
    chain.mine_empty(kMature);
    EXPECT_EQ(chain.tip().height, kMature);
    EXPECT_EQ(chain.coins().size(), static_cast<size_t>(kMature));
    const SpendableCoin coin = chain.coinbase_coin(1);
    const auto block = chain.mine({spend_to(std::span(&coin, 1), anyone_witness_script(), Amount{1000}, 3)});
    EXPECT_EQ(block->transactions().size(), 2u);
    EXPECT_EQ(chain.coins().size(), static_cast<size_t>(kMature) + 3);
}

TEST(ChainBuilder, SiblingsDiffer) {
    ChainBuilder chain;
    const auto a = chain.build_on(chain.genesis(), 0);
    const auto b = chain.build_on(chain.genesis(), 1);
    EXPECT_NE(a->hash(), b->hash());
    EXPECT_EQ(a->header().previous, b->header().previous);
    chain.connect(b);
    EXPECT_EQ(chain.tip().hash, b->hash());
}

TEST(MemoryCoins, DisconnectRestoresTheParent) {
    ChainBuilder chain;
    chain.mine_empty(kMature);
    const MemoryCoins before = chain.coins();
    const SpendableCoin coin = chain.coinbase_coin(1);
    MutableTransaction first = spend_to(std::span(&coin, 1), anyone_script(), Amount{10}, 2);
    const SpendableCoin middle = coin_of(*first.freeze(), 1, kMature + 1);
    const MutableTransaction second = spend_to(std::span(&middle, 1), anyone_script());
    BlockDraft draft = draft_block(chain.tip(), chain.params().consensus);
    draft.transactions = {first, second};
    const auto block = finish_block(draft);
    const auto& link = chain.link(block->header(), chain.tip());
    MemoryCoins coins = before;
    const auto connected = consensus::connect_block(*block, link, chain.params().consensus, coins);
    ASSERT_TRUE(connected);
    EXPECT_FALSE(coins == before);
    coins.disconnect(*block, connected->undo, block->transactions().size());
    EXPECT_TRUE(coins == before);
}

TEST(TestKey, SignaturesVerify) {
    const TestKey key(7);
    for (const base::Bytes& script : {key.p2wpkh_script(), key.p2tr_script()}) {
        SpendableCoin coin;
        coin.coin = Coin{Amount{5000}, primitives::ScriptBytes(script), 1, false};
        MutableTransaction transaction = spend_to(std::span(&coin, 1), anyone_script());
        const std::span<const Coin> coins(&coin.coin, 1);
        const bool taproot = script == key.p2tr_script();
        taproot ? key.sign_p2tr(transaction, 0, coins) : key.sign_p2wpkh(transaction, 0, coins);
        const script::VerifyFlags flags = script::kVerifyP2sh | script::kVerifyWitness |
                                          script::kVerifyTaproot | script::kVerifyDerSignatures;
        const auto frozen = transaction.freeze();
        EXPECT_TRUE(consensus::check_scripts(script::SpendContext(*frozen, coins), 0, 1, flags));
        transaction.outputs[0].value.sat -= 1;
        const auto changed = transaction.freeze();
        EXPECT_FALSE(consensus::check_scripts(script::SpendContext(*changed, coins), 0, 1, flags));
    }
    EXPECT_FALSE(TestKey(7).p2tr_script() == TestKey(8).p2tr_script());
}

TEST(TempDir, GoesWithAllInIt) {
    std::filesystem::path path;
    {
        const TempDir dir("gone");
        path = dir.path();
        std::filesystem::create_directory(dir / "inner");
        std::ofstream(dir / "inner/file") << "text";
        EXPECT_EQ(read_text(dir / "inner/file"), "text");
        EXPECT_EQ(test_data(path.string(), "inner/file"), path / "inner/file");
        EXPECT_EQ(test_data(path.string(), "inner/other"), std::nullopt);
        EXPECT_EQ(test_data("", "inner/file"), std::nullopt);
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TestData, BlockFiles) {
    const TempDir dir;
    const std::array<uint8_t, 4> start{1, 2, 3, 4};
    const char content[] = {1, 2, 3, 4, 2, 0, 0, 0, 7, 8, 1, 2, 3, 4, 1, 0, 0, 0, 9, 0, 0, 0, 0, 0};
    std::ofstream(dir / "blk", std::ios::binary).write(content, sizeof content);
    EXPECT_EQ(read_block_file(dir / "blk", start), (std::vector<base::Bytes>{{7, 8}, {9}}));
}

}  // namespace
}  // namespace quanta::testing
