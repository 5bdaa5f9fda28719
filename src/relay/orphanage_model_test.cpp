// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/orphanage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "sys/random.h"

namespace quanta::relay {
namespace {

using primitives::MutableTransaction;
using primitives::Txid;
using primitives::Wtxid;
using TransactionPtr = Orphanage::TransactionPtr;

constexpr Orphanage::Limits kLimits{.weight_per_peer = 4'000, .work = 40};

/// The rules, read from a list of announcements in the order they were made; every figure is counted anew.
class Model {
public:
    struct Line {
        PeerId peer;
        TransactionPtr orphan;
        int64_t at_us;
    };

    bool add(const TransactionPtr& orphan, PeerId peer, int64_t now_us) {
        for (const Line& line : lines) {
            if (line.peer == peer && line.orphan->wtxid() == orphan->wtxid()) return false;
        }
        int64_t at_us = now_us;
        for (const Line& line : lines) {
            if (line.orphan->wtxid() == orphan->wtxid()) at_us = line.at_us;
        }
        lines.push_back({peer, orphan, at_us});
        shrink();
        return std::ranges::any_of(lines, [&](const Line& line) {
            return line.peer == peer && line.orphan->wtxid() == orphan->wtxid();
        });
    }
    template <typename Which>
    void drop(Which which) {
        std::erase_if(lines, which);
        shrink();
    }

    size_t work(std::optional<PeerId> peer = {}) const {
        size_t sum = 0;
        for (const Line& line : lines)
            sum += !peer || line.peer == *peer ? Orphanage::work_of(*line.orphan) : 0;
        return sum;
    }
    size_t weight_of(PeerId peer) const {
        size_t sum = 0;
        for (const Line& line : lines)
            sum += line.peer == peer ? line.orphan->weight() : 0;
        return sum;
    }
    size_t weight() const {
        std::map<Wtxid, size_t> each;
        for (const Line& line : lines)
            each[line.orphan->wtxid()] = line.orphan->weight();
        size_t sum = 0;
        for (const auto& [wtxid, weight] : each)
            sum += weight;
        return sum;
    }
    std::set<PeerId> peers() const {
        std::set<PeerId> all;
        for (const Line& line : lines)
            all.insert(line.peer);
        return all;
    }

    std::vector<Line> lines;

private:
    void shrink() {
        while (work() > kLimits.work || weight() > kLimits.weight_per_peer * peers().size()) {
            const std::set<PeerId> all = peers();
            const size_t share = std::max<size_t>(kLimits.work / all.size(), 1);
            const auto used = [&](PeerId peer) {
                return std::max(work(peer) * kLimits.weight_per_peer, weight_of(peer) * share);
            };
            PeerId worst = *all.begin();
            for (const PeerId peer : all) {
                if (used(peer) > used(worst)) worst = peer;
            }
            lines.erase(std::ranges::find(lines, worst, &Line::peer));
        }
    }
};

/// An orphanage and the model of it, to which the same is done.
class Pair {
public:
    explicit Pair(uint64_t seed) : m_random(seed) {
        for (uint32_t i = 0; i < 30; ++i)
            m_transactions.push_back(made(i));
    }

    void step() {
        m_now_us += static_cast<int64_t>(m_random.below(Orphanage::kMaxAgeUs / 20));
        const auto& orphan = m_transactions[m_random.below(m_transactions.size())];
        const auto peer = static_cast<PeerId>(m_random.below(6));
        switch (m_random.below(10)) {
            case 0:
                m_orphans.forget(orphan->wtxid());
                return m_model.drop([&](const auto& line) { return line.orphan == orphan; });
            case 1:
                m_orphans.forget(peer);
                return m_model.drop([&](const auto& line) { return line.peer == peer; });
            case 2:
                m_orphans.expire(m_now_us);
                return m_model.drop(
                    [&](const auto& line) { return m_now_us - line.at_us >= Orphanage::kMaxAgeUs; });
            case 3:
                return compare_children(peer);
            default:
                EXPECT_EQ(m_orphans.add(orphan, peer, m_now_us), m_model.add(orphan, peer, m_now_us));
        }
    }
    void compare() const {
        std::map<Wtxid, std::vector<PeerId>> expected;
        for (const auto& line : m_model.lines)
            expected[line.orphan->wtxid()].push_back(line.peer);
        std::map<Wtxid, std::vector<PeerId>> found;
        m_orphans.for_each([&](const TransactionPtr& orphan, const std::vector<PeerId>& peers) {
            found[orphan->wtxid()] = peers;
        });
        ASSERT_EQ(found, expected);
        ASSERT_EQ(m_orphans.size(), expected.size());
        ASSERT_EQ(m_orphans.work(), m_model.work());
        ASSERT_EQ(m_orphans.weight(), m_model.weight());
        for (PeerId peer = 0; peer < 6; ++peer) {
            ASSERT_EQ(m_orphans.announcements(peer),
                      static_cast<size_t>(std::ranges::count(m_model.lines, peer, &Model::Line::peer)));
        }
    }

private:
    static Txid parent(uint64_t i) {
        Txid txid;
        txid.bytes()[0] = static_cast<uint8_t>(i);
        return txid;
    }
    TransactionPtr made(uint32_t salt) {
        MutableTransaction transaction;
        const uint64_t inputs = 1 + m_random.below(25);
        for (uint32_t i = 0; i < inputs; ++i)
            transaction.inputs.push_back({{parent(m_random.below(8)), i}, {}, 0xffffffff, {}});
        transaction.outputs.push_back({{1}, base::Bytes(m_random.below(100), 0x6a)});
        transaction.lock_time = salt;
        return transaction.freeze();
    }
    /// Those that became ready are those of any peer.
    void compare_children(PeerId peer) {
        const Txid wanted = parent(m_random.below(8));
        const auto spends = [&](const TransactionPtr& orphan) {
            return std::ranges::any_of(orphan->inputs(),
                                       [&](const auto& input) { return input.prevout.txid == wanted; });
        };
        std::vector<TransactionPtr> expected;
        std::set<TransactionPtr> of_all;
        for (const auto& line : m_model.lines) {
            if (!spends(line.orphan)) continue;
            of_all.insert(line.orphan);
            if (line.peer == peer) expected.insert(expected.begin(), line.orphan);
        }
        EXPECT_EQ(m_orphans.children_of(wanted, peer), expected);
        m_orphans.parent_came(wanted);
        std::set<TransactionPtr> ready;
        while (const auto next = m_orphans.take_ready())
            EXPECT_TRUE(ready.insert(next->transaction).second);
        EXPECT_EQ(ready, of_all);
    }

    sys::FakeRandom m_random;
    std::vector<TransactionPtr> m_transactions;
    int64_t m_now_us = 0;
    Orphanage m_orphans{kLimits};
    Model m_model;
};

TEST(OrphanageModel, whatever_happens_the_same_orphans_stay) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        Pair pair(seed);
        for (int i = 0; i < 500; ++i) {
            pair.step();
            pair.compare();
            if (::testing::Test::HasFailure()) return;
        }
    }
}

}  // namespace
}  // namespace quanta::relay
