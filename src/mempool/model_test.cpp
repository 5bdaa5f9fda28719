// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// The pool under random operations against the plainest model of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "cluster/linearize.h"
#include "mempool/test_mempool.h"
#include "sys/random.h"

namespace quanta::mempool {
namespace {

using cluster::FeeSize;
using primitives::Amount;
using primitives::FeeRate;
using primitives::OutPoint;
using primitives::Txid;
using testing::SpendableCoin;

constexpr size_t kClusterCount = 6;
constexpr int64_t kRate = 100;

/// A list of transactions; everything is looked for from the start each time.
class Model {
public:
    struct Item {
        TransactionRef transaction;
        int64_t fee = 0;
        int64_t delta = 0;
        int64_t modified() const { return fee + delta; }
        int64_t weight() const { return static_cast<int64_t>(transaction->weight()); }
        int64_t vsize() const { return (weight() + 3) / 4; }
    };
    using Set = std::set<Txid>;

    const Item* find(const Txid& txid) const {
        const auto found =
            std::ranges::find(items, txid, [](const Item& item) { return item.transaction->txid(); });
        return found == items.end() ? nullptr : &*found;
    }
    const Item* spender(const OutPoint& outpoint) const {
        for (const Item& item : items) {
            for (const auto& input : item.transaction->inputs()) {
                if (input.prevout == outpoint) return &item;
            }
        }
        return nullptr;
    }
    Set parents(const Item& item) const {
        Set found;
        for (const auto& input : item.transaction->inputs()) {
            if (find(input.prevout.txid) != nullptr) found.insert(input.prevout.txid);
        }
        return found;
    }
    Set descendants(Set set) const {
        for (bool grown = true; grown;) {
            grown = false;
            for (const Item& item : items) {
                const Set above = parents(item);
                const bool below =
                    std::ranges::any_of(above, [&](const Txid& id) { return set.contains(id); });
                if (below) grown |= set.insert(item.transaction->txid()).second;
            }
        }
        return set;
    }
    Set cluster(const Txid& txid) const {
        Set set{txid};
        for (bool grown = true; grown;) {
            grown = false;
            for (const Item& item : items) {
                Set near = parents(item);
                near.insert(item.transaction->txid());
                const bool touches =
                    std::ranges::any_of(near, [&](const Txid& id) { return set.contains(id); });
                for (const Txid& id : near)
                    grown |= touches && set.insert(id).second;
            }
        }
        return set;
    }
    /// The chunks of one cluster.
    std::vector<cluster::Chunk> chunks_of(const Set& one) const {
        std::vector<Txid> order;
        std::vector<cluster::Member> members;
        for (const Item& item : items) {
            if (!one.contains(item.transaction->txid())) continue;
            cluster::Member member{{item.modified(), item.weight()}, 0};
            for (const Txid& parent : parents(item))
                member.parents |= uint64_t{1} << (std::ranges::find(order, parent) - order.begin());
            order.push_back(item.transaction->txid());
            members.push_back(member);
        }
        return cluster::linearize(members).chunks;
    }
    /// The chunks of the clusters of `set`, best rate first.
    std::vector<FeeSize> diagram(Set set) const {
        std::vector<FeeSize> chunks;
        while (!set.empty()) {
            const Set one = cluster(*set.begin());
            for (const Txid& txid : one)
                set.erase(txid);
            for (const cluster::Chunk& chunk : chunks_of(one))
                chunks.push_back(chunk.fee_size);
        }
        std::ranges::stable_sort(chunks, cluster::better_rate);
        return chunks;
    }
    void erase(const Set& set) {
        std::erase_if(items, [&](const Item& item) { return set.contains(item.transaction->txid()); });
    }

    std::vector<Item> items;  ///< parents first
    std::map<Txid, int64_t> deltas;

