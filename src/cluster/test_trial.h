// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

/// @file
/// For tests: a Graph and a TestPool put through the same steps and compared.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cluster/change.h"
#include "cluster/chunk_selection.h"
#include "cluster/graph.h"
#include "cluster/test_clusters.h"
#include "cluster/test_pool.h"

namespace quanta::cluster {

/// Steps drawn by chance. Each answers with what is wrong, or nothing. Limits stay small: all is tried.
class TestTrial {
public:
    /// Draws a number below another (above 0).
    using Draw = std::function<uint32_t(uint32_t below)>;

    TestTrial(Limits limits, Draw draw) : m_draw(std::move(draw)), m_graph(limits) {}

    size_t count() const { return m_pool.count(); }
    size_t refused() const { return m_refused; }

    /// One step.
    std::string step() {
        const uint32_t kind = m_draw(m_pool.count() > 40 ? 14 : 20);
        if (m_pool.count() == 0) return add();
        switch (kind) {
            case 0:
                return remove({any()});
            case 1:
                return remove(m_draw(2) ? m_pool.ancestors(any()) : m_pool.descendants(any()));
            case 2:
                return remove_worst();
            case 3:
                return set_fee();
            case 4:
            case 5:
            case 6:
                return change();
            default:
                return kind < 13 ? depend() : add();
        }
    }

    /// Compares all there is, and what is said to have changed since earlier calls.
    std::string check() {
        Walk walk;
        std::string fault = check_order(walk);
        for (const Handles& cluster : m_pool.clusters(everything())) {
            if (fault.empty()) fault = check_cluster(cluster);
        }
        if (fault.empty() && m_pool.count() > 0) fault = check_family(any());
        for (const auto& [version, earlier] : m_walks) {
            if (fault.empty()) fault = check_since(version, earlier, walk);
        }
        m_walks[m_graph.version()] = std::move(walk);
        if (m_walks.size() > 4) m_walks.erase(m_draw(2) ? m_walks.begin() : std::next(m_walks.begin()));
        return fault;
    }

private:
    using Walk = std::vector<std::pair<ChunkKey, Handles>>;

    FeeSize draw_fee_size() {
        return {static_cast<int64_t>(m_draw(40)) - 4, 1 + static_cast<int64_t>(m_draw(12))};
    }
    Handles everything() const {
        Handles all;
        for (const auto& [handle, transaction] : m_pool.all())
            all.insert(handle);
        return all;
    }
    Handle any() const {
        return std::next(m_pool.all().begin(), m_draw(static_cast<uint32_t>(m_pool.count())))->first;
    }
    bool fits(const TestPool& pool, const Handles& cluster) const {
        return cluster.size() <= m_graph.limits().count &&
               pool.total(cluster).size_wu <= m_graph.limits().size_wu;
    }

    std::string add() {
        const FeeSize fee_size = draw_fee_size();
        const std::optional<Handle> handle = m_graph.add(fee_size);
        if (handle.has_value() != (fee_size.size_wu <= m_graph.limits().size_wu)) return "add: limit";
        if (handle) m_pool.add(*handle, fee_size);
        return "";
    }

    std::string depend() {
        const Handle parent = any();
        const Handle child = any();
        if (m_pool.ancestors(parent).contains(child)) return "";
        TestPool after = m_pool;
        after.depend(parent, child);
        const bool taken = m_graph.depend(parent, child);
        if (taken != fits(after, after.cluster(child))) return "depend: limit";
        m_refused += taken ? 0 : 1;
        if (taken) m_pool = std::move(after);
        return "";
    }

    std::string remove(const Handles& handles) {
        const std::vector<Handle> list(handles.begin(), handles.end());
        m_graph.remove(list);
        for (const Handle handle : handles)
            m_pool.remove(handle);
        return "";
    }

    std::string set_fee() {
        const Handle handle = any();
        const int64_t fee_sat = draw_fee_size().fee_sat;
        m_graph.set_fee(handle, fee_sat);
        m_pool.set_fee(handle, fee_sat);
        return "";
    }

    std::string remove_worst() {
        const std::optional<ChunkView> worst = m_graph.worst_chunk();
        if (!worst) return "worst: none";
        const Handles chunk(worst->transactions.begin(), worst->transactions.end());
        for (const Handle handle : chunk) {
            for (const Handle child : m_pool.children(handle)) {
                if (!chunk.contains(child)) return "worst: something depends on it";
            }
        }
        return remove(chunk);
    }

    /// A replacement, mostly: conflicts go with what depends on them, new ones come.
    std::string change() {
        Change change(m_graph);
        TestPool after = m_pool;
        Handles touched;
        Handles conflicting;
        for (uint32_t i = m_draw(3); i > 0; --i) {
            const Handle conflict = any();
            touched.insert(conflict);
            conflicting.insert(conflict);
            for (const Handle gone : m_draw(4) ? m_pool.descendants(conflict) : Handles{conflict}) {
                change.remove(gone);
                after.remove(gone);
            }
        }
        if (change.conflicting_clusters() != m_pool.clusters(conflicting).size()) return "change: conflicts";
        Handles kept = tell_additions(change, after, touched);
        const std::set<Handles> old_clusters = m_pool.clusters(touched);
        for (const Handles& cluster : old_clusters)
            kept.insert(cluster.begin(), cluster.end());
        return judge(change, std::move(after), old_clusters, kept);
    }

