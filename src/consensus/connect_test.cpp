// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include "consensus/bip30.h"
#include "consensus/disconnect_block.h"
#include "consensus/limits.h"
#include "consensus/rules.h"
#include "consensus/transaction_inputs.h"
#include "script/script.h"
#include "testing/chain_builder.h"

namespace quanta::consensus {
namespace {

using params::ConsensusParams;
using primitives::Amount;
using primitives::Block;
using primitives::BlockUndo;
using primitives::Coin;
using primitives::kMaxMoneySat;
using primitives::MutableTransaction;
using testing::BlockDraft;
using testing::SpendableCoin;

constexpr int kBlocks = 110;

/// A block on 110 others of regtest, to fill and connect to their coins.
class ConnectBlock : public ::testing::Test {
protected:
    ConnectBlock() {
        m_chain.mine_empty(kBlocks);
        m_coins = m_chain.coins();
        start();
    }

    void start() { m_draft = testing::draft_block(m_chain.tip(), m_params); }

    /// Connects the draft. When it fails the coins are put back and must be what they were.
    base::Result<ConnectedBlock, ConnectFailure> connect() {
        m_block = testing::finish_block(m_draft);
        const HeaderLink& link = m_chain.link(m_block->header(), m_chain.tip());
        const testing::MemoryCoins before = m_coins;
        auto result = connect_block(*m_block, link, m_params, m_coins);
        if (result) return result;
        m_coins.disconnect(*m_block, result.error().undo, result.error().transactions_applied);
        EXPECT_TRUE(m_coins == before);
        return result;
    }
    BlockError error() {
        const auto result = connect();
        return result ? BlockError{} : result.error().error;
    }
    std::string last_id() const { return m_draft.transactions.back().freeze()->txid().to_text(); }

    /// A spend of the coinbase at `height`, paying `fee`.
    MutableTransaction spend(primitives::Height height, int64_t fee = 0) const {
        const SpendableCoin coin = m_chain.coinbase_coin(height);
        return testing::spend_to(std::span(&coin, 1), testing::anyone_script(), Amount{fee});
    }
    /// Puts in a coin that no block has made.
    SpendableCoin invent(Coin coin) {
        SpendableCoin made{{}, std::move(coin)};
        made.outpoint.txid.bytes()[0] = ++m_invented;
        made.outpoint.index = 0;
        m_coins.add(made.outpoint, made.coin);
        return made;
    }
    MutableTransaction spend(const SpendableCoin& coin) const {
        return testing::spend_to(std::span(&coin, 1), testing::anyone_script());
    }

