// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "peers/concern.h"
#include "peers/fake_chain.h"
#include "peers/test_peers.h"
#include "sync/protocol.h"
#include "testing/block_builder.h"
#include "testing/chain_builder.h"

namespace quanta::sync {

using peers::Context;
using peers::FakeChain;
using peers::PeerId;
using peers::TestEnvironment;

/// A node of a chain in memory and the protocol, linked to others without sockets: a message arrives a
/// millisecond after it was sent, in order.
class TestNode final : public net::Peers {
public:
    TestNode(TestEnvironment& environment, const params::ChainParams& params, FakeChain::Options options = {},
             ProtocolOptions protocol_options = default_options())
        : chain(params, environment.clock, environment.scheduler, options),
          protocol(Context{chain, *this, environment.get()}, std::move(protocol_options)),
          m_environment(environment) {
        chain.set_tip_changed([this](const std::shared_ptr<const chain::Snapshot>& snapshot) {
            protocol.tip_changed(snapshot);
        });
    }

    static ProtocolOptions default_options() {
        ProtocolOptions options;
        options.services = wire::kServiceNetwork | wire::kServiceWitness | wire::kServiceNetworkLimited;
        options.user_agent = "/test/";
        return options;
    }

    /// Opens a connection to `other`; the ids at both ends.
    std::pair<PeerId, PeerId> connect(TestNode& other,
                                      net::ConnectionType type = net::ConnectionType::OutboundFullRelay) {
        const PeerId here = m_next_id++;
        const PeerId there = other.m_next_id++;
        m_links[here] = {&other, there, {}, false};
        other.m_links[there] = {this, here, {}, false};
        other.protocol.peer_connected(origin(there, net::ConnectionType::Inbound));
        protocol.peer_connected(origin(here, type));
        return {here, there};
    }

    void send(PeerId peer, wire::Message message) override {
        const auto link = m_links.find(peer);
        if (link == m_links.end() || link->second.muted) return;
        m_environment.scheduler.call_after_us(1000,
                                              [other = link->second.other, there = link->second.there,
                                               shared = std::make_shared<wire::Message>(std::move(message))] {
                                                  other->arrive(there, std::move(*shared));
                                              });
    }
    bool send_queue_full(PeerId) const override { return false; }
    void disconnect(PeerId peer, std::string_view reason) override {
        if (!m_links.contains(peer)) return;
        reasons.emplace_back(reason);
        m_environment.scheduler.post([this, peer] { close(peer); });
    }
    void discourage(PeerId peer, std::string_view reason) override {
        discouraged.emplace_back(reason);
        disconnect(peer, reason);
    }
    void set_merit(PeerId peer, const net::PeerMerit& merit) override { merits[peer] = merit; }
    void set_paused(PeerId peer, bool paused) override {
        const auto link = m_links.find(peer);
        if (link == m_links.end()) return;
        link->second.paused = paused;
        if (!paused) m_environment.scheduler.post([this, peer] { hand_over(peer); });
    }
    /// Ends the connection at both ends.
    void close(PeerId peer) {
        const auto link = m_links.extract(peer);
        if (link.empty()) return;
        protocol.peer_disconnected(peer);
        link.mapped().other->close(link.mapped().there);
    }
    size_t connections() const { return m_links.size(); }
    PeerId last_connection() const { return m_links.rbegin()->first; }
    /// From now on nothing that is sent to `peer` arrives.
    void mute(PeerId peer) { m_links.at(peer).muted = true; }
    /// Takes over the block of `other` at `height`.
    void copy_block(const TestNode& other, primitives::Height height) {
        CHECK(chain.add(other.chain.body(*other.chain.tip().at(height))));
    }

    /// Mines `count` empty blocks on top of `parent`, the tip when null; the last one's node.
    const chain::HeaderNode& mine(int count, const chain::HeaderNode* parent = nullptr,
                                  uint64_t extra_nonce = 0) {
        const chain::HeaderNode* at = parent != nullptr ? parent : &chain.tip();
        for (int i = 0; i < count; ++i) {
            const auto block =
                testing::finish_block(testing::draft_block(*at, chain.params().consensus, {}, extra_nonce));
            // Time is never behind what has been mined.
            const int64_t time = block->header().time;
            if (m_environment.clock.system_time_s() < time) m_environment.clock.set_system_time_s(time);
            CHECK(chain.add(block));
            at = chain.find(block->hash());
        }
        return *at;
    }

    std::vector<std::string> reasons;      ///< of connections ended here
    std::vector<std::string> discouraged;  ///< the same, of those that broke rules
    std::map<PeerId, net::PeerMerit> merits;
    FakeChain chain;
    Protocol protocol;

private:
    struct Link {
        TestNode* other;
        PeerId there;
        std::deque<wire::Message> waiting;
        bool paused;
        bool muted = false;
    };

    net::PeerOrigin origin(PeerId id, net::ConnectionType type) {
        net::PeerOrigin origin;
        origin.id = id;
        origin.type = type;
        origin.our_nonce = m_environment.random.u64();
        return origin;
    }
    void arrive(PeerId peer, wire::Message message) {
        const auto link = m_links.find(peer);
        if (link == m_links.end()) return;
        link->second.waiting.push_back(std::move(message));
        hand_over(peer);
    }
    void hand_over(PeerId peer) {
        for (auto link = m_links.find(peer);
             link != m_links.end() && !link->second.paused && !link->second.waiting.empty();
             link = m_links.find(peer)) {
            wire::Message message = std::move(link->second.waiting.front());
            link->second.waiting.pop_front();
            protocol.message_received(peer, std::move(message));
        }
    }

    TestEnvironment& m_environment;
    std::map<PeerId, Link> m_links;
    PeerId m_next_id = 0;
};

}  // namespace quanta::sync
