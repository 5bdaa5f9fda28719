// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Whatever peers tell of addresses, and whatever comes of connections to them, leaves the tables consistent.

#include "addresses/address_book.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "codec/reader.h"
#include "sys/clock.h"
#include "sys/random.h"

namespace addresses = quanta::addresses;
namespace wire = quanta::wire;
using quanta::codec::Reader;

namespace {

constexpr int64_t kNow = 1'800'000'000;
constexpr size_t kMaxSteps = 300;
/// Places of both tables: 1,024 buckets of new addresses, 256 of tried ones, 64 places each.
constexpr size_t kMaxNew = 1024 * 64;
constexpr size_t kMaxTried = 256 * 64;

class Scene {
public:
    explicit Scene(quanta::base::ByteSpan input) : m_reader(input), m_random(byte()) {
        m_clock.set_system_time_s(kNow);
    }

    void run() {
        for (size_t step = 0; step < kMaxSteps && m_reader.remaining() > 0; ++step)
            do_something();
        CHECK(!m_book.inconsistency());
        const size_t fresh = m_book.size({}, addresses::Table::New);
        const size_t tried = m_book.size({}, addresses::Table::Tried);
        CHECK(fresh <= kMaxNew && tried <= kMaxTried);
        CHECK(m_book.size() == fresh + tried);
        read_back();
    }

private:
    uint8_t byte() { return m_reader.read<uint8_t>().value_or(0); }

    /// Few of each network, so that they meet again.
    wire::Service service() {
        const uint8_t kind = byte();
        const uint8_t which = byte();
        const auto port = static_cast<uint16_t>(kind & 0x80 ? 8333 : which);
        switch (kind % 5) {
            case 0:
                return {wire::Address::ipv4({20, which, kind, 1}), port};
            case 1:
                return {wire::Address::onion({which}), port};
            case 2:
                return {wire::Address::i2p({which}), 0};
            case 3:
                return {wire::Address::ipv4({which, 1, 1, 1}), port};
            default:
                return {wire::Address::ipv6({0x20, 0x01, 0x0d, 0xb9, which, kind}), port};
        }
    }

    void add() {
        std::vector<wire::KnownAddress> known;
        const wire::Service source = service();
        const int64_t age = int64_t{byte()} * 86'400 / 4;
        for (int left = byte() % 16; left >= 0; --left)
            known.push_back({service(), byte(), kNow - age});
        CHECK(m_book.add(known, source.address, byte()) <= known.size());
    }
    void choose() {
        const uint8_t how = byte();
        std::set<wire::Network> networks;
        if (how & 2) networks.insert(wire::Network::Onion);
        if (how & 4) networks.insert(wire::Network::Ipv4);
        const auto found = m_book.select((how & 1) != 0, networks);
        if (!found) return;
        CHECK(networks.empty() || networks.contains(found->address.service.address.network()));
        if (how & 1) CHECK(found->table == addresses::Table::New);
        if (how & 8) m_book.mark_attempt(found->address.service, (how & 16) != 0);
        if (how & 32) m_book.mark_good(found->address.service);
    }
    void tell() {
        const size_t most = byte();
        const size_t percent = byte() % 101;
        const auto told = m_book.sample(most, percent, {});
        CHECK(most == 0 || told.size() <= most);
        CHECK(told.size() <= m_book.size());
    }
    void do_something() {
        switch (byte() % 9) {
            case 0:
            case 1:
                return add();
            case 2:
                return m_book.mark_good(service());
            case 3:
                return m_book.mark_attempt(service(), byte() % 2 == 0);
            case 4:
                return m_book.mark_connected(service());
            case 5:
                return m_book.set_services(service(), byte());
            case 6:
                return choose();
            case 7:
                (void)m_book.select_collision();
                m_book.resolve_collisions();
                return tell();
            default:
                return m_clock.advance_s(int64_t{byte()} * byte());
        }
    }
    void read_back() {
        addresses::AddressBook other(m_groups, m_clock, m_random);
        CHECK(other.deserialize(m_book.serialize()));
        CHECK(other.size() == m_book.size());
    }

    Reader m_reader;
    quanta::sys::FakeClock m_clock;
    quanta::sys::FakeRandom m_random;
    addresses::NetworkGroups m_groups;
    addresses::AddressBook m_book{m_groups, m_clock, m_random};
};

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<uint8_t> grow{7};
    std::vector<uint8_t> busy{1};
    for (uint8_t i = 0; i < 12; ++i) {
        grow.insert(grow.end(), {0, 3, i, 0, 3, 0, i, 9, 1, i, 9, 2, i, 9, 0x84, i, 9, 0});
        busy.insert(busy.end(),
                    {0, 3, i, 4, 0, 0x80, i, 9, 0, 2, 0x80, i, 6, 0x38, 3, 0x80, i, 0, 8, i, 200});
    }
    busy.insert(busy.end(), {7, 10, 23, 4, 0x80, 1, 5, 0x80, 2, 8, 6, 2});
    return {grow, busy};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Scene({data, size}).run();
    return 0;
}
