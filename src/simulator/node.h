// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "net/fake_network.h"
#include "node/peer_stack.h"
#include "relay/test_pool.h"
#include "simulator/faults.h"
#include "simulator/memory_files.h"
#include "simulator/shared_blocks.h"
#include "simulator/sim_chain.h"
#include "simulator/trace.h"

namespace quanta::simulator {

/// How a node is made.
struct NodeSettings {
    Fault fault = Fault::None;
    std::string address{};                ///< numeric; empty: one of a network group of its own
    std::vector<std::string> knows{};     ///< numeric addresses in its address book when it knows nobody else
    std::vector<std::string> connects{};  ///< names: it connects to these alone (-connect)
    size_t max_connections = 125;
    int inbound_relay_percent = 50;
    bool listens = true;
    bool v2 = false;
    bool relays_transactions = true;
    peers::FakeChain::Options chain{};
};

/// Messages by their place in wire::Message.
using MessageCounts = std::array<uint64_t, std::variant_size_v<wire::Message>>;

/// What has passed between a node and its peers since it was made.
struct Counters {
    MessageCounts sent{};
    MessageCounts received{};
    uint64_t connected = 0;
    uint64_t disconnected = 0;
    uint64_t discouraged = 0;          ///< peers that broke the rules
    std::vector<std::string> reasons;  ///< why it ended connections, the first thousand

    uint64_t sent_messages() const;
    uint64_t received_messages() const;
};

class Node;

/// A message on its way between a node and one of its peers.
struct Passing {
    Node& node;
    net::PeerId peer;
    bool sent;  ///< by the node; else received
    const wire::Message& message;
};

/// A node: the composition that real ones are, with a chain, a pool and files in memory. Its files, chain and
/// pool outlive what stop() and crash() end, as on a disk. One thread.
class Node {
public:
    /// Of its world; all outlive it.
    struct Surroundings {
        net::FakeNetwork& network;
        const params::ChainParams& params;
        SharedBlocks& blocks;
        Trace& trace;
        const std::function<void(const Passing&)>& observer;  ///< may be empty
    };

    Node(Surroundings surroundings, size_t index, NodeSettings settings, net::FakeHost& host);
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    void start();
    /// Ends as a node does that is told to: connections are closed, files written.
    void stop();
    /// Is gone without a word, and nothing is written.
    void crash();
    bool running() const { return m_stack != nullptr; }

    size_t index() const { return m_index; }
    const NodeSettings& settings() const { return m_settings; }
    Fault fault() const { return m_settings.fault; }
    bool honest() const { return m_settings.fault == Fault::None; }
    const std::string& address() const { return m_host.address(); }
    wire::Service service() const;
    net::FakeHost& host() { return m_host; }
    SimChain& chain() { return m_chain; }
    const SimChain& chain() const { return m_chain; }
    relay::TestPool& pool() { return m_pool; }
    MemoryFiles& files() { return m_files; }
    const Counters& counters() const { return m_counters; }

    // While it runs.
    node::NetworkParts& parts() const { return m_stack->parts(); }
    std::vector<net::PeerState> peers() const { return parts().connections.peers(); }
    /// Connections of `type` whose handshake is over.
    size_t count(net::ConnectionType type) const;
    /// All connections whose handshake is over.
    size_t connections() const;
    /// Puts a transaction into its pool and tells its peers, as if a user had sent it here.
    void submit(const std::shared_ptr<const primitives::Transaction>& transaction);

private:
    class Tap;

    node::NetworkOptions options() const;
    void learn_addresses();

    const Surroundings m_surroundings;
    const size_t m_index;
    const NodeSettings m_settings;
    net::FakeHost& m_host;
    MemoryFiles m_files;
    SimChain m_chain;
    relay::TestPool m_pool;
    Counters m_counters;
    std::unique_ptr<Tap> m_tap;
    std::unique_ptr<node::PeerStack> m_stack;
};

}  // namespace quanta::simulator
