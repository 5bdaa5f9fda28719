// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

/// @file
/// For tests: what a Graph should hold, kept in the plainest way.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "cluster/fee_size.h"
#include "cluster/handle.h"
#include "cluster/test_clusters.h"

namespace quanta::cluster {

using Handles = std::set<Handle>;

/// Transactions with their parents; everything else is looked for from the start each time.
class TestPool {
public:
    struct Transaction {
        FeeSize fee_size;
        Handles parents;
        uint64_t sequence;
    };

    void add(Handle handle, const FeeSize& fee_size) { m_pool[handle] = {fee_size, {}, m_sequence++}; }
    void depend(Handle parent, Handle child) { m_pool.at(child).parents.insert(parent); }
    void set_fee(Handle handle, int64_t fee_sat) { m_pool.at(handle).fee_size.fee_sat = fee_sat; }
    void remove(Handle handle) {
        m_pool.erase(handle);
        for (auto& [other, transaction] : m_pool)
            transaction.parents.erase(handle);
    }

    size_t count() const { return m_pool.size(); }
    bool contains(Handle handle) const { return m_pool.contains(handle); }
    const std::map<Handle, Transaction>& all() const { return m_pool; }
    const Transaction& at(Handle handle) const { return m_pool.at(handle); }

    Handles children(Handle handle) const {
        Handles found;
        for (const auto& [other, transaction] : m_pool) {
            if (transaction.parents.contains(handle)) found.insert(other);
        }
        return found;
    }
    Handles ancestors(Handle handle) const {
        return reach(handle, [this](Handle at) { return m_pool.at(at).parents; });
    }
    Handles descendants(Handle handle) const {
        return reach(handle, [this](Handle at) { return children(at); });
    }
    Handles cluster(Handle handle) const {
        return reach(handle, [this](Handle at) {
            Handles next = children(at);
            next.insert(m_pool.at(at).parents.begin(), m_pool.at(at).parents.end());
            return next;
        });
    }
    FeeSize total(const Handles& handles) const {
        FeeSize sum;
        for (const Handle handle : handles)
            sum += m_pool.at(handle).fee_size;
        return sum;
    }
    uint64_t oldest(const Handles& handles) const {
        uint64_t oldest = m_sequence;
        for (const Handle handle : handles)
            oldest = std::min(oldest, m_pool.at(handle).sequence);
        return oldest;
    }
    /// Clusters that hold any of `handles`, each once.
    std::set<Handles> clusters(const Handles& handles) const {
        std::set<Handles> found;
        for (const Handle handle : handles) {
            if (contains(handle)) found.insert(cluster(handle));
        }
        return found;
    }

    /// A cluster for linearize(), parents first.
    std::vector<Member> members(const Handles& cluster) const {
        std::vector<Handle> order;
        while (order.size() < cluster.size()) {
            for (const Handle handle : cluster) {
                const auto in_order = [&](Handle one) { return std::ranges::count(order, one) == 1; };
                if (!in_order(handle) && std::ranges::all_of(m_pool.at(handle).parents, in_order))
                    order.push_back(handle);
            }
        }
        std::vector<Member> members;
        for (const Handle handle : order) {
            Member member{m_pool.at(handle).fee_size};
            for (const Handle parent : m_pool.at(handle).parents)
                member.parents |= bit(unsigned(std::ranges::find(order, parent) - order.begin()));
            members.push_back(member);
        }
        return members;
    }
    /// The best diagram of several clusters, by trying all; small clusters only.
    std::vector<FeeSize> best_diagram_of(const std::set<Handles>& clusters) const {
        std::vector<FeeSize> diagram;
        for (const Handles& cluster : clusters) {
            const std::vector<FeeSize> own = best_diagram(members(cluster));
            diagram.insert(diagram.end(), own.begin(), own.end());
        }
        std::ranges::stable_sort(diagram, better_rate);
        return diagram;
    }

private:
    template <typename Next>
    Handles reach(Handle handle, Next next) const {
        Handles found{handle};
        std::vector<Handle> pending{handle};
        while (!pending.empty()) {
            const Handle at = pending.back();
            pending.pop_back();
            for (const Handle other : next(at)) {
                if (found.insert(other).second) pending.push_back(other);
            }
        }
        return found;
    }

    std::map<Handle, Transaction> m_pool;
    uint64_t m_sequence = 0;
};

}  // namespace quanta::cluster
