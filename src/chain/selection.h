// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <set>
#include <unordered_map>
#include <vector>

#include "chain/archive.h"
#include "chain/header_tree.h"

namespace quanta::chain {

/// Decides which block should be the tip: the one with most work among those whose ancestors have all been
/// seen and none of which is invalid; of equals the one complete first. Chain thread only.
class Selection {
public:
    Selection(HeaderTree& tree, BlockArchive& archive) : m_tree(tree), m_archive(archive) {}

    /// Takes up all nodes of the tree, after loading it.
    void load();
    /// The data of `node` has arrived (or is back). Its descendants that waited for it become complete too.
    void block_arrived(HeaderNode& node);
    /// A header was added.
    void header_arrived(HeaderNode& node);

    /// The best candidate; null when there is none.
    HeaderNode* best() const { return m_candidates.empty() ? nullptr : *m_candidates.rbegin(); }
    /// Header with most work that is not known to be invalid.
    HeaderNode* best_header() const { return m_best_header; }
    /// `tip` is the tip now: candidates with less work are forgotten.
    void tip_is(const HeaderNode& tip);

    /// Looks at every node again: after the tip went down, or marks changed.
    void consider_all();

    /// `node` broke a rule: it and its descendants are out. O(descendants).
    void mark_invalid(HeaderNode& node);
    /// Takes back every mark on `node`, its ancestors and its descendants.
    void clear_invalid(HeaderNode& node);
    /// Lets `node` win against blocks of equal work.
    void prefer(HeaderNode& node, const HeaderNode& tip);
    /// What starts with `root` is no candidate, now or later: the chain cannot get there. Lasts until the
    /// next start.
    void bar(const HeaderNode& root);
    /// Data of an ancestor of `node` is gone (pruned): it cannot be connected.
    void lost_block(HeaderNode& node) { m_candidates.erase(&node); }

private:
    struct Worse {
        bool operator()(const HeaderNode* a, const HeaderNode* b) const {
            if (a->chain_work != b->chain_work) return a->chain_work < b->chain_work;
            if (a->arrival != b->arrival) return a->arrival > b->arrival;
            return a < b;
        }
    };

    /// By work; of equals whichever, but always the same.
    struct Lighter {
        bool operator()(const HeaderNode* a, const HeaderNode* b) const {
            if (a->chain_work != b->chain_work) return a->chain_work < b->chain_work;
            return a->hash < b->hash;
        }
    };

    void mark(HeaderNode& node, store::Failure failure);
    bool has_valid_child(const HeaderNode& node) const;
    HeaderNode* heaviest_end() const;
    void complete(HeaderNode& node);
    void consider(HeaderNode& node);
    bool barred(const HeaderNode& node) const;

    HeaderTree& m_tree;
    BlockArchive& m_archive;
    std::set<HeaderNode*, Worse> m_candidates;
    /// By parent whose ancestors are incomplete.
    std::unordered_multimap<HeaderNode*, HeaderNode*> m_waiting;
    /// Headers not known to be invalid with no child of that kind: the best header is one of them.
    std::set<HeaderNode*, Lighter> m_ends;
    HeaderNode* m_best_header = nullptr;
    /// First blocks of branches; few, as each cost more work than the tip's.
    std::vector<const HeaderNode*> m_barred;
    const HeaderNode* m_tip = nullptr;
    int64_t m_next_arrival = 1;
    int64_t m_next_preferred = -2;  ///< below the arrival of any other
};

}  // namespace quanta::chain
