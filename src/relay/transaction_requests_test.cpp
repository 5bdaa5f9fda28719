// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/transaction_requests.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sys/random.h"

namespace quanta::relay {
namespace {

using Requests = TransactionRequests;

TransactionName named(uint16_t i, bool by_wtxid = true) {
    TransactionName name;
    name.hash.bytes()[0] = static_cast<uint8_t>(i);
    name.hash.bytes()[1] = static_cast<uint8_t>(i >> 8);
    name.by_wtxid = by_wtxid;
    return name;
}

constexpr Requests::Circumstances kPreferred{.preferred = true};

TEST(TransactionRequestsTest, a_preferred_peer_is_asked_at_once_and_others_later) {
    Requests requests(1);
    EXPECT_TRUE(requests.announced(1, named(1), {}, 0));
    EXPECT_FALSE(requests.announced(1, named(1), {}, 0));
    EXPECT_TRUE(requests.take_due(1, Requests::kDelayUs - 1).empty());
    EXPECT_EQ(requests.next_us(0), Requests::kDelayUs);
    EXPECT_EQ(requests.take_due(1, Requests::kDelayUs).size(), 1u);
    EXPECT_TRUE(requests.announced(2, named(2), kPreferred, 0));
    EXPECT_EQ(requests.take_due(2, 0).size(), 1u);
    EXPECT_TRUE(requests.take_due(2, 0).empty());
}

TEST(TransactionRequestsTest, the_next_is_asked_when_time_is_up_or_the_answer_is_no) {
    Requests requests(1);
    requests.announced(1, named(1), kPreferred, 0);
    requests.announced(2, named(1), {}, 0);
    requests.announced(3, named(1), {}, 0);
    ASSERT_EQ(requests.take_due(1, 10).size(), 1u);
    EXPECT_TRUE(requests.is_in_flight(1, named(1)));
    EXPECT_TRUE(requests.take_due(2, 10 + Requests::kTimeoutUs - 1).empty());
    EXPECT_EQ(requests.next_us(10 + Requests::kDelayUs), 10 + Requests::kTimeoutUs);
    const size_t second = requests.take_due(2, 10 + Requests::kTimeoutUs).size();
    const size_t third = requests.take_due(3, 10 + Requests::kTimeoutUs).size();
    EXPECT_EQ(second + third, 1u);
    const PeerId asked = second == 1 ? 2 : 3;
    requests.answered(asked, named(1));
    EXPECT_EQ(requests.take_due(5 - asked, 10 + Requests::kTimeoutUs).size(), 1u);
    EXPECT_EQ(requests.size(), 3u);
    requests.answered(5 - asked, named(1));
    EXPECT_EQ(requests.size(), 0u) << "nobody is left";
    EXPECT_TRUE(requests.announced(1, named(1), kPreferred, 0)) << "it may come again";
}

TEST(TransactionRequestsTest, announcements_of_a_peer_are_bounded) {
    Requests requests(1);
    for (uint16_t i = 0; i < Requests::kMaxAnnouncements; ++i)
        ASSERT_TRUE(requests.announced(1, named(i), {}, 0));
    EXPECT_FALSE(requests.announced(1, named(60'000), {}, 0));
    EXPECT_TRUE(requests.announced(2, named(60'000), {}, 0));
    EXPECT_TRUE(requests.announced(1, named(60'001), {.unlimited = true}, 0));
    requests.forget(1);
    EXPECT_EQ(requests.size(), 1u);
    EXPECT_EQ(requests.announcements(1), 0u);
}

TEST(TransactionRequestsTest, announcements_of_all_peers_together_are_bounded) {
    Requests requests(1);
    constexpr PeerId kGreedy = Requests::kMaxTotal / Requests::kMaxAnnouncements;
    for (PeerId peer = 0; peer < kGreedy; ++peer) {
        for (uint16_t i = 0; i < Requests::kMaxAnnouncements; ++i)
            ASSERT_TRUE(requests.announced(peer, named(i), {}, 0));
    }
    EXPECT_EQ(requests.size(), Requests::kMaxTotal);
    // A newcomer has its share, and those we have chosen as much as ever.
    constexpr size_t kShare = Requests::kMaxTotal / (kGreedy + 1);
    size_t taken = 0;
    for (uint16_t i = 0; i < Requests::kMaxAnnouncements; ++i)
        taken += requests.announced(kGreedy, named(i), {}, 0) ? 1 : 0;
    EXPECT_EQ(taken, kShare);
    for (uint16_t i = 0; i < Requests::kMaxAnnouncements; ++i)
        ASSERT_TRUE(requests.announced(kGreedy + 1, named(i), kPreferred, 0));
    EXPECT_FALSE(requests.announced(kGreedy + 1, named(60'000), kPreferred, 0));
    EXPECT_TRUE(requests.announced(kGreedy + 2, named(1), {}, 0));
    // With room again nobody is held to a share.
    for (PeerId peer = 0; peer < kGreedy; ++peer)
        requests.forget(peer);
    EXPECT_TRUE(requests.announced(kGreedy, named(60'000), {}, 0));
}

TEST(TransactionRequestsTest, reasons_to_wait_add_up) {
    Requests requests(1);
    for (uint16_t i = 0; i < Requests::kMaxInFlight; ++i)
        requests.announced(1, named(i), kPreferred, 0);
    EXPECT_EQ(requests.take_due(1, 0).size(), Requests::kMaxInFlight);
    requests.announced(1, named(1000, false), {.wtxid_peers = true}, 0);
    EXPECT_TRUE(requests.take_due(1, 3 * Requests::kDelayUs - 1).empty());
    EXPECT_EQ(requests.take_due(1, 3 * Requests::kDelayUs).size(), 1u);
    requests.announced(1, named(1001), {.preferred = true, .unlimited = true}, 0);
    EXPECT_EQ(requests.take_due(1, 0).size(), 1u);
    requests.answered(1, named(5));
    EXPECT_EQ(requests.in_flight(1), Requests::kMaxInFlight + 1);
}

/// The rules word by word, in time linear in all announcements.
class Model {
public:
    struct Entry {
        PeerId peer;
        TransactionName name;
        bool preferred;
        int64_t at_us;
        int stage = 0;  ///< waiting, in flight, done
    };

    explicit Model(const Requests& keyed) : m_keyed(keyed) {}

    bool announced(PeerId peer, const TransactionName& name, const Requests::Circumstances& how,
                   int64_t now) {
        if (std::ranges::any_of(m_entries, [&](const Entry& e) { return e.peer == peer && e.name == name; }))
            return false;
        int64_t at = now;
        if (!how.preferred) at += Requests::kDelayUs;
        if (!name.by_wtxid && how.wtxid_peers) at += Requests::kDelayUs;
        m_entries.push_back({peer, name, how.preferred, at});
        return true;
    }
    std::vector<TransactionName> take_due(PeerId peer, int64_t now) {
        for (Entry& entry : m_entries) {
            if (entry.stage == 1 && entry.at_us <= now) entry.stage = 2;
        }
        clean();
        std::vector<TransactionName> due;
        for (Entry& entry : m_entries) {
            if (entry.peer == peer && entry.stage == 0 && entry.at_us <= now && is_first(entry, now))
                due.push_back(entry.name);
        }
        for (Entry& entry : m_entries) {
            if (entry.peer != peer || std::ranges::find(due, entry.name) == due.end()) continue;
            entry.stage = 1;
            entry.at_us = now + Requests::kTimeoutUs;
        }
        return due;
    }
    void answered(PeerId peer, const TransactionName& name) {
        for (Entry& entry : m_entries) {
            if (entry.peer == peer && entry.name == name) entry.stage = 2;
        }
        clean();
    }
    void forget(const TransactionName& name) {
        std::erase_if(m_entries, [&](const Entry& e) { return e.name == name; });
    }
    void forget(PeerId peer) {
        std::erase_if(m_entries, [&](const Entry& e) { return e.peer == peer; });
        clean();
    }
    size_t size() const { return m_entries.size(); }
    size_t in_flight(PeerId peer) const {
        return static_cast<size_t>(
            std::ranges::count_if(m_entries, [&](const Entry& e) { return e.peer == peer && e.stage == 1; }));
    }

private:
    bool is_first(const Entry& entry, int64_t now) const {
        return std::ranges::all_of(m_entries, [&](const Entry& other) {
            if (other.name != entry.name || other.peer == entry.peer || other.stage == 2) return true;
            if (other.stage == 1) return false;
            return other.at_us > now || m_keyed.priority(other.peer, other.name, other.preferred) <
                                            m_keyed.priority(entry.peer, entry.name, entry.preferred);
        });
    }
    void clean() {
        const std::vector<Entry> all = m_entries;
        std::erase_if(m_entries, [&](const Entry& entry) {
            return std::ranges::all_of(
                all, [&](const Entry& other) { return other.name != entry.name || other.stage == 2; });
        });
    }

    const Requests& m_keyed;
    std::vector<Entry> m_entries;
};

TEST(TransactionRequestsTest, agrees_with_the_rules_word_by_word) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        sys::FakeRandom random(seed);
        Requests requests(seed);
        Model model(requests);
        int64_t now = 0;
        for (int step = 0; step < 2000; ++step) {
            const auto peer = static_cast<PeerId>(random.below(5));
            const TransactionName name = named(static_cast<uint16_t>(random.below(12)), random.below(3) != 0);
            const Requests::Circumstances how{random.below(2) == 0, false, random.below(2) == 0};
            switch (random.below(12)) {
                case 0:
                    requests.forget(name), model.forget(name);
                    break;
                case 1:
                    requests.answered(peer, name), model.answered(peer, name);
                    break;
                case 2:
                    if (random.below(8) == 0) requests.forget(peer), model.forget(peer);
                    break;
                case 3:
                    now += static_cast<int64_t>(random.below(Requests::kTimeoutUs));
                    break;
                case 4:
                case 5:
                    now += static_cast<int64_t>(random.below(Requests::kDelayUs));
                    break;
                case 6:
                case 7:
                    ASSERT_EQ(requests.take_due(peer, now), model.take_due(peer, now));
                    break;
                default:
                    ASSERT_EQ(requests.announced(peer, name, how, now),
                              model.announced(peer, name, how, now));
            }
            ASSERT_EQ(requests.size(), model.size());
            ASSERT_EQ(requests.in_flight(peer), model.in_flight(peer));
        }
    }
}

}  // namespace
}  // namespace quanta::relay
