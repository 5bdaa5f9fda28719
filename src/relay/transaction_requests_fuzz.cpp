// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Announcements, answers, silence and departures in any order: nobody is asked twice at a time for the same,
// nor for what it has not announced, and nothing is left when all have gone.

#include "relay/transaction_requests.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "base/check.h"
#include "codec/reader.h"

namespace relay = quanta::relay;
using quanta::codec::Reader;
using quanta::net::PeerId;
using relay::TransactionName;

namespace {

constexpr PeerId kPeers = 6;
constexpr uint8_t kNames = 16;
constexpr size_t kMaxSteps = 2'000;

class Scene {
public:
    explicit Scene(quanta::base::ByteSpan input) : m_reader(input) {}

    void run() {
        for (size_t step = 0; step < kMaxSteps && m_reader.remaining() > 0; ++step) {
            do_something();
            check();
        }
        for (PeerId peer = 0; peer < kPeers; ++peer)
            m_requests.forget(peer);
        CHECK(m_requests.size() == 0);
        CHECK(!m_requests.next_us(m_now_us));
    }

private:
    uint8_t byte() { return m_reader.read<uint8_t>().value_or(0); }
    PeerId peer() { return byte() % kPeers; }
    static TransactionName name_of(uint8_t number) {
        TransactionName name;
        name.hash.bytes()[0] = number % kNames;
        name.by_wtxid = number % 3 != 0;
        return name;
    }

    void announce() {
        const PeerId from = peer();
        const TransactionName name = name_of(byte());
        const uint8_t how = byte();
        const bool fresh =
            m_requests.announced(from, name, {(how & 1) != 0, (how & 2) != 0, (how & 4) != 0}, m_now_us);
        if (fresh) CHECK(m_announced.insert({name, from}).second);
    }
    void ask() {
        const PeerId whom = peer();
        for (const TransactionName& name : m_requests.take_due(whom, m_now_us)) {
            CHECK(m_announced.contains({name, whom}));
            CHECK(m_requests.is_in_flight(whom, name));
            for (PeerId other = 0; other < kPeers; ++other)
                CHECK(other == whom || !m_requests.is_in_flight(other, name));
        }
    }
    void do_something() {
        switch (byte() % 7) {
            case 0:
            case 1:
                return announce();
            case 2:
                return ask();
            case 3: {
                const PeerId from = peer();
                return m_requests.answered(from, name_of(byte()));
            }
            case 4:
                return m_requests.forget(name_of(byte()));
            case 5:
                if (byte() % 8 == 0) m_requests.forget(peer());
                return;
            default:
                m_now_us += int64_t{1} << (byte() % 27);
        }
    }
    /// Forgets what the subject has forgotten, and looks at what it says of the rest.
    void check() {
        std::erase_if(m_announced, [this](const auto& entry) {
            const auto who = m_requests.announcers(entry.first);
            const bool there = std::ranges::find(who, entry.second) != who.end();
            return !there && !m_requests.is_in_flight(entry.second, entry.first);
        });
        size_t total = 0;
        for (PeerId peer = 0; peer < kPeers; ++peer) {
            const size_t announced = m_requests.announcements(peer);
            CHECK(announced <= kNames);
            CHECK(m_requests.in_flight(peer) <= announced);
            total += announced;
        }
        CHECK(m_requests.size() == total);
        // Those that have failed are kept until all have.
        CHECK(m_announced.size() <= total);
        if (const auto next = m_requests.next_us(m_now_us)) CHECK(*next > m_now_us || total > 0);
    }

    Reader m_reader;
    relay::TransactionRequests m_requests{7};
    std::set<std::pair<TransactionName, PeerId>> m_announced;
    int64_t m_now_us = 1'000'000;
};

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<uint8_t> seed;
    for (uint8_t i = 0; i < 20; ++i)
        seed.insert(seed.end(),
                    {0, i, static_cast<uint8_t>(i / 2), static_cast<uint8_t>(i % 8), 6, 20, 2, i});
    seed.insert(seed.end(), {3, 1, 1, 6, 26, 2, 2, 4, 3, 5, 0, 1, 2, 3});
    return {seed};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Scene({data, size}).run();
    return 0;
}