    /// Tells both of new transactions with parents and, now and then, children; these go into `touched`.
    Handles tell_additions(Change& change, TestPool& after, Handles& touched) {
        Handles added;
        for (uint32_t i = m_draw(3); i > 0; --i) {
            const FeeSize fee_size = draw_fee_size();
            const Handle handle = change.add(fee_size);
            after.add(handle, fee_size);
            added.insert(handle);
            for (uint32_t links = m_draw(4); links > 0; --links) {
                const Handle other =
                    std::next(after.all().begin(), m_draw(static_cast<uint32_t>(after.count())))->first;
                const bool is_child = m_draw(4) == 0;
                const Handle parent = is_child ? handle : other;
                const Handle child = is_child ? other : handle;
                if (after.ancestors(parent).contains(child)) continue;
                change.depend(parent, child);
                after.depend(parent, child);
                if (m_pool.contains(other) && !added.contains(other)) touched.insert(other);
            }
        }
        if (!added.empty() && m_draw(8) == 0) {
            change.remove(*added.begin());
            after.remove(*added.begin());
        }
        return added;
    }

    std::string judge(Change& change, TestPool after, const std::set<Handles>& old_clusters,
                      const Handles& concerned) {
        const std::set<Handles> clusters = after.clusters(concerned);
        const bool fit = std::ranges::all_of(clusters, [&](const Handles& one) { return fits(after, one); });
        if (change.too_large() == fit) return "change: limit";
        m_refused += fit ? 0 : 1;
        if (!fit) return "";
        const Diagrams diagrams = change.diagrams();
        if (compare_diagrams(diagrams.before, m_pool.best_diagram_of(old_clusters)) != 0)
            return "change: diagram before";
        if (compare_diagrams(diagrams.after, after.best_diagram_of(clusters)) != 0)
            return "change: diagram after";
        if (m_draw(3) == 0) return "";
        std::map<Handle, FeeSize> rates;
        for (const auto& [handle, transaction] : after.all())
            rates[handle] = change.chunk_rate(handle);
        change.commit();
        m_pool = std::move(after);
        for (const auto& [handle, rate] : rates) {
            if (m_graph.chunk(handle).fee_size != rate) return "change: rate of a chunk";
        }
        return "";
    }

    std::string check_order(Walk& walk) const {
        ChunkSelection best_first(m_graph);
        Handles seen;
        std::optional<ChunkView> last;
        uint64_t last_age = 0;
        while (const std::optional<ChunkView> chunk = best_first.next()) {
            const Handles handles(chunk->transactions.begin(), chunk->transactions.end());
            for (const Handle handle : chunk->transactions) {
                if (!m_pool.contains(handle) || !seen.insert(handle).second) return "order: not once";
                if (!std::ranges::includes(seen, m_pool.at(handle).parents)) return "order: child first";
            }
            if (m_pool.total(handles) != chunk->fee_size) return "order: fees";
            const uint64_t age = m_pool.oldest(m_pool.cluster(*handles.begin()));
            if (last && better_rate(chunk->fee_size, last->fee_size)) return "order: better behind";
            const bool equal = last && compare_rates(chunk->fee_size, last->fee_size) == 0;
            if (equal && age < last_age) return "order: older behind";
            last = chunk;
            last_age = age;
            walk.emplace_back(chunk->key(), handles);
        }
        if (seen.size() != m_pool.count() || m_graph.count() != m_pool.count()) return "order: count";
        return "";
    }

    std::string check_cluster(const Handles& cluster) const {
        const ClusterView view = m_graph.cluster(*cluster.begin());
        if (Handles(view.order.begin(), view.order.end()) != cluster) return "cluster: members";
        if (view.total != m_pool.total(cluster)) return "cluster: total";
        if (compare_diagrams(fee_sizes(view.chunks), best_diagram(m_pool.members(cluster))) != 0)
            return "cluster: not the best order";
        return "";
    }

    std::string check_family(Handle handle) const {
        const auto same = [](const std::vector<Handle>& found, const Handles& expected) {
            return found.size() == expected.size() && Handles(found.begin(), found.end()) == expected;
        };
        if (!same(m_graph.parents(handle), m_pool.at(handle).parents)) return "family: parents";
        if (!same(m_graph.children(handle), m_pool.children(handle))) return "family: children";
        if (!same(m_graph.ancestors(handle), m_pool.ancestors(handle))) return "family: ancestors";
        if (!same(m_graph.descendants(handle), m_pool.descendants(handle))) return "family: descendants";
        return "";
    }

    /// What the graph says of the changes must make the order of now of an earlier one.
    std::string check_since(uint64_t version, Walk earlier, const Walk& now) const {
        const std::optional<ChunkChanges> changes = m_graph.changes_since(version);
        if (!changes) return "since: forgotten";
        for (const ChunkKey& gone : changes->gone) {
            const auto here = std::erase_if(earlier, [&gone](const auto& chunk) {
                return std::is_eq(compare_keys(chunk.first, gone)) && chunk.first.cluster == gone.cluster;
            });
            if (here != 1) return "since: gone, but was not there";
        }
        for (const ChunkKey& come : changes->come) {
            const auto behind = std::ranges::find_if(
                earlier, [&come](const auto& chunk) { return compare_keys(come, chunk.first) < 0; });
            const auto transactions = m_graph.chunk(come).transactions;
            earlier.insert(behind, {come, Handles(transactions.begin(), transactions.end())});
        }
        const auto same = [](const auto& a, const auto& b) {
            return std::is_eq(compare_keys(a.first, b.first)) && a.first.cluster == b.first.cluster &&
                   a.second == b.second;
        };
        return std::ranges::equal(earlier, now, same) ? "" : "since: another order";
    }

    const Draw m_draw;
    Graph m_graph;
    TestPool m_pool;
    size_t m_refused = 0;
    /// Earlier orders, by version.
    std::map<uint64_t, Walk> m_walks;
};

}  // namespace quanta::cluster