    /// What offering `item` should lead to: the reason, or "ok" with what it replaces in `replaced`.
    std::string judge(const Item& item, Set& replaced) const {
        if (find(item.transaction->txid()) != nullptr) return "txn-already-in-mempool";
        const FeeRate rate = FeeRate::per_kvb(kRate);
        if (item.modified() < rate.fee_for(item.vsize()).sat) return "min relay fee not met";
        Set conflicts;
        for (const auto& input : item.transaction->inputs()) {
            if (const Item* other = spender(input.prevout)) conflicts.insert(other->transaction->txid());
        }
        replaced = descendants(conflicts);
        int64_t fees = 0;
        for (const Txid& txid : replaced)
            fees += find(txid)->modified();
        const int64_t more = item.modified() - fees;
        if (!replaced.empty() && (more < 0 || more < rate.fee_for(item.vsize()).sat))
            return "insufficient fee";
        Model after = *this;
        after.erase(replaced);
        after.items.push_back(item);
        if (after.cluster(item.transaction->txid()).size() > kClusterCount) return "too-large-cluster";
        if (replaced.empty()) return "ok";
        return judge_diagram(item, conflicts, after);
    }
    std::string judge_diagram(const Item& item, const Set& conflicts, const Model& after) const {
        Set before_set;
        for (const Txid& txid : conflicts)
            before_set.merge(cluster(txid));
        for (const Txid& txid : parents(item))
            before_set.merge(cluster(txid));
        Set after_set;
        for (const Txid& txid : before_set) {
            if (after.find(txid) != nullptr) after_set.insert(txid);
        }
        after_set.insert(item.transaction->txid());
        const auto order = cluster::compare_diagrams(after.diagram(after_set), diagram(before_set));
        if (order != std::partial_ordering::greater) return "replacement-failed";
        Set ancestors = parents(item);
        for (bool grown = true; grown;) {
            grown = false;
            for (const Txid& txid : Set(ancestors)) {
                for (const Txid& above : parents(*find(txid)))
                    grown |= ancestors.insert(above).second;
            }
        }
        const bool own =
            std::ranges::any_of(ancestors, [&](const Txid& id) { return conflicts.contains(id); });
        return own ? "bad-txns-spends-conflicting-tx" : "ok";
    }
};

class ModelTest : public ::testing::Test {
protected:
    ModelTest() : m(limits()) {
        for (int i = 0; i < 40; ++i)
            m_coins.push_back(m.coin());
    }
    static Options limits() {
        Options options;
        options.cluster.count = kClusterCount;
        return options;
    }
    uint64_t below(uint64_t bound) { return m_random.below(bound); }

