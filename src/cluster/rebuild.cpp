// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/rebuild.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "cluster/bits.h"
#include "cluster/graph.h"

namespace quanta::cluster {
namespace {

constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();

/// A transaction that the edit may put into another cluster.
struct Node {
    Handle handle;
    FeeSize fee_size;
    /// Of the chunk it is in now: where it is likely to be mined.
    FeeSize chunk_rate;
    /// Nodes it depends on in its cluster: bits count from `base`.
    TransactionSet parents = 0;
    uint32_t base = 0;
    bool removed = false;
    /// Towards the node that stands for the group it is connected with.
    uint32_t leader = 0;
    /// Of a leader: the number of its group.
    uint32_t group = kNone;
    /// Place in its group.
    uint32_t place = 0;
};

/// Transactions that come to be one cluster.
struct Group {
    std::vector<uint32_t> nodes;
    std::vector<std::pair<uint32_t, uint32_t>> new_dependencies;
    int64_t size_wu = 0;
};

class Rebuilder {
public:
    Rebuilder(const Tables& tables, const Edit& edit, const Limits& limits)
        : m_tables(tables), m_edit(edit), m_limits(limits) {}

    Rebuild run() {
        if (has_too_many_parents()) return {true, {}};
        take_touched();
        take_added();
        connect();
        if (!gather()) return {true, {}};
        Rebuild result;
        result.clusters.reserve(m_groups.size());
        for (Group& group : m_groups)
            result.clusters.push_back(linearised(group));
        return result;
    }

private:
    /// Whether one depends directly on as many as a cluster may hold: seen without a look at their clusters.
    /// Rationale: a transaction with thousands of inputs, each of a full cluster, is refused at little cost.
    bool has_too_many_parents() const;
    void take_touched();
    void take_added();
    uint32_t node_of(Handle handle) const;
    uint32_t leader_of(uint32_t node);
    void join(uint32_t a, uint32_t b);
    void connect();
    /// Sorts the nodes into groups; false when one is above a limit.
    bool gather();
    void sort_likely_first(Group& group);
    /// What each of the group's nodes depends on, by place.
    std::vector<TransactionSet> dependencies(const Group& group) const;
    NewCluster linearised(Group& group);

    const Tables& m_tables;
    const Edit& m_edit;
    const Limits& m_limits;

