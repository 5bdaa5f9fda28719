// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/block_layout.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace quanta::mining {

using primitives::Transaction;

void BlockLayout::replace(std::span<const BlockTransaction> before, std::span<const BlockTransaction> after) {
    const Difference difference = compare(before, after);
    remove(difference.removed);
    m_txids.resize(1 + m_places.size() + difference.added.size());
    m_wtxids.resize(m_txids.size());
    for (const BlockTransaction* added : difference.added) {
        m_fees += added->fee;
        m_weight += static_cast<int64_t>(added->transaction->weight());
        m_sigop_cost += added->sigop_cost;
        m_new_bytes += added->transaction->total_size();
        m_places.emplace_back();
        put(m_places.size() - 1, BlockTransaction(*added));
    }
}

bool BlockLayout::holds(const Transaction& transaction) const {
    const auto found = m_place_of.find(transaction.txid());
    return found != m_place_of.end() && m_places[found->second].transaction.get() == &transaction;
}

/// Both lists mostly agree: they are walked together, and only where they do not is anything looked up.
BlockLayout::Difference BlockLayout::compare(std::span<const BlockTransaction> before,
                                             std::span<const BlockTransaction> after) const {
    Difference difference;
    for (const BlockTransaction& next : after) {
        const Transaction* transaction = next.transaction.get();
        if (!before.empty() && before.front().transaction.get() == transaction) {
            before = before.subspan(1);
        } else if (!holds(*transaction)) {
            difference.added.push_back(&next);
        } else if (difference.removed.erase(transaction) == 0) {
            // It is further on; what stands before it has gone, unless it is met later.
            for (; before.front().transaction.get() != transaction; before = before.subspan(1))
                difference.removed.insert(before.front().transaction.get());
            before = before.subspan(1);
        }
    }
    for (const BlockTransaction& rest : before)
        difference.removed.insert(rest.transaction.get());
    return difference;
}

void BlockLayout::remove(const std::unordered_set<const Transaction*>& removed) {
    std::vector<size_t> places;
    places.reserve(removed.size());
    for (const Transaction* transaction : removed)
        places.push_back(m_place_of.at(transaction->txid()));
    std::ranges::sort(places, std::greater());
    for (const size_t place : places) {
        const BlockTransaction& gone = m_places[place];
        m_fees -= gone.fee;
        m_weight -= static_cast<int64_t>(gone.transaction->weight());
        m_sigop_cost -= gone.sigop_cost;
        m_place_of.erase(gone.transaction->txid());
    }
    for (const size_t place : places) {
        // Higher places are closed already: the last one stays.
        const size_t last = m_places.size() - 1;
        if (place != last && !may_stand_at(place, *m_places[last].transaction)) {
            close_gaps(places.back(), removed);
            return;
        }
        if (place != last) put(place, std::move(m_places[last]));
        cut(last);
    }
}

/// Whether all that `transaction` spends of this block stands before `place`.
bool BlockLayout::may_stand_at(size_t place, const Transaction& transaction) const {
    return std::ranges::all_of(transaction.inputs(), [&](const primitives::TxIn& input) {
        const auto parent = m_place_of.find(input.prevout.txid);
        return parent == m_place_of.end() || parent->second < place;
    });
}

/// Moves everything behind `from` up to where the removed ones were.
void BlockLayout::close_gaps(size_t from, const std::unordered_set<const Transaction*>& removed) {
    size_t to = from;
    for (size_t place = from; place < m_places.size(); ++place) {
        if (removed.contains(m_places[place].transaction.get())) continue;
        if (place != to) put(to, std::move(m_places[place]));
        ++to;
    }
    cut(to);
}

void BlockLayout::put(size_t place, BlockTransaction&& transaction) {
    m_place_of[transaction.transaction->txid()] = place;
    m_txids.set(1 + place, transaction.transaction->txid().bytes());
    m_wtxids.set(1 + place, transaction.transaction->wtxid().bytes());
    m_places[place] = std::move(transaction);
}

/// Leaves `count` places.
void BlockLayout::cut(size_t count) {
    m_places.resize(count);
    m_txids.resize(1 + count);
    m_wtxids.resize(1 + count);
}

ContentsRef BlockLayout::contents() {
    auto made = std::make_shared<BlockContents>();
    made->transactions = m_places;
    made->fees = m_fees;
    made->weight = m_weight;
    made->sigop_cost = m_sigop_cost;
    made->coinbase_path = m_txids.path();
    made->witness_root = merkle_root_of({}, m_wtxids.path());
    made->new_bytes = std::exchange(m_new_bytes, 0);
    return made;
}

ContentsRef no_contents() {
    static const ContentsRef none = std::make_shared<BlockContents>();
    return none;
}

ContentsRef contents_of(std::span<const TransactionRef> transactions) {
    auto made = std::make_shared<BlockContents>();
    MerkleTree txids;
    MerkleTree wtxids;
    txids.resize(1 + transactions.size());
    wtxids.resize(txids.size());
    for (const TransactionRef& transaction : transactions) {
        made->transactions.push_back({transaction, {}, 0});
        made->weight += static_cast<int64_t>(transaction->weight());
        txids.set(made->transactions.size(), transaction->txid().bytes());
        wtxids.set(made->transactions.size(), transaction->wtxid().bytes());
    }
    made->coinbase_path = txids.path();
    made->witness_root = merkle_root_of({}, wtxids.path());
    return made;
}

}  // namespace quanta::mining