    SpendableCoin any_coin() {
        const bool fresh = m_model.items.empty() || below(3) == 0;
        if (fresh) return m_coins[below(m_coins.size())];
        const TransactionRef& parent = m_model.items[below(m_model.items.size())].transaction;
        return TestMempool::output(parent, static_cast<uint32_t>(below(parent->outputs().size())));
    }
    void offer_one() {
        std::map<OutPoint, SpendableCoin> from;
        for (uint64_t i = below(3); i < 3; ++i) {
            const SpendableCoin coin = any_coin();
            from.emplace(coin.outpoint, coin);
        }
        Spec spec;
        int64_t value = 0;
        for (const auto& [outpoint, coin] : from) {
            spec.from.push_back(coin);
            value += coin.coin.value.sat;
        }
        spec.outputs = 1 + below(3);
        spec.fee_sat = static_cast<int64_t>(below(below(2) == 0 ? 100 : 4'000));
        if (value < 20'000) return;
        // What does not divide evenly is fee, too.
        auto transaction = TestMempool::make(spec);
        const bool again = below(50) == 0 && !m_model.items.empty();
        if (again) {
            transaction = m_model.items[below(m_model.items.size())].transaction;
            value = 0;
        }
        Model::Item item{transaction, value - transaction->output_sum().sat, 0};
        if (const auto delta = m_model.deltas.find(transaction->txid()); delta != m_model.deltas.end())
            item.delta = delta->second;
        Model::Set replaced;
        const std::string expected = m_model.judge(item, replaced);
        const TransactionResult result = m.acceptance.accept(transaction, Terms{});
        ASSERT_EQ(result.accepted() ? "ok" : result.rejection->reason, expected);
        ++m_seen[expected];
        if (expected != "ok") return;
        if (!replaced.empty()) ++m_seen["replaced"];
        EXPECT_EQ(Model::Set(result.replaced.begin(), result.replaced.end()), replaced);
        m_model.erase(replaced);
        m_model.items.push_back(item);
    }
    void prioritise_one() {
        if (m_model.items.empty()) return;
        Model::Item& item = m_model.items[below(m_model.items.size())];
        const auto delta = static_cast<int64_t>(below(2'000)) - 1'000;
        item.delta += delta;
        m_model.deltas[item.transaction->txid()] += delta;
        if (item.delta == 0) m_model.deltas.erase(item.transaction->txid());
        const sys::MutexLock lock(m.state.mutex);
        m.state.pool.prioritise(item.transaction->txid(), {delta});
    }
    /// A block with a transaction and its ancestors; their coins are made anew afterwards.
    void confirm_one() {
        if (m_model.items.empty()) return;
        const Txid last = m_model.items[below(m_model.items.size())].transaction->txid();
        Model::Set chosen{last};
        for (size_t i = m_model.items.size(); i-- > 0;) {
            if (!chosen.contains(m_model.items[i].transaction->txid())) continue;
            for (const Txid& parent : m_model.parents(m_model.items[i]))
                chosen.insert(parent);
        }
        primitives::MutableTransaction coinbase;
        coinbase.inputs.push_back({{}, base::Bytes(3, static_cast<uint8_t>(below(256))), 0, {}});
        coinbase.outputs.push_back({{1}, {}});
        std::vector<base::Bytes> raw{coinbase.serialize()};
        for (const Model::Item& item : m_model.items) {
            if (!chosen.contains(item.transaction->txid())) continue;
            raw.emplace_back(item.transaction->raw().begin(), item.transaction->raw().end());
            for (const auto& input : item.transaction->inputs())
                forget(input.prevout);
            for (uint32_t i = 0; i < item.transaction->outputs().size(); ++i)
                keep(item.transaction, i);
            m_model.deltas.erase(item.transaction->txid());
        }
        const auto block = primitives::Block::parse(primitives::Block::assemble({}, raw)).value();
        m_model.erase(chosen);
        m.extend();
        m.coins.set_tip(m.tip);
        m.follower.block_connected({++m_sequence, m.tip, block, nullptr});
        auto snapshot = std::make_shared<chain::Snapshot>();
        snapshot->tip = m.tip;
        snapshot->sequence = m_sequence;
        m.follower.tip_changed(snapshot);
        m.follower.wait_until_settled(m_sequence);
    }
    void forget(const OutPoint& outpoint) {
        m.coins.remove(outpoint);
        std::erase_if(m_coins, [&](const SpendableCoin& coin) { return coin.outpoint == outpoint; });
        if (m_coins.size() < 30) m_coins.push_back(m.coin());
    }
    void keep(const TransactionRef& transaction, uint32_t index) {
        const SpendableCoin coin = testing::coin_of(*transaction, index, m.tip->height);
        m.coins.add(coin);
        if (m_coins.size() < 60) m_coins.push_back(coin);
    }
    void compare() {
        ASSERT_EQ(m.reader.info().count, m_model.items.size());
        std::vector<FeeSize> expected;
        Model::Set all;
        for (const Model::Item& item : m_model.items)
            all.insert(item.transaction->txid());
        for (const Txid& txid : all)
            ASSERT_TRUE(m.reader.contains(txid));
        ASSERT_EQ(m.reader.diagram(), m_model.diagram(all));
        int64_t fees = 0;
        for (const Model::Item& item : m_model.items)
            fees += item.fee;
        ASSERT_EQ(m.reader.info().fees.sat, fees);
    }

    TestMempool m;
    Model m_model;
    std::vector<SpendableCoin> m_coins;
    sys::FakeRandom m_random{20261122};
    uint64_t m_sequence = 0;
    std::map<std::string, int> m_seen;
};

TEST_F(ModelTest, RandomOperationsLeaveBothAlike) {
    const char* wanted = std::getenv("QUANTA_POOL_OPERATIONS");
    const long operations = wanted == nullptr ? 5'000 : std::atol(wanted);
    for (long i = 0; i < operations && !HasFatalFailure(); ++i) {
        const uint64_t choice = below(100);
        if (choice < 88) {
            offer_one();
        } else if (choice < 94) {
            prioritise_one();
        } else {
            confirm_one();
        }
        if (i % 50 == 0) compare();
    }
    compare();
    for (const char* reason : {"ok", "replaced", "insufficient fee", "replacement-failed",
                               "too-large-cluster", "min relay fee not met", "txn-already-in-mempool"}) {
        EXPECT_TRUE(operations < 5'000 || m_seen[reason] > 0) << reason;
    }
    for (const auto& [reason, count] : m_seen)
        std::printf("%s: %d\n", reason.c_str(), count);
}

}  // namespace
}  // namespace quanta::mempool
