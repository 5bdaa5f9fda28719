// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/mining_service.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <limits>
#include <stdexcept>

#include "codec/reader.h"
#include "mining/block_template.h"
#include "node/node_fixture.h"
#include "sys/thread.h"

namespace quanta::node {
namespace {

using base::Bytes;
using interfaces::BlockCheckOptions;
using interfaces::BlockCreateOptions;
using interfaces::BlockRef;
using interfaces::BlockWaitOptions;
using interfaces::CoinbaseTx;
using primitives::Block;
using primitives::BlockHeader;

constexpr double kForEver = std::numeric_limits<double>::max();

Bytes bytes_of(base::ByteSpan bytes) {
    return Bytes(bytes.begin(), bytes.end());
}

/// What an exception of `action` says; "" without one.
std::string error_of(const std::function<void()>& action) {
    try {
        action();
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

class MiningServiceTest : public NodeFixture {
protected:
    MiningServiceTest() {
        start();
        serve();
    }

    void serve(MiningTimes times = {}) { m_mining = make_mining_service(*m_node, times); }
    std::unique_ptr<interfaces::BlockTemplate> make_template() {
        return m_mining->create_new_block({}, true);
    }
    /// "true", or "reason / debug".
    std::string submit(base::ByteSpan raw) {
        std::string reason = "untouched";
        std::string debug = "untouched";
        const bool good = m_mining->submit_block(bytes_of(raw), reason, debug);
        return good ? "true" + reason + debug : reason + " / " + debug;
    }
    std::string check(base::ByteSpan raw, BlockCheckOptions options = {}) {
        std::string reason = "untouched";
        std::string debug = "untouched";
        const bool good = m_mining->check_block(bytes_of(raw), options, reason, debug);
        return good ? "true" + reason + debug : reason + " / " + debug;
    }
    /// The next block of the chain as `change` makes it, solved.
    std::shared_ptr<const Block> next_block(const std::function<void(testing::BlockDraft&)>& change = {}) {
        testing::BlockDraft draft = testing::draft_block(m_builder.tip(), m_builder.params().consensus);
        if (change) change(draft);
        return testing::finish_block(std::move(draft));
    }

    std::unique_ptr<interfaces::Mining> m_mining;
};

TEST_F(MiningServiceTest, KnowsTheChain) {
    EXPECT_TRUE(m_mining->is_test_chain());
    EXPECT_FALSE(m_mining->is_initial_block_download());
    EXPECT_EQ(m_mining->get_tip(), (BlockRef{m_builder.genesis().hash, 0}));
    grow(2);
    EXPECT_EQ(m_mining->get_tip(), (BlockRef{m_builder.tip().hash, 2}));
}

TEST_F(MiningServiceTest, HasNoMempool) {
    EXPECT_EQ(m_mining->get_transactions_by_txid({Bytes(32), Bytes(32)}), std::vector<Bytes>(2));
    EXPECT_EQ(m_mining->get_transactions_by_witness_id({Bytes(32)}), std::vector<Bytes>(1));
}

TEST_F(MiningServiceTest, TipWaits) {
    const Bytes genesis = bytes_of(m_builder.genesis().hash.bytes());
    const BlockRef tip{m_builder.genesis().hash, 0};
    EXPECT_EQ(m_mining->wait_tip_changed(Bytes(32), kForEver), tip);
    EXPECT_EQ(m_mining->wait_tip_changed(genesis, 0), tip);
    EXPECT_EQ(m_mining->wait_tip_changed(genesis, 5), tip);
    for (const size_t size : {0, 31, 33})
        EXPECT_THROW(m_mining->wait_tip_changed(Bytes(size), 0), std::runtime_error);
    std::optional<BlockRef> seen;
    sys::Thread waiter("waiter", [&] { seen = m_mining->wait_tip_changed(genesis, kForEver); });
    grow(1);
    waiter.join();
    EXPECT_EQ(seen, (BlockRef{m_builder.tip().hash, 1}));
}

TEST_F(MiningServiceTest, TipWaitsEndAtAnInterruptAndWithTheNode) {
    const Bytes genesis = bytes_of(m_builder.genesis().hash.bytes());
    m_mining->interrupt();
    EXPECT_EQ(m_mining->wait_tip_changed(genesis, kForEver), std::nullopt);
    sys::Thread waiter("waiter",
                       [&] { EXPECT_EQ(m_mining->wait_tip_changed(genesis, kForEver), std::nullopt); });
    m_node->request_shutdown();
    waiter.join();
    EXPECT_EQ(m_mining->create_new_block({}, true)->get_tx_fees().size(), 0u);
}

TEST_F(MiningServiceTest, OptionsHaveRanges) {
    const auto error_with = [&](uint64_t weight, uint64_t sigops) {
        return error_of([&] { m_mining->create_new_block({true, weight, sigops}, true); });
    };
    EXPECT_EQ(error_with(2000, 0), "");
    EXPECT_EQ(error_with(4'000'000, 80'000), "");
    EXPECT_EQ(error_with(0, 0), "block_reserved_weight (0) is lower than minimum safety value of (2000)");
    EXPECT_EQ(error_with(1999, 0),
              "block_reserved_weight (1999) is lower than minimum safety value of (2000)");
    EXPECT_EQ(error_with(4'000'001, 0),
              "block_reserved_weight (4000001) exceeds consensus maximum block weight (4000000)");
    EXPECT_EQ(
        error_with(8000, 80'001),
        "coinbase_output_max_additional_sigops (80001) exceeds consensus maximum block sigops cost (80000)");
}

TEST_F(MiningServiceTest, TemplatesWaitForBlocksBehindHeaders) {
    using namespace std::chrono_literals;
    serve({.min_cooldown = 1h, .max_cooldown = 1h});
    m_builder.mine_empty(2);
    for (const auto& block : m_builder.blocks())
        ASSERT_TRUE(chain().submit_header(block->header()));
    // Without cooldown there is one at once.
    EXPECT_NE(m_mining->create_new_block({}, false), nullptr);
    m_mining->interrupt();
    EXPECT_EQ(make_template(), nullptr);
    std::unique_ptr<interfaces::BlockTemplate> made;
    sys::Thread waiter("waiter", [&] { made = make_template(); });
    for (const auto& block : m_builder.blocks())
        ASSERT_TRUE(chain().submit_and_wait(block));
    waiter.join();
    ASSERT_NE(made, nullptr);
    const Bytes header = made->get_block_header();
    EXPECT_TRUE(std::equal(header.begin() + 4, header.begin() + 36, m_builder.tip().hash.data()));
}

TEST_F(MiningServiceTest, TemplatesDoNotWaitForBlocksThatDoNotCome) {
    using namespace std::chrono_literals;
    serve({.cooldown_per_block = 1ms, .min_cooldown = 2ms, .max_cooldown = 3ms});
    m_builder.mine_empty(1);
    ASSERT_TRUE(chain().submit_header(m_builder.blocks()[0]->header()));
    EXPECT_NE(make_template(), nullptr);
}

/// A chain like regtest that is not for tests.
params::ChainParams main_chain() {
    params::ChainParams params = testing::ChainBuilder::regtest();
    params.chain = params::Chain::Main;
    return params;
}

class InitialDownloadTest : public NodeFixture {
protected:
    explicit InitialDownloadTest(params::ChainParams params = main_chain()) : NodeFixture(std::move(params)) {
        NodeOptions wanted = options();
        wanted.chain.max_tip_age_s = 24 * 3600;
        start(wanted);
        m_mining = make_mining_service(*m_node, {});
    }
    std::unique_ptr<interfaces::Mining> m_mining;
};

TEST_F(InitialDownloadTest, TemplatesWaitForItsEnd) {
    ASSERT_TRUE(m_mining->is_initial_block_download());
    EXPECT_NE(m_mining->create_new_block({}, false), nullptr);
    m_mining->interrupt();
    EXPECT_EQ(m_mining->create_new_block({}, true), nullptr);
    std::unique_ptr<interfaces::BlockTemplate> made;
    sys::Thread waiter("waiter", [&] { made = m_mining->create_new_block({}, true); });
    m_clock.set_mock_time_s(m_builder.genesis().time + 3600);
    grow(1);
    waiter.join();
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(made->get_coinbase_tx().lock_time, 1u);
}

class TestChainDownloadTest : public InitialDownloadTest {
protected:
    TestChainDownloadTest() : InitialDownloadTest(testing::ChainBuilder::regtest()) {}
};

TEST_F(TestChainDownloadTest, NobodyElseMayBeThere) {
    ASSERT_TRUE(m_mining->is_initial_block_download());
    EXPECT_NE(m_mining->create_new_block({}, true), nullptr);
}

/// The coinbase that a miner makes of what a template asks for.
primitives::MutableTransaction own_coinbase(const CoinbaseTx& needed) {
    primitives::MutableTransaction made;
    made.version = needed.version;
    made.lock_time = needed.lock_time;
    primitives::MutableTransaction::Input input;
    input.sequence = needed.sequence;
    input.script_sig = needed.script_sig_prefix;
    input.script_sig.insert(input.script_sig.end(), {0x02, 0x12, 0x34});
    if (needed.witness) input.witness.push_back(*needed.witness);
    made.inputs.push_back(std::move(input));
    made.outputs.push_back({needed.block_reward_remaining, Bytes{0x52}});
    for (const Bytes& raw : needed.required_outputs) {
        codec::Reader reader(raw);
        primitives::MutableTransaction::Output output;
        output.value.sat = reader.read<int64_t>().value();
        output.script = bytes_of(reader.read_sized_bytes().value());
        EXPECT_TRUE(reader.at_end());
        made.outputs.push_back(std::move(output));
    }
    return made;
}

/// A template's solution, as a miner finds it.
class TemplateTest : public MiningServiceTest {
protected:
    TemplateTest() { begin(); }

    void begin() {
        m_template = make_template();
        const Bytes raw = m_template->get_block_header();
        codec::Reader reader(raw);
        m_header = BlockHeader::parse(reader).value();
        m_coinbase = own_coinbase(m_template->get_coinbase_tx());
    }
    void solve() {
        EXPECT_TRUE(m_template->get_coinbase_merkle_path().empty());
        m_header.merkle_root = primitives::MerkleRoot(m_coinbase.freeze()->txid().bytes());
        m_header.nonce = 0;
        testing::solve(m_header);
    }
    std::string submit_solution(const Bytes& coinbase) {
        std::string reason = "untouched";
        std::string debug = "untouched";
        const bool good = m_template->submit_solution(static_cast<uint32_t>(m_header.version), m_header.time,
                                                      m_header.nonce, coinbase, reason, debug);
        return good ? "true" + reason + debug : reason + " / " + debug;
    }
    bool submit_old(const Bytes& coinbase) {
        return m_template->submit_solution_old7(static_cast<uint32_t>(m_header.version), m_header.time,
                                                m_header.nonce, coinbase);
    }

    std::unique_ptr<interfaces::BlockTemplate> m_template;
    BlockHeader m_header;
    primitives::MutableTransaction m_coinbase;
};

TEST_F(TemplateTest, IsABlockWithoutWork) {
    EXPECT_EQ(m_template->get_block_header().size(), BlockHeader::kSize);
    const auto block = Block::parse(m_template->get_block());
    ASSERT_TRUE(block);
    EXPECT_EQ((*block)->header(), m_header);
    EXPECT_EQ((*block)->transactions().size(), 1u);
    EXPECT_TRUE(m_template->get_tx_fees().empty());
    EXPECT_TRUE(m_template->get_tx_sigops().empty());
    EXPECT_EQ(check((*block)->raw(), {.check_merkle_root = true, .check_pow = false}), "true");
    const CoinbaseTx needed = m_template->get_coinbase_tx();
    EXPECT_EQ(needed.script_sig_prefix, Bytes{0x51});
    EXPECT_EQ(needed.witness, Bytes(32));
    EXPECT_EQ(needed.block_reward_remaining.sat, 50 * primitives::kCoinSat);
    EXPECT_EQ(needed.required_outputs.size(), 1u);
}

TEST_F(TemplateTest, SolutionsBecomeTheTip) {
    solve();
    EXPECT_EQ(submit_solution(m_coinbase.serialize()), "true");
    EXPECT_EQ(tip().hash, m_header.hash());
    EXPECT_EQ(submit_solution(m_coinbase.serialize()), "duplicate / ");
    EXPECT_TRUE(submit_old(m_coinbase.serialize()));
    begin();
    solve();
    EXPECT_TRUE(submit_old(m_coinbase.serialize()));
    EXPECT_EQ(tip().height, 2);
}

TEST_F(TemplateTest, RefusalsSayWhy) {
    solve();
    EXPECT_EQ(submit_solution({}), "bad-cb-missing / first tx is not coinbase");
    EXPECT_FALSE(submit_old({}));
    Bytes raw = m_coinbase.serialize();
    EXPECT_EQ(submit_solution(m_coinbase.serialize(primitives::WitnessForm::Forbid)),
              "bad-witness-nonce-size / CheckWitnessMalleation : invalid witness reserved value size");
    const std::string cut = error_of([&] { submit_solution(Bytes(raw.begin(), raw.end() - 1)); });
    EXPECT_TRUE(cut.starts_with("SpanReader::read(): end of data:")) << cut;
    raw.push_back(0);
    EXPECT_EQ(error_of([&] { submit_old(raw); }), "The coinbase cannot be decoded: data after the end");
    m_header.version = 0;
    solve();
    EXPECT_EQ(submit_solution(m_coinbase.serialize()),
              "bad-version(0x00000000) / rejected nVersion=0x00000000 block");
    EXPECT_EQ(tip().height, 0);
    // None of this spoilt the template.
    m_header.version = 4;
    solve();
    EXPECT_EQ(submit_solution(m_coinbase.serialize()), "true");
}

TEST_F(TemplateTest, OfAnotherTipAreInconclusive) {
    grow(2);
    solve();
    EXPECT_EQ(submit_solution(m_coinbase.serialize()), "inconclusive / ");
    EXPECT_EQ(submit_solution(m_coinbase.serialize()), "duplicate / ");
    EXPECT_FALSE(submit_old(m_coinbase.serialize()));
}

TEST_F(TemplateTest, NextComesWithANewTip) {
    std::unique_ptr<interfaces::BlockTemplate> next;
    sys::Thread waiter("waiter", [&] { next = m_template->wait_next({}); });
    grow(1);
    waiter.join();
    ASSERT_NE(next, nullptr);
    const Bytes header = next->get_block_header();
    EXPECT_TRUE(std::equal(header.begin() + 4, header.begin() + 36, m_builder.tip().hash.data()));
    // It is there at once for who comes late.
    EXPECT_NE(m_template->wait_next({}), nullptr);
}

TEST_F(TemplateTest, NextIsNothingAfterTheTimeAnInterruptOrTheNode) {
    EXPECT_EQ(m_template->wait_next({.timeout_ms = 0}), nullptr);
    EXPECT_EQ(m_template->wait_next({.timeout_ms = 3, .fee_threshold = {1}}), nullptr);
    m_template->interrupt_wait();
    EXPECT_EQ(m_template->wait_next({}), nullptr);
    EXPECT_EQ(m_template->wait_next({.timeout_ms = 0}), nullptr);
    std::atomic<int> ended{0};
    std::vector<sys::Thread> waiters;
    for (int i = 0; i < 3; ++i) {
        waiters.emplace_back("waiter", [&] {
            EXPECT_EQ(m_template->wait_next({}), nullptr);
            ++ended;
        });
    }
    m_node->request_shutdown();
    waiters.clear();
    EXPECT_EQ(ended, 3);
}

TEST_F(TemplateTest, NextComesAfterATickWhenFeesDoNotMatter) {
    serve({.tick = std::chrono::milliseconds(2)});
    begin();
    const auto next = m_template->wait_next({.fee_threshold = {0}});
    ASSERT_NE(next, nullptr);
    EXPECT_EQ(next->get_coinbase_tx().script_sig_prefix, m_template->get_coinbase_tx().script_sig_prefix);
    EXPECT_EQ(m_template->wait_next({.timeout_ms = 10, .fee_threshold = {1}}), nullptr);
}

/// On a chain that gets harder with every ten blocks and lets slow ones be easy, as test chains do.
class EasyAfterAWhileTest : public NodeFixture {
protected:
    EasyAfterAWhileTest() : NodeFixture(params()) {
        start();
        grow(11);
    }
    static params::ChainParams params() {
        params::ChainParams made = testing::ChainBuilder::regtest();
        made.consensus.no_retargeting = false;
        made.consensus.min_difficulty_blocks = true;
        made.consensus.pow_target_spacing_s = 1200;
        made.consensus.pow_target_timespan_s = 12'000;
        return made;
    }
    static uint32_t bits_of(interfaces::BlockTemplate& made) {
        return base::read_le<uint32_t>(made.get_block_header().data() + 72);
    }
};

TEST_F(EasyAfterAWhileTest, NextComesWhenItIs) {
    ASSERT_NE(m_builder.tip().bits, m_builder.genesis().bits);
    m_clock.set_mock_time_s(int64_t{m_builder.tip().time} + 2400);
    const auto mining = make_mining_service(*m_node, {.tick = std::chrono::milliseconds(2)});
    const auto hard = mining->create_new_block({}, true);
    EXPECT_EQ(bits_of(*hard), m_builder.tip().bits);
    EXPECT_EQ(hard->wait_next({.timeout_ms = 6}), nullptr);
    m_clock.set_mock_time_s(int64_t{m_builder.tip().time} + 2401);
    const auto easy = hard->wait_next({.timeout_ms = 60'000});
    ASSERT_NE(easy, nullptr);
    EXPECT_EQ(bits_of(*easy), m_builder.genesis().bits);
    EXPECT_EQ(easy->wait_next({.timeout_ms = 6}), nullptr);
}

TEST_F(MiningServiceTest, SubmittedBlocks) {
    const auto block = next_block();
    EXPECT_EQ(submit(block->raw()), "true");
    EXPECT_EQ(submit(block->raw()), "duplicate / ");
    const auto rival = m_builder.build_on(m_builder.genesis(), 9);
    EXPECT_EQ(submit(rival->raw()), "inconclusive / ");
    const auto zero = next_block([](testing::BlockDraft& draft) { draft.header.version = 0; });
    EXPECT_EQ(submit(zero->raw()), "bad-version(0x00000000) / rejected nVersion=0x00000000 block");
    const auto early = next_block([](testing::BlockDraft& draft) {
        draft.coinbase.lock_time = 100;
        draft.coinbase.inputs[0].sequence = 0;
    });
    EXPECT_EQ(submit(early->raw()), "bad-txns-nonfinal / non-final transaction");
    EXPECT_EQ(submit(early->raw()),
              "duplicate-invalid / block " + early->hash().to_text() + " was previously marked invalid");
    const Bytes cut(block->raw().begin(), block->raw().end() - 1);
    EXPECT_TRUE(error_of([&] { submit(cut); }).starts_with("SpanReader::read(): end of data:"));
    EXPECT_TRUE(error_of([&] { submit({}); }).starts_with("SpanReader::read(): end of data:"));
    m_node->stop();
    EXPECT_EQ(error_of([&] { submit(next_block()->raw()); }), "the node is shutting down");
}

TEST_F(MiningServiceTest, CheckedBlocks) {
    const auto block = next_block();
    EXPECT_EQ(check(block->raw()), "true");
    EXPECT_EQ(tip().height, 0);
    EXPECT_EQ(chain().headers().find(block->hash()), nullptr);
    EXPECT_EQ(submit(block->raw()), "true");
    EXPECT_TRUE(check(block->raw()).starts_with("inconclusive-not-best-prevblk / "));
    m_builder.connect(block);
    const auto zero = next_block([](testing::BlockDraft& draft) { draft.header.version = 0; });
    EXPECT_EQ(check(zero->raw()), "bad-version(0x00000000) / rejected nVersion=0x00000000 block");
    EXPECT_EQ(chain().headers().find(zero->hash()), nullptr);
    const Bytes cut(block->raw().begin(), block->raw().end() - 1);
    EXPECT_TRUE(error_of([&] { check(cut); }).starts_with("SpanReader::read(): end of data:"));
}

TEST_F(MiningServiceTest, ChecksCanBeLeftOut) {
    Bytes raw = bytes_of(next_block()->raw());
    raw[36] ^= 1;  // of the merkle root
    constexpr BlockCheckOptions kNoRoot{.check_merkle_root = false, .check_pow = false};
    EXPECT_EQ(check(raw, kNoRoot), "true");
    EXPECT_EQ(check(raw, {.check_merkle_root = true, .check_pow = false}),
              "bad-txnmrklroot / hashMerkleRoot mismatch");
    testing::BlockDraft draft = testing::draft_block(m_builder.tip(), m_builder.params().consensus);
    testing::commit_witnesses(draft);
    testing::set_merkle_root(draft);
    testing::solve(draft.header);
    while (consensus::check_header_work(draft.header.hash(), draft.header.bits, m_builder.params().consensus))
        ++draft.header.nonce;
    const auto unsolved = testing::freeze_block(draft);
    EXPECT_EQ(check(unsolved->raw()), "high-hash / proof of work failed");
    EXPECT_EQ(check(unsolved->raw(), {.check_merkle_root = true, .check_pow = false}), "true");
}

}  // namespace
}  // namespace quanta::node
