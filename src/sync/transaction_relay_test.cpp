// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/transaction_relay.h"

#include <gtest/gtest.h>

#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "relay/test_pool.h"

namespace quanta::sync {
namespace {

using peers::FakeChain;
using peers::test_facts;
using peers::TestEnvironment;
using peers::TestPeers;

using net::ConnectionType;
using std::chrono::seconds;
using wire::Inventory;
using wire::InventoryHash;
using wire::InventoryType;

constexpr int64_t kGenesisTime = 1'296'688'602;

class TransactionRelayTest : public ::testing::Test {
protected:
    TransactionRelayTest() { pool.coins.insert(primitives::Txid()); }

    void ready(PeerId id, ConnectionType type = ConnectionType::OutboundFullRelay, uint32_t permissions = 0) {
        PeerFacts facts = test_facts(id, type);
        facts.origin.permissions = permissions;
        control.peer_connected(id);
        relay.peer_ready(facts);
    }
    std::shared_ptr<const primitives::Transaction> transaction(uint32_t i) {
        primitives::MutableTransaction made;
        made.inputs.push_back({{{}, i}, {}, 0xffffffff, {}});
        made.outputs.push_back({{1000}, {0x51}});
        return made.freeze();
    }
    Inventory entry(uint32_t i, InventoryType type = InventoryType::Wtx) {
        return {type, InventoryHash(transaction(i)->wtxid().bytes())};
    }
    size_t asked(PeerId id) {
        size_t count = 0;
        for (const auto& message : peers.take<wire::GetData>(id))
            count += message.entries.size();
        return count;
    }
    size_t told(PeerId id) {
        size_t count = 0;
        for (const auto& message : peers.take<wire::Inv>(id))
            count += message.entries.size();
        return count;
    }
    void run(std::chrono::milliseconds time) { environment.run_for(time); }

