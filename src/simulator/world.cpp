// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "simulator/world.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/check.h"
#include "consensus/block_error.h"
#include "net/outbound_planner.h"

namespace quanta::simulator {
namespace {

using chain::HeaderNode;
using std::chrono::microseconds;
using std::chrono::milliseconds;

params::ChainParams regtest() {
    auto params = params::make_params(params::Chain::Regtest);
    CHECK(params);
    return std::move(*params);
}

/// Addresses are handed out a network group (/16) each: 20.1.0.1, 20.2.0.1, …
constexpr size_t kFirstOctet = 20;
constexpr size_t kGroupsPerOctet = 250;

}  // namespace

World::World(uint64_t seed)
    : m_params(regtest()), m_network(seed, kStart_s), m_maker(m_params, m_network, m_blocks) {}

World::~World() {
    // Nodes go while everything they stand on is there.
    m_start_jobs.clear();
    m_break_job.reset();
    for (const auto& node : m_nodes)
        node->crash();
}

std::string World::address_of(size_t index) {
    return std::to_string(kFirstOctet + index / kGroupsPerOctet) + "." +
           std::to_string(1 + index % kGroupsPerOctet) + ".0.1";
}

Node& World::add(NodeSettings settings) {
    if (settings.address.empty()) settings.address = address_of(m_nodes.size());
    net::FakeHost& host = m_network.add_host({settings.address});
    const auto spread = static_cast<uint64_t>((m_most_latency - m_least_latency).count());
    for (const auto& other : m_nodes) {
        const milliseconds latency =
            m_least_latency + milliseconds(spread > 0 ? random().below(spread + 1) : 0);
        m_network.set_link(host, other->host(), {microseconds(latency), m_bandwidth});
    }
    const Node::Surroundings surroundings{m_network, m_params, m_blocks, m_trace, m_observer};
    Node& node = *m_nodes.emplace_back(
        std::make_unique<Node>(surroundings, m_nodes.size(), std::move(settings), host));
    node.pool().coins.insert(m_maker.coins());
    if (node.honest()) {
        node.chain().inner().set_refuse([this](const primitives::Block& block) {
            return m_maker.is_poisoned(block.hash())
                       ? std::optional(consensus::make_error(consensus::ErrorCode::MissingOrSpent))
                       : std::nullopt;
        });
    }
    return node;
}

void World::start_all(milliseconds spread) {
    for (const auto& node : m_nodes) {
        if (node->running()) continue;
        const auto part = static_cast<uint64_t>(spread.count());
        const milliseconds delay(part > 0 ? random().below(part) : 0);
        m_start_jobs.push_back(m_network.scheduler().after(delay, [&node = *node] {
            if (!node.running()) node.start();
        }));
    }
}

void World::set_latency(milliseconds least, milliseconds most) {
    CHECK(least <= most);
    m_least_latency = least;
    m_most_latency = most;
}

void World::partition(const std::function<int(const Node&)>& side) {
    std::map<const net::FakeHost*, int> sides;
    for (const auto& node : m_nodes)
        sides[&node->host()] = side(*node);
    m_network.set_partition(std::move(sides));
}

void World::break_connections(milliseconds average) {
    m_break_average = average;
    m_break_job.reset();
    if (average.count() == 0) return;
    const int64_t delay_us = net::exponential_delay_us(random(), microseconds(average).count());
    m_break_job = m_network.scheduler().after(milliseconds(delay_us / 1000), [this] {
        break_one();
        break_connections(m_break_average);
    });
}

void World::break_one() {
    Node& node = *m_nodes[random().below(m_nodes.size())];
    if (!node.running()) return;
    const auto peers = node.peers();
    if (peers.empty()) return;
    const std::string other = peers[random().below(peers.size())].origin.remote.address.to_text();
    const auto found =
        std::ranges::find_if(m_nodes, [&](const auto& candidate) { return candidate->address() == other; });
    if (found != m_nodes.end()) m_network.break_connections(node.host(), (*found)->host());
}

bool World::run_until(const std::function<bool()>& done, milliseconds limit, milliseconds step) {
    for (milliseconds left = limit; left.count() > 0; left -= step) {
        if (done()) return true;
        run_for(std::min(step, left));
    }
    return done();
}

BlockPtr World::mine(Node& node, const Mining& mining) {
    const auto blocks = m_maker.make(node.chain().tip().hash, mining);
    node.chain().give(blocks);
    return blocks.back();
}

std::vector<BlockPtr> World::chain_of(Node& node) const {
    std::vector<BlockPtr> blocks;
    for (const HeaderNode* at = &node.chain().tip(); at->height > 0; at = at->parent())
        blocks.push_back(node.chain().inner().body(*at));
    std::ranges::reverse(blocks);
    return blocks;
}

std::vector<Node*> World::honest() const {
    std::vector<Node*> nodes;
    for (const auto& node : m_nodes) {
        if (node->honest() && node->running()) nodes.push_back(node.get());
    }
    return nodes;
}

size_t World::count_at(const std::vector<Node*>& among, const primitives::BlockHash& hash) {
    return static_cast<size_t>(
        std::ranges::count_if(among, [&](const Node* node) { return node->chain().tip().hash == hash; }));
}

}  // namespace quanta::simulator