    std::vector<Node> m_nodes;
    /// First node of each cluster touched, and of what is added.
    std::vector<uint32_t> m_bases;
    std::vector<std::pair<uint32_t, uint32_t>> m_new_dependencies;
    std::vector<Group> m_groups;
};

bool Rebuilder::has_too_many_parents() const {
    if (m_edit.dependencies.size() < m_limits.count) return false;
    std::vector<std::pair<Handle, Handle>> told;
    for (const auto& [parent, child] : m_edit.dependencies) {
        if (!m_edit.removes(m_tables, parent) && !m_edit.removes(m_tables, child))
            told.emplace_back(child, parent);
    }
    std::ranges::sort(told);
    const auto repeated = std::ranges::unique(told);
    told.erase(repeated.begin(), repeated.end());
    for (size_t i = m_limits.count - 1; i < told.size(); ++i) {
        if (told[i].first == told[i - (m_limits.count - 1)].first) return true;
    }
    return false;
}

void Rebuilder::take_touched() {
    for (const Edit::Touched& touched : m_edit.clusters) {
        const ClusterRow& cluster = m_tables.cluster(touched.cluster);
        const uint32_t base = static_cast<uint32_t>(m_nodes.size());
        m_bases.push_back(base);
        const std::span<const Handle> order = cluster.order();
        for (const Chunk& chunk : cluster.chunks()) {
            for (uint32_t i = chunk.begin; i < chunk.begin + chunk.count; ++i) {
                const TransactionRow& row = m_tables.transaction(order[i]);
                Node node{order[i], row.fee_size(), chunk.fee_size, row.parents & ~touched.removed, base};
                node.removed = (touched.removed & bit(i)) != 0;
                m_nodes.push_back(node);
            }
        }
    }
}

void Rebuilder::take_added() {
    const uint32_t base = static_cast<uint32_t>(m_nodes.size());
    m_bases.push_back(base);
    for (const Edit::Added& added : m_edit.added) {
        const FeeSize fee_size = m_tables.transaction(added.handle).fee_size();
        Node node{added.handle, fee_size, fee_size, 0, base};
        node.removed = added.removed;
        m_nodes.push_back(node);
    }
}

uint32_t Rebuilder::node_of(Handle handle) const {
    const TransactionRow& row = m_tables.transaction(handle);
    if (row.state == TransactionRow::State::Staged) return m_bases.back() + row.cluster;
    return m_bases[m_tables.cluster(row.cluster).touched - 1] + row.position;
}

uint32_t Rebuilder::leader_of(uint32_t node) {
    while (m_nodes[node].leader != node) {
        m_nodes[node].leader = m_nodes[m_nodes[node].leader].leader;
        node = m_nodes[node].leader;
    }
    return node;
}

void Rebuilder::join(uint32_t a, uint32_t b) {
    a = leader_of(a);
    b = leader_of(b);
    // The first node leads: groups are numbered in the order of their first nodes.
    if (a < b)
        m_nodes[b].leader = a;
    else
        m_nodes[a].leader = b;
}

void Rebuilder::connect() {
    for (uint32_t i = 0; i < m_nodes.size(); ++i)
        m_nodes[i].leader = i;
    for (uint32_t i = 0; i < m_nodes.size(); ++i) {
        if (m_nodes[i].removed) continue;
        for (const unsigned parent : Bits(m_nodes[i].parents))
            join(i, m_nodes[i].base + parent);
    }
    for (const auto& [parent, child] : m_edit.dependencies) {
        const std::pair nodes{node_of(parent), node_of(child)};
        if (m_nodes[nodes.first].removed || m_nodes[nodes.second].removed) continue;
        join(nodes.first, nodes.second);
        m_new_dependencies.push_back(nodes);
    }
}

bool Rebuilder::gather() {
    for (uint32_t i = 0; i < m_nodes.size(); ++i) {
        if (m_nodes[i].removed) continue;
        uint32_t& number = m_nodes[leader_of(i)].group;
        if (number == kNone) {
            number = static_cast<uint32_t>(m_groups.size());
            m_groups.emplace_back();
        }
        Group& group = m_groups[number];
        group.nodes.push_back(i);
        group.size_wu += m_nodes[i].fee_size.size_wu;
        if (group.nodes.size() > m_limits.count || group.size_wu > m_limits.size_wu) return false;
    }
    for (const auto& dependency : m_new_dependencies)
        m_groups[m_nodes[leader_of(dependency.first)].group].new_dependencies.push_back(dependency);
    return true;
}

std::vector<TransactionSet> Rebuilder::dependencies(const Group& group) const {
    std::vector<TransactionSet> sets(group.nodes.size());
    for (const uint32_t index : group.nodes) {
        const Node& node = m_nodes[index];
        for (const unsigned parent : Bits(node.parents))
            sets[node.place] |= bit(m_nodes[node.base + parent].place);
    }
    for (const auto& [parent, child] : group.new_dependencies)
        sets[m_nodes[child].place] |= bit(m_nodes[parent].place);
    return sets;
}

void Rebuilder::sort_likely_first(Group& group) {
    const auto number = [&] {
        for (uint32_t place = 0; place < group.nodes.size(); ++place)
            m_nodes[group.nodes[place]].place = place;
    };
    std::ranges::stable_sort(group.nodes, [this](uint32_t a, uint32_t b) {
        return better_rate(m_nodes[a].chunk_rate, m_nodes[b].chunk_rate);
    });
    number();
    const std::vector<TransactionSet> needs = dependencies(group);
    bool in_order = true;
    for (unsigned i = 0; i < needs.size(); ++i)
        in_order = in_order && needs[i] < bit(i);
    if (in_order) return;

    std::vector<uint32_t> sorted;
    TransactionSet left = first_bits(needs.size());
    while (left) {
        const auto ready = [&](unsigned i) { return (needs[i] & left) == 0; };
        const auto next = std::ranges::find_if(Bits::Iterator(left), Bits::Iterator(), ready);
        // Else dependencies form a ring.
        CHECK(next != Bits::Iterator());
        sorted.push_back(group.nodes[*next]);
        left &= ~bit(*next);
    }
    group.nodes = std::move(sorted);
    number();
}

NewCluster Rebuilder::linearised(Group& group) {
    sort_likely_first(group);
    const std::vector<TransactionSet> needs = dependencies(group);
    std::vector<Member> members;
    members.reserve(group.nodes.size());
    for (size_t i = 0; i < group.nodes.size(); ++i)
        members.push_back({m_nodes[group.nodes[i]].fee_size, needs[i]});
    Linearization best = linearize(members);

    NewCluster cluster;
    cluster.order.reserve(members.size());
    cluster.parents.reserve(members.size());
    cluster.chunks = std::move(best.chunks);
    std::array<uint8_t, kMaxClusterCount> position_of;
    for (size_t i = 0; i < best.order.size(); ++i)
        position_of[best.order[i]] = static_cast<uint8_t>(i);
    for (const uint8_t member : best.order) {
        TransactionSet parents = 0;
        for (const unsigned parent : Bits(members[member].parents))
            parents |= bit(position_of[parent]);
        cluster.order.push_back(m_nodes[group.nodes[member]].handle);
        cluster.parents.push_back(parents);
    }
    return cluster;
}

}  // namespace

bool Edit::removes(const Tables& tables, Handle handle) const {
    const TransactionRow& row = tables.transaction(handle);
    if (row.state == TransactionRow::State::Staged) return added[row.cluster].removed;
    const uint32_t number = tables.cluster(row.cluster).touched;
    return number != 0 && (clusters[number - 1].removed & bit(row.position)) != 0;
}

Rebuild rebuild(const Tables& tables, const Edit& edit, const Limits& limits) {
    return Rebuilder(tables, edit, limits).run();
}

}  // namespace quanta::cluster
