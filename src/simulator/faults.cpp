// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "simulator/faults.h"

#include <chrono>
#include <iterator>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "primitives/uint256.h"

namespace quanta::simulator {
namespace {

using net::PeerId;
using std::chrono::milliseconds;

template <typename... Ts>
bool is_any(const wire::Message& message) {
    return (std::holds_alternative<Ts>(message) || ...);
}

class Silent final : public Tamper {
    bool speak(PeerId, wire::Message&) override { return false; }
    bool hear(PeerId, wire::Message&) override { return false; }
};

class Stalls final : public Tamper {
    bool speak(PeerId, wire::Message& message) override {
        return !is_any<wire::RawBlock, wire::CompactBlock, wire::BlockTransactions, wire::NotFound>(message);
    }
};

class Stubborn final : public Tamper {
    bool hear(PeerId, wire::Message& message) override {
        return !is_any<wire::Headers, wire::Inv, wire::RawBlock, wire::CompactBlock>(message);
    }
};

class BadHeaders final : public Tamper {
    bool speak(PeerId, wire::Message& message) override {
        auto* headers = std::get_if<wire::Headers>(&message);
        if (headers == nullptr || headers->headers.empty()) return true;
        primitives::BlockHeader& last = headers->headers.back();
        const auto target = primitives::decode_compact(last.bits).value;
        while (primitives::Uint256::from_hash(last.hash()) <= target)
            ++last.nonce;
        return true;
    }
};

class CorruptBlocks final : public Tamper {
    bool speak(PeerId, wire::Message& message) override {
        // The end of the last transaction is its lock time.
        if (auto* block = std::get_if<wire::RawBlock>(&message)) block->raw.back() ^= 1;
        return true;
    }
};

/// Does something to its peers again and again.
class Busy : public Tamper {
public:
    Busy(net::Environment environment, node::PeerTap& tap) : m_environment(environment), m_tap(tap) {}

    void joined(PeerId peer) override {
        m_peers.insert(peer);
        if (!m_job) schedule();
    }
    void left(PeerId peer) override { m_peers.erase(peer); }

protected:
    virtual milliseconds pause() = 0;
    virtual void act(const std::set<PeerId>& peers) = 0;
    sys::Random& random() { return m_environment.random; }
    int64_t now_s() const { return m_environment.clock.system_time_s(); }
    // What the node's own words pass is passed by.
    void send(PeerId peer, wire::Message message) { m_tap.PeerTap::send(peer, std::move(message)); }
    void disconnect(PeerId peer) { m_tap.PeerTap::disconnect(peer, "for no reason"); }

private:
    void schedule() {
        m_job = m_environment.scheduler.after(pause(), [this] {
            const auto finished = std::move(m_job);
            if (m_peers.empty()) return;
            act(std::set<PeerId>(m_peers));
            schedule();
        });
    }

    net::Environment m_environment;
    node::PeerTap& m_tap;
    std::set<PeerId> m_peers;
    std::unique_ptr<net::Scheduler::Job> m_job;
};

class Disconnects final : public Busy {
public:
    using Busy::Busy;

private:
    milliseconds pause() override { return milliseconds(500 + random().below(5'000)); }
    void act(const std::set<PeerId>& peers) override {
        auto chosen = peers.begin();
        std::advance(chosen, static_cast<std::ptrdiff_t>(random().below(peers.size())));
        disconnect(*chosen);
    }
};

class Floods final : public Busy {
public:
    using Busy::Busy;

private:
    static constexpr size_t kEntries = 200;
    static constexpr size_t kAddresses = 100;
    static constexpr size_t kPings = 10;
    static constexpr size_t kJunkBytes = 4'000;

    milliseconds pause() override { return milliseconds(1'000); }
    void act(const std::set<PeerId>& peers) override {
        for (const PeerId peer : peers)
            flood(peer);
    }
    void flood(PeerId peer) {
        send(peer, wire::Inv{entries(wire::InventoryType::Wtx)});
        send(peer, wire::GetData{entries(wire::InventoryType::WitnessBlock)});
        send(peer, wire::NotFound{entries(wire::InventoryType::WitnessBlock)});
        for (size_t i = 0; i < kPings; ++i)
            send(peer, wire::Ping{random().u64()});
        send(peer, wire::AddressesV2{addresses()});
        send(peer, wire::GetHeaders{{primitives::BlockHash(random().bytes<32>())}, {}});
        send(peer, wire::Unknown{"junk", base::Bytes(kJunkBytes)});
    }
    std::vector<wire::Inventory> entries(wire::InventoryType type) {
        std::vector<wire::Inventory> entries;
        for (size_t i = 0; i < kEntries; ++i)
            entries.push_back({type, wire::InventoryHash(random().bytes<32>())});
        return entries;
    }
    /// Of nobody, in a range that no node of a world is in.
    std::vector<wire::KnownAddress> addresses() {
        std::vector<wire::KnownAddress> entries;
        for (size_t i = 0; i < kAddresses; ++i) {
            const auto bytes = random().bytes<3>();
            const auto address = wire::Address::ipv4({150, bytes[0], bytes[1], bytes[2]});
            entries.push_back({{address, 18444},
                               wire::kServiceNetwork | wire::kServiceWitness,
                               now_s() - static_cast<int64_t>(random().below(100))});
        }
        return entries;
    }
};

}  // namespace

std::string_view fault_name(Fault fault) {
    switch (fault) {
        case Fault::None:
            return "none";
        case Fault::Silent:
            return "silent";
        case Fault::Stalls:
            return "stalls";
        case Fault::Stubborn:
            return "stubborn";
        case Fault::BadHeaders:
            return "bad headers";
        case Fault::CorruptBlocks:
            return "corrupt blocks";
        case Fault::Disconnects:
            return "disconnects";
        case Fault::Floods:
            return "floods";
    }
    return "";
}

std::unique_ptr<Tamper> make_tamper(Fault fault, net::Environment environment, node::PeerTap& tap) {
    switch (fault) {
        case Fault::None:
            return nullptr;
        case Fault::Silent:
            return std::make_unique<Silent>();
        case Fault::Stalls:
            return std::make_unique<Stalls>();
        case Fault::Stubborn:
            return std::make_unique<Stubborn>();
        case Fault::BadHeaders:
            return std::make_unique<BadHeaders>();
        case Fault::CorruptBlocks:
            return std::make_unique<CorruptBlocks>();
        case Fault::Disconnects:
            return std::make_unique<Disconnects>(environment, tap);
        case Fault::Floods:
            return std::make_unique<Floods>(environment, tap);
    }
    return nullptr;
}

}  // namespace quanta::simulator