    const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    TestEnvironment environment{kGenesisTime + 60};
    FakeChain chain{params, environment.clock, environment.scheduler, {}};
    TestPeers peers;
    relay::TestPool pool{environment.scheduler};
    PeerControl control{peers};
    size_t left_out = 0;
    int64_t fee_filter = 0;
    TransactionRelay::Parts parts{control, &pool, true, [this](PeerId) { return fee_filter; },
                                  [this](const auto&) { ++left_out; }};
    TransactionRelay relay{Context{chain, peers, environment.get()}, parts};
};

TEST_F(TransactionRelayTest, from_one_peer_to_the_pool_to_the_others) {
    for (PeerId id = 1; id <= 3; ++id)
        ready(id);
    relay.handle(1, wire::Inv{{entry(1)}});
    relay.handle(2, wire::Inv{{entry(1)}});
    run(seconds(1));
    EXPECT_EQ(asked(1) + asked(2), 1u) << "one at a time";
    relay.handle(1, wire::Tx{transaction(1)});
    run(seconds(60));
    EXPECT_TRUE(pool.find(transaction(1)->txid()));
    EXPECT_EQ(told(1) + told(2), 0u) << "they have it";
    EXPECT_EQ(told(3), 1u);
    EXPECT_GT(peers.merits[1].last_transaction_s, 0);
    relay.handle(3, wire::GetData{{entry(1), entry(2)}});
    EXPECT_EQ(peers.take<wire::Tx>(3).size(), 1u);
    EXPECT_EQ(peers.take<wire::NotFound>(3).at(0).entries, std::vector{entry(2)});
    relay.handle(2, wire::Inv{{entry(1)}});
    run(seconds(10));
    EXPECT_EQ(asked(2), 0u);
}

TEST_F(TransactionRelayTest, notfound_and_silence_make_us_ask_others) {
    for (PeerId id = 1; id <= 2; ++id) {
        ready(id);
        relay.handle(id, wire::Inv{{entry(1)}});
    }
    run(seconds(1));
    const size_t one = asked(1);
    EXPECT_EQ(one + asked(2), 1u);
    const PeerId first = one == 1 ? 1 : 2;
    relay.handle(first, wire::NotFound{{entry(1)}});
    run(seconds(1));
    EXPECT_EQ(asked(3 - first), 1u);
    relay.handle(first, wire::Inv{{entry(1)}});
    run(seconds(61));
    EXPECT_EQ(asked(first), 0u) << "it has said no";
}

TEST_F(TransactionRelayTest, what_is_newer_than_the_last_announcement_is_not_given) {
    ready(1);
    pool.add(transaction(1));
    relay.handle(1, wire::GetData{{entry(1)}});
    EXPECT_EQ(peers.take<wire::NotFound>(1).size(), 1u);
    relay.entered(*pool.find(transaction(1)->txid()));
    run(seconds(60));
    EXPECT_EQ(told(1), 1u);
    relay.handle(1, wire::GetData{{entry(1)}});
    EXPECT_EQ(peers.take<wire::Tx>(1).size(), 1u);
}

TEST_F(TransactionRelayTest, announcements_keep_to_a_rate_and_to_the_fee_filter) {
    ready(1);
    for (uint32_t i = 0; i < 2000; ++i) {
        pool.add(transaction(i));
        relay.entered(*pool.find(transaction(i)->txid()));
    }
    run(seconds(30));
    const size_t count = told(1);
    EXPECT_GE(count, 300u);
    EXPECT_LE(count, 300u + 30 * 14);
    run(seconds(600));
    EXPECT_EQ(count + told(1), 2000u);
    fee_filter = 1'000'000'000;
    pool.add(transaction(5000));
    relay.entered(*pool.find(transaction(5000)->txid()));
    run(seconds(60));
    EXPECT_EQ(told(1), 0u);
}

TEST_F(TransactionRelayTest, refused_ones_are_not_asked_for_before_the_next_block) {
    ready(1);
    pool.verdicts[transaction(1)->wtxid()] = relay::Verdict::Rejected;
    relay.handle(1, wire::Tx{transaction(1)});
    run(seconds(1));
    EXPECT_EQ(left_out, 1u);
    relay.handle(1, wire::Inv{{entry(1)}});
    run(seconds(5));
    EXPECT_EQ(asked(1), 0u);
    relay.tip_changed(chain.snapshot());
    relay.handle(1, wire::Inv{{entry(1)}});
    run(seconds(5));
    EXPECT_EQ(asked(1), 1u);
}

TEST_F(TransactionRelayTest, parents_of_an_orphan_come_from_whoever_has_it) {
    for (PeerId id = 1; id <= 3; ++id)
        ready(id);
    const auto parent = transaction(1);
    primitives::MutableTransaction spending;
    spending.inputs.push_back({{parent->txid(), 0}, {}, 0xffffffff, {}});
    spending.outputs.push_back({{900}, {0x51}});
    const auto child = spending.freeze();
    const Inventory announced{InventoryType::Wtx, InventoryHash(child->wtxid().bytes())};
    relay.handle(1, wire::Inv{{announced}});
    relay.handle(2, wire::Inv{{announced}});
    run(seconds(1));
    EXPECT_EQ(asked(1) + asked(2), 1u);
    relay.handle(1, wire::Tx{child});
    run(seconds(5));
    ASSERT_NE(relay.orphans(), nullptr);
    EXPECT_EQ(relay.orphans()->announcers(child->wtxid()).size(), 2u);
    // One of the two is asked for the parent, by txid; nobody for the child.
    auto first = peers.take<wire::GetData>(1);
    auto second = peers.take<wire::GetData>(2);
    ASSERT_EQ(first.size() + second.size(), 1u);
    const wire::GetData& request = first.empty() ? second[0] : first[0];
    const PeerId silent = first.empty() ? 2 : 1;
    EXPECT_EQ(request.entries,
              (std::vector{Inventory{InventoryType::WitnessTx, InventoryHash(parent->txid().bytes())}}));
    // It does not answer; the other does.
    run(seconds(61));
    EXPECT_EQ(asked(3 - silent), 1u);
    relay.handle(3 - silent, wire::Tx{parent});
    run(seconds(60));
    EXPECT_TRUE(pool.find(child->txid()));
    EXPECT_EQ(relay.orphans()->size(), 0u);
    EXPECT_EQ(told(3), 2u);
    relay.handle(2, wire::Inv{{announced}});
    run(seconds(10));
    EXPECT_EQ(asked(2), 0u);
}

TEST_F(TransactionRelayTest, who_was_told_to_send_none_has_to_go) {
    ready(1, ConnectionType::BlockRelayOnly);
    relay.handle(1, wire::Inv{{entry(1)}});
    EXPECT_TRUE(peers.gone(1));
    ready(2, ConnectionType::BlockRelayOnly);
    relay.handle(2, wire::Tx{transaction(1)});
    EXPECT_TRUE(peers.gone(2));
    ready(3);
    relay.handle(3, wire::Mempool{});
    EXPECT_TRUE(peers.gone(3));
    ready(4, ConnectionType::Inbound, net::kPermitMempool);
    pool.add(transaction(1));
    relay.handle(4, wire::Mempool{});
    run(seconds(60));
    EXPECT_EQ(told(4), 1u);
}

TEST_F(TransactionRelayTest, what_is_not_there_is_told_in_pieces_and_too_much_passed_over) {
    constexpr size_t kBatch = TransactionRelay::kNotFoundBatch;
    ready(1);
    wire::GetData request;
    for (uint32_t i = 0; i <= TransactionRelay::kMaxAsked; ++i)
        request.entries.push_back(entry(i));
    relay.handle(1, request);
    const auto answers = peers.take<wire::NotFound>(1);
    ASSERT_EQ(answers.size(), TransactionRelay::kMaxAsked / kBatch);
    for (size_t i = 0; i < answers.size(); ++i) {
        EXPECT_EQ(answers[i].entries.size(), kBatch);
        EXPECT_EQ(answers[i].entries.front(), request.entries[i * kBatch]);
    }
}

TEST_F(TransactionRelayTest, a_slow_reader_and_a_busy_pool_make_the_peer_wait) {
    ready(1);
    peers.full.insert(1);
    relay.handle(1, wire::GetData{{entry(1)}});
    EXPECT_TRUE(peers.paused.contains(1));
    peers.full.clear();
    relay.send_queue_drained(1);
    EXPECT_FALSE(peers.paused.contains(1));
    for (uint32_t i = 0; i <= pool.max_in_work(); ++i)
        relay.handle(1, wire::Tx{transaction(i)});
    EXPECT_EQ(pool.submitted, pool.max_in_work() / TransactionIntake::kShares);
    EXPECT_TRUE(peers.paused.contains(1));
    run(seconds(1));
    EXPECT_EQ(pool.submitted, pool.max_in_work() + 1);
    EXPECT_FALSE(peers.paused.contains(1));
}

}  // namespace
}  // namespace quanta::sync