    testing::ChainBuilder m_chain;
    ConsensusParams m_params = m_chain.params().consensus;
    testing::MemoryCoins m_coins;
    BlockDraft m_draft;
    std::shared_ptr<const Block> m_block;
    uint8_t m_invented = 0;
};

TEST_F(ConnectBlock, SpendsAndCreates) {
    m_draft.transactions = {spend(1, 1000), spend(2, 500)};
    const SpendableCoin middle = testing::coin_of(*m_draft.transactions[0].freeze(), 0, kBlocks + 1);
    m_draft.transactions.push_back(spend(middle));
    m_draft.transactions.back().outputs.push_back({{}, {script::OP_RETURN, 1, 1}});
    const size_t before = m_coins.size();
    const auto connected = connect();
    ASSERT_TRUE(connected);
    EXPECT_EQ(connected->fees, Amount{1500});
    EXPECT_EQ(connected->undo.input_counts, (std::vector<uint32_t>{1, 1, 1}));
    ASSERT_EQ(connected->undo.coins.size(), 3u);
    EXPECT_EQ(connected->undo.coins[0], m_chain.coinbase_coin(1).coin);
    EXPECT_EQ(connected->undo.coins[2], middle.coin);
    // Three spent, three made, and the coinbase's; none for OP_RETURN.
    EXPECT_EQ(m_coins.size(), before + 1);
    const Coin* coinbase = m_coins.find({m_block->transactions()[0].txid(), 0});
    ASSERT_TRUE(coinbase);
    EXPECT_TRUE(coinbase->is_coinbase);
    EXPECT_EQ(coinbase->height, kBlocks + 1);
    EXPECT_EQ(m_coins.find({m_block->transactions()[0].txid(), 1}), nullptr);
}

TEST_F(ConnectBlock, UndoFitsItsOwnBlock) {
    m_draft.transactions = {spend(1), spend(2)};
    const auto connected = connect();
    ASSERT_TRUE(connected);
    const BlockUndo& undo = connected->undo;
    EXPECT_TRUE(fits_together(*m_block, undo));
    EXPECT_FALSE(fits_together(*m_block, {}));
    BlockUndo wrong = undo;
    wrong.input_counts = {2, 0};
    EXPECT_FALSE(fits_together(*m_block, wrong));
    wrong = undo;
    wrong.input_counts.push_back(1);
    EXPECT_FALSE(fits_together(*m_block, wrong));
    wrong = undo;
    wrong.coins.pop_back();
    EXPECT_FALSE(fits_together(*m_block, wrong));
}

TEST_F(ConnectBlock, GenesisCreatesNothing) {
    testing::MemoryCoins coins;
    const auto genesis = Block::parse(m_chain.params().genesis).value();
    EXPECT_TRUE(connect_block(*genesis, m_chain.genesis(), m_params, coins));
    EXPECT_EQ(coins.size(), 0u);
}

TEST_F(ConnectBlock, CoinbaseTakesSubsidyAndFees) {
    m_draft.transactions = {spend(1, 1000)};
    m_draft.coinbase.outputs[0].value.sat += 1000;
    EXPECT_TRUE(connect());
    m_coins = m_chain.coins();
    m_draft.coinbase.outputs[0].value.sat += 1;
    const BlockError refused = error();
    EXPECT_EQ(refused.code, ErrorCode::CoinbaseAmount);
    EXPECT_EQ(refused.detail, "coinbase pays too much (actual=5000001001 vs limit=5000001000)");
}

TEST_F(ConnectBlock, MissingInputs) {
    m_draft.transactions = {spend(1), spend(2)};
    m_draft.transactions[1].inputs.push_back({m_draft.transactions[0].inputs[0].prevout, {}, 0, {}});
    const BlockError refused = error();
    EXPECT_EQ(refused.code, ErrorCode::MissingOrSpent);
    EXPECT_EQ(refused.detail, "CheckTxInputs: inputs missing/spent in transaction " + last_id());
}

TEST_F(ConnectBlock, MissingComesBeforeMaturity) {
    m_draft.transactions = {spend(kBlocks)};
    EXPECT_EQ(error().code, ErrorCode::PrematureCoinbaseSpend);
    m_draft.transactions[0].inputs.push_back({{primitives::Txid(), 9}, {}, 0, {}});
    EXPECT_EQ(error().code, ErrorCode::MissingOrSpent);
}

TEST_F(ConnectBlock, CoinbasesMature) {
    m_draft.transactions = {spend(kBlocks + 1 - kCoinbaseMaturity)};
    EXPECT_TRUE(connect());
    m_coins = m_chain.coins();
    m_draft.transactions = {spend(kBlocks + 2 - kCoinbaseMaturity)};
    const BlockError refused = error();
    EXPECT_EQ(refused.code, ErrorCode::PrematureCoinbaseSpend);
    EXPECT_EQ(refused.detail, "tried to spend coinbase at depth 99 in transaction " + last_id());
}

TEST_F(ConnectBlock, OutputsWithinInputs) {
    m_draft.transactions = {spend(1, -1)};
    const BlockError refused = error();
    EXPECT_EQ(refused.code, ErrorCode::InBelowOut);
    EXPECT_EQ(refused.detail, "value in (50.00) < value out (50.00000001) in transaction " + last_id());
}

TEST_F(ConnectBlock, InputValuesInRange) {
    const Coin rich{Amount{kMaxMoneySat}, {}, 1, false};
    const SpendableCoin coins[] = {invent(rich), invent(Coin{Amount{0}, {}, 1, false})};
    m_draft.transactions = {testing::spend_to(coins, testing::anyone_script())};
    EXPECT_TRUE(connect());
    const SpendableCoin more[] = {invent(rich), invent(Coin{Amount{1}, {}, 1, false})};
    m_draft.transactions = {testing::spend_to(more, testing::anyone_script(), Amount{1})};
    const BlockError refused = error();
    EXPECT_EQ(refused.code, ErrorCode::InputValuesOutOfRange);
    EXPECT_EQ(refused.detail, " in transaction " + last_id());
    m_draft.transactions = {spend(1)};
    m_draft.transactions[0].inputs[0].prevout = invent(Coin{Amount{kMaxMoneySat + 1}, {}, 1, false}).outpoint;
    EXPECT_EQ(error().code, ErrorCode::InputValuesOutOfRange);
    m_draft.transactions[0].inputs[0].prevout = invent(Coin{Amount{-1}, {}, 1, false}).outpoint;
    EXPECT_EQ(error().code, ErrorCode::InputValuesOutOfRange);
}

TEST_F(ConnectBlock, FeesInRange) {
    const SpendableCoin a = invent(Coin{Amount{kMaxMoneySat}, {}, 1, false});
    const SpendableCoin b = invent(Coin{Amount{1}, {}, 1, false});
    const auto all_fee = [](const SpendableCoin& coin) {
        return testing::spend_to(std::span(&coin, 1), testing::anyone_script(), coin.coin.value);
    };
    m_draft.transactions = {all_fee(a)};
    EXPECT_TRUE(connect());
    m_coins.add(a.outpoint, a.coin);
    m_draft.transactions = {all_fee(a), all_fee(b)};
    start();
    m_draft.transactions = {all_fee(a), all_fee(b)};
    m_coins = m_chain.coins();
    m_coins.add(a.outpoint, a.coin);
    m_coins.add(b.outpoint, b.coin);
    const BlockError refused = error();
    EXPECT_EQ(refused.code, ErrorCode::AccumulatedFeeOutOfRange);
    EXPECT_EQ(refused.detail, "accumulated fee in the block out of range");
}

/// The fee of one transaction leaves the range only when its outputs were never checked.
TEST(CheckInputs, FeeInRange) {
    MutableTransaction transaction;
    transaction.inputs.push_back({{primitives::Txid(), 0}, {}, 0, {}});
    transaction.outputs.push_back({Amount{-1}, {}});
    const Coin coin{Amount{kMaxMoneySat}, {}, 1, false};
    EXPECT_EQ(check_inputs(*transaction.freeze(), std::span(&coin, 1), 10).error().code,
              ErrorCode::FeeOutOfRange);
    transaction.outputs[0].value.sat = 0;
    EXPECT_EQ(check_inputs(*transaction.freeze(), std::span(&coin, 1), 10).value(), Amount{kMaxMoneySat});
}

TEST_F(ConnectBlock, RelativeLocksByHeight) {
    const SpendableCoin coin = invent(Coin{Amount{1000}, {}, 101, false});
    m_draft.transactions = {spend(coin)};
    m_draft.transactions[0].inputs[0].sequence = 11;
    const BlockError refused = error();
    EXPECT_EQ(refused.code, ErrorCode::SequenceLocks);
    EXPECT_EQ(refused.reason, "bad-txns-nonfinal");
    EXPECT_EQ(refused.detail, "contains a non-BIP68-final transaction " + last_id());
    m_draft.transactions[0].inputs[0].sequence = 10;
    EXPECT_TRUE(connect());
}

TEST_F(ConnectBlock, RelativeLocksHoldFromTheirHeightOn) {
    const SpendableCoin coin = invent(Coin{Amount{1000}, {}, 101, false});
    m_draft.transactions = {spend(coin)};
    m_draft.transactions[0].inputs[0].sequence = 11;
    m_params.csv_height = kBlocks + 1;
    EXPECT_EQ(error().code, ErrorCode::SequenceLocks);
    m_params.csv_height = kBlocks + 2;
    EXPECT_TRUE(connect());
}

TEST_F(ConnectBlock, SigopCostOfAllTransactions) {
    // The block's two legacy operations in outputs cost 8; each input of P2WSH its own.
    base::Bytes script(kMaxBlockSigopsCost - 8, script::OP_CHECKSIG);
    const auto program = script::ScriptBuilder().op(script::OP_0).push(crypto::sha256(script)).bytes();
    const SpendableCoin coin = invent(Coin{Amount{1000}, primitives::ScriptBytes(program), 1, false});
    m_draft.transactions = {spend(1), spend(coin)};
    m_draft.transactions[0].outputs[0].script = {script::OP_CHECKSIG, script::OP_CHECKSIG};
    m_draft.transactions[1].inputs[0].witness = {script};
    EXPECT_TRUE(connect());
    m_coins = m_chain.coins();
    m_coins.add(coin.outpoint, coin.coin);
    m_draft.transactions[1].inputs[0].witness[0].push_back(script::OP_CHECKSIG);
    const BlockError refused = error();
    EXPECT_EQ(refused.code, ErrorCode::TooManySigops);
    EXPECT_EQ(refused.detail, "too many sigops");
}

TEST_F(ConnectBlock, OverwritingIsTheReasonWhereHeightsMakeIdsUnique) {
    const MutableTransaction first = spend(1);
    m_draft.transactions = {first};
    const auto block = testing::finish_block(m_draft);
    m_chain.connect(block);
    m_coins = m_chain.coins();
    start();
    m_draft.transactions = {first};
    EXPECT_EQ(error().code, ErrorCode::OverwritesCoins);
    EXPECT_EQ(error().detail, "tried to overwrite transaction");

    // Also when its coins are spent before it in the same block, and when another transaction fails first.
    const SpendableCoin made = testing::coin_of(*first.freeze(), 0, kBlocks + 1);
    m_draft.transactions = {spend(made), first};
    EXPECT_EQ(error().code, ErrorCode::OverwritesCoins);
    m_draft.transactions = {spend(kBlocks), first};
    EXPECT_EQ(error().code, ErrorCode::OverwritesCoins);
    // Once they are spent for good it is the input that is missing.
    m_draft.transactions = {spend(made)};
    ASSERT_TRUE(connect());
    m_draft.transactions = {first};
    EXPECT_EQ(error().code, ErrorCode::MissingOrSpent);
}

TEST_F(ConnectBlock, ATransactionTwiceInOneBlockMissesItsInputs) {
    m_draft.transactions = {spend(1), spend(1)};
    EXPECT_EQ(error().code, ErrorCode::MissingOrSpent);
}

TEST_F(ConnectBlock, OverwritingIsLookedForBeforeBip34) {
    m_params.bip34_height = 1000;
    m_block = testing::finish_block(m_draft);
    m_coins.add({m_block->transactions()[0].txid(), 0}, Coin{Amount{1}, {}, 1, true});
    EXPECT_EQ(error().code, ErrorCode::OverwritesCoins);
    m_coins = m_chain.coins();
    EXPECT_TRUE(connect());
}

HeaderLink link_at(primitives::Height height, std::string_view hash) {
    HeaderLink link;
    link.height = height;
    link.hash = *primitives::BlockHash::from_text(hash);
    return link;
}

TEST(Bip30, ChecksAndExceptions) {
    const ConsensusParams main = params::make_params(params::Chain::Main).value().consensus;
    constexpr std::string_view kOther = "00000000000000000000000000000000000000000000000000000000000000aa";
    constexpr std::string_view kFirst = "00000000000a4d0a398161ffc163c503763b1f4360639393e0e4c8e300e0caec";
    constexpr std::string_view kSecond = "00000000000743f190a18c5577a3c2d2a1f610ae9601ac046a38084ccb7cd721";
    EXPECT_EQ(bip30_check(link_at(91842, kFirst), main), Bip30Check::None);
    EXPECT_EQ(bip30_check(link_at(91880, kSecond), main), Bip30Check::None);
    EXPECT_EQ(bip30_check(link_at(91842, kOther), main), Bip30Check::Before);
    EXPECT_EQ(bip30_check(link_at(91843, kFirst), main), Bip30Check::Before);

    HeaderLink start = link_at(main.bip34_height, main.bip34_hash.to_text());
    HeaderLink next = link_at(main.bip34_height + 1, kOther);
    next.previous = next.skip = &start;
    EXPECT_EQ(bip30_check(start, main), Bip30Check::Before);
    EXPECT_EQ(bip30_check(next, main), Bip30Check::None);
    start.hash.bytes()[0] ^= 1;
    EXPECT_EQ(bip30_check(next, main), Bip30Check::Before);
    start.hash.bytes()[0] ^= 1;
    next.height = 1'983'701;
    EXPECT_EQ(bip30_check(next, main), Bip30Check::None);
    next.height = 1'983'702;
    EXPECT_EQ(bip30_check(next, main), Bip30Check::Before);

    const ConsensusParams regtest = params::make_params(params::Chain::Regtest).value().consensus;
    EXPECT_EQ(bip30_check(link_at(5, kOther), regtest), Bip30Check::Implied);
    EXPECT_TRUE(is_bip30_overwritten(
        link_at(91722, "00000000000271a2dc26e7667f8419f2e15416dc6955e5a6c6cdf3f2574dd08e")));
    EXPECT_TRUE(is_bip30_overwritten(
        link_at(91812, "00000000000af0aed4792b1acee3d966af36cf5def14935db8de83d6f9306f2f")));
    EXPECT_FALSE(is_bip30_overwritten(link_at(91722, kOther)));
    EXPECT_TRUE(is_bip30_overwriting(
        link_at(91842, "00000000000a4d0a398161ffc163c503763b1f4360639393e0e4c8e300e0caec")));
    EXPECT_FALSE(is_bip30_overwriting(link_at(91842, kOther)));
}

TEST(Subsidy, HalvesAndEnds) {
    const ConsensusParams main = params::make_params(params::Chain::Main).value().consensus;
    EXPECT_EQ(block_subsidy(0, main), Amount{5'000'000'000});
    EXPECT_EQ(block_subsidy(209'999, main), Amount{5'000'000'000});
    EXPECT_EQ(block_subsidy(210'000, main), Amount{2'500'000'000});
    EXPECT_EQ(block_subsidy(210'000 * 32, main), Amount{1});
    EXPECT_EQ(block_subsidy(210'000 * 33, main), Amount{0});
    EXPECT_EQ(block_subsidy(210'000 * 64, main), Amount{0});
    const ConsensusParams regtest = params::make_params(params::Chain::Regtest).value().consensus;
    EXPECT_EQ(block_subsidy(149, regtest), Amount{5'000'000'000});
    EXPECT_EQ(block_subsidy(150, regtest), Amount{2'500'000'000});
    EXPECT_EQ(block_subsidy(150 * 64, regtest), Amount{0});
    EXPECT_EQ(block_subsidy(std::numeric_limits<primitives::Height>::max(), regtest), Amount{0});
}

TEST(Unspendable, ReturnAndLength) {
    EXPECT_FALSE(is_unspendable({}));
    EXPECT_FALSE(is_unspendable(base::Bytes(10'000, script::OP_NOP)));
    EXPECT_TRUE(is_unspendable(base::Bytes(10'001, script::OP_NOP)));
    EXPECT_TRUE(is_unspendable(base::Bytes{script::OP_RETURN}));
    EXPECT_FALSE(is_unspendable(base::Bytes{script::OP_NOP, script::OP_RETURN}));
}

TEST(ScriptFlags, ByHeightAndException) {
    const ConsensusParams main = params::make_params(params::Chain::Main).value().consensus;
    const script::VerifyFlags always = script::kVerifyP2sh | script::kVerifyWitness | script::kVerifyTaproot;
    struct Case {
        primitives::Height height;
        script::VerifyFlags added;
    };
    script::VerifyFlags flags = always;
    for (const Case& rule : {Case{363725, script::kVerifyDerSignatures},
                             {388381, script::kVerifyCheckLockTime},
                             {419328, script::kVerifyCheckSequence},
                             {481824, script::kVerifyNullDummy}}) {
        HeaderLink link;
        link.height = rule.height - 1;
        EXPECT_EQ(script_flags(link, main), flags);
        flags |= rule.added;
        link.height = rule.height;
        EXPECT_EQ(script_flags(link, main), flags);
    }
    EXPECT_EQ(script_flags(
                  link_at(170060, "00000000000002dc756eebf4f49723ed8d30cc28a5f108eb94b1ba88ac4f9c22"), main),
              script::kVerifyNone);
    EXPECT_EQ(script_flags(
                  link_at(709632, "0000000000000000000f14c35b2d841e986ab5441de8c585d5ffe55ea1e395ad"), main),
              flags & ~script::kVerifyTaproot);
}

TEST(CheckScripts, NamesTheInput) {
    const Coin coins[] = {{Amount{1000}, primitives::ScriptBytes(testing::anyone_script()), 1, false},
                          {Amount{1000}, primitives::ScriptBytes(base::Bytes{script::OP_0}), 1, false}};
    const SpendableCoin spent[] = {{{primitives::Txid(), 4}, coins[0]}, {{primitives::Txid(), 5}, coins[1]}};
    const auto transaction = testing::spend_to(spent, testing::anyone_script()).freeze();
    const script::SpendContext context(*transaction, coins);
    EXPECT_TRUE(check_scripts(context, 0, 1, script::kVerifyNone));
    EXPECT_TRUE(check_scripts(context, 2, 0, script::kVerifyNone));
    const BlockError error = check_scripts(context, 0, 2, script::kVerifyNone).error();
    EXPECT_EQ(error.code, ErrorCode::ScriptFailed);
    EXPECT_EQ(
        error.reason,
        "block-script-verify-flag-failed (Script evaluated without error but finished with a false/empty top "
        "stack element)");
    const std::string id = transaction->txid().to_text();
    EXPECT_EQ(error.detail,
              "input 1 of " + id + " (wtxid " + id + "), spending " + std::string(64, '0') + ":5");
}

}  // namespace
}  // namespace quanta::consensus
