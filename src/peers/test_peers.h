// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "net/fake_network.h"
#include "net/peer.h"
#include "peers/concern.h"
#include "sys/clock.h"
#include "sys/random.h"

namespace quanta::peers {

/// Remembers what protocol code does with peers.
class TestPeers : public net::Peers {
public:
    struct Sent {
        PeerId peer;
        wire::Message message;
    };

    void send(PeerId peer, wire::Message message) override { sent.push_back({peer, std::move(message)}); }
    bool send_queue_full(PeerId peer) const override { return full.contains(peer); }
    void disconnect(PeerId peer, std::string_view reason) override { disconnected.emplace(peer, reason); }
    void discourage(PeerId peer, std::string_view reason) override {
        discouraged.emplace(peer, reason);
        disconnected.emplace(peer, reason);
    }
    void set_merit(PeerId peer, const net::PeerMerit& merit) override { merits[peer] = merit; }
    void set_paused(PeerId peer, bool wanted) override {
        wanted ? void(paused.insert(peer)) : void(paused.erase(peer));
    }

    /// The messages of type M sent to `peer`, in order; they are forgotten.
    template <typename M>
    std::vector<M> take(PeerId peer) {
        std::vector<M> taken;
        for (Sent& entry : sent) {
            if (entry.peer == peer && std::holds_alternative<M>(entry.message))
                taken.push_back(std::get<M>(std::move(entry.message)));
        }
        std::erase_if(sent, [&](const Sent& entry) {
            return entry.peer == peer && std::holds_alternative<M>(entry.message);
        });
        return taken;
    }
    size_t count(PeerId peer) const {
        return static_cast<size_t>(
            std::ranges::count_if(sent, [&](const Sent& entry) { return entry.peer == peer; }));
    }
    bool gone(PeerId peer) const { return disconnected.contains(peer); }

    std::vector<Sent> sent;
    std::set<PeerId> full;
    std::set<PeerId> paused;
    std::map<PeerId, std::string> disconnected;
    std::map<PeerId, std::string> discouraged;
    std::map<PeerId, net::PeerMerit> merits;
};

/// Time and randomness that tests drive; sockets nobody uses.
class TestEnvironment {
public:
    explicit TestEnvironment(int64_t time_s = 1'700'000'000, uint64_t seed = 1)
        : clock(time_s), random(seed), scheduler(clock) {}

    net::Environment get() { return {clock, random, scheduler, sockets}; }
    void run_for(std::chrono::milliseconds time) { scheduler.run_for(time); }
    /// Runs what is due now.
    void settle() { scheduler.run_for(std::chrono::milliseconds(0)); }

    sys::FakeClock clock;
    sys::FakeRandom random;
    net::FakeScheduler scheduler;

private:
    class NoSockets final : public net::Sockets {
        void connect(const sys::Endpoint&, std::chrono::milliseconds, ConnectHandler) override {}
        sys::NetResult<std::unique_ptr<Listener>> listen(const sys::Endpoint&, AcceptHandler) override {
            return std::unique_ptr<Listener>();
        }
        void resolve(const std::string&, ResolveHandler) override {}
    };
    NoSockets sockets;
};

/// A peer that serves blocks and speaks the newest protocol.
inline PeerFacts test_facts(PeerId id, net::ConnectionType type = net::ConnectionType::OutboundFullRelay) {
    PeerFacts facts;
    facts.origin.id = id;
    facts.origin.type = type;
    facts.version = wire::kProtocolVersion;
    facts.services = wire::kServiceNetwork | wire::kServiceWitness;
    facts.wants_transactions = true;
    facts.wtxid_relay = true;
    return facts;
}

}  // namespace quanta::peers
