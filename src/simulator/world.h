// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/fake_network.h"
#include "params/params.h"
#include "simulator/block_maker.h"
#include "simulator/node.h"
#include "simulator/shared_blocks.h"
#include "simulator/trace.h"

namespace quanta::simulator {

/// Nodes and the network between them, in one thread and on one clock. Everything that happens follows from
/// the seed: the same seed and the same calls give the same trace().
class World {
public:
    static constexpr int64_t kStart_s = 1'700'000'000;

    explicit World(uint64_t seed);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// The address of the node that is made as the `index`th, if its settings name none.
    static std::string address_of(size_t index);
    /// A node with a host of its own; not started.
    Node& add(NodeSettings settings = {});
    /// Starts all that do not run, each after a random part of `spread`.
    void start_all(std::chrono::milliseconds spread = {});
    const std::vector<std::unique_ptr<Node>>& nodes() const { return m_nodes; }
    Node& node(size_t index) { return *m_nodes[index]; }
    /// Called for each message that passes any node's tap; empty: nobody is.
    void watch(std::function<void(const Passing&)> observer) { m_observer = std::move(observer); }

    /// Latencies between each two nodes: from `least` to `most`, of those added from now on.
    void set_latency(std::chrono::milliseconds least, std::chrono::milliseconds most);
    /// Bytes a second of each connection and way; 0: no limit. Of nodes added from now on.
    void set_bandwidth(uint64_t bytes_per_s) { m_bandwidth = bytes_per_s; }
    /// Nothing passes between nodes for which `side` differs, until heal().
    void partition(const std::function<int(const Node&)>& side);
    void heal() { m_network.set_partition({}); }
    /// From now on a connection between two random nodes breaks every `average`; zero: none any more.
    void break_connections(std::chrono::milliseconds average);

    void run_for(std::chrono::milliseconds time) { m_network.scheduler().run_for(time); }
    /// Runs until `done` says so, asked every `step`. False when `limit` passes before.
    bool run_until(const std::function<bool()>& done, std::chrono::milliseconds limit,
                   std::chrono::milliseconds step = std::chrono::milliseconds(100));
    /// Simulated time since the beginning.
    std::chrono::milliseconds elapsed() {
        return std::chrono::milliseconds(m_network.clock().steady_us() / 1000);
    }

    /// Blocks and transactions that nobody has yet.
    BlockMaker& maker() { return m_maker; }
    /// Makes blocks on top of the tip of `node` and gives them to it; the last one.
    BlockPtr mine(Node& node, const Mining& mining = {});
    /// The blocks of the active chain of `node` above the genesis block, lowest first.
    std::vector<BlockPtr> chain_of(Node& node) const;

    const params::ChainParams& params() const { return m_params; }
    const primitives::BlockHash& genesis() const { return m_params.consensus.genesis_hash; }
    net::FakeNetwork& network() { return m_network; }
    sys::Random& random() { return m_network.random(); }
    uint64_t seed() const { return m_network.seed(); }
    const Trace& trace() const { return m_trace; }

    /// Honest nodes that run.
    std::vector<Node*> honest() const;
    /// How many of `among` have `hash` as their tip.
    static size_t count_at(const std::vector<Node*>& among, const primitives::BlockHash& hash);

private:
    void break_one();

    const params::ChainParams m_params;
    net::FakeNetwork m_network;
    SharedBlocks m_blocks;
    Trace m_trace;
    std::function<void(const Passing&)> m_observer;
    std::chrono::milliseconds m_least_latency{50};
    std::chrono::milliseconds m_most_latency{50};
    uint64_t m_bandwidth = 0;
    std::chrono::milliseconds m_break_average{0};
    std::unique_ptr<net::Scheduler::Job> m_break_job;
    std::vector<std::unique_ptr<net::Scheduler::Job>> m_start_jobs;
    BlockMaker m_maker;
    std::vector<std::unique_ptr<Node>> m_nodes;
};

}  // namespace quanta::simulator
