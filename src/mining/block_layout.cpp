// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/block_layout.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace quanta::mining {

using primitives::Transaction;

bool BlockLayout::replace(std::span<const BlockTransaction> before, std::span<const BlockTransaction> after) {
    // How often each comes more than it goes.
    std::unordered_map<const Transaction*, int> times;
    for (const BlockTransaction& old : before)
        --times[old.transaction.get()];
    std::vector<const BlockTransaction*> added;
    if (times.empty()) {
        for (const BlockTransaction& next : after)
            added.push_back(&next);
    } else {
        for (const BlockTransaction& next : after)
            ++times[next.transaction.get()];
        for (const BlockTransaction& next : after) {
            int& more = times[next.transaction.get()];
            if (more > 0) added.push_back(&next);
            more = std::min(more, 0);
        }
    }
    std::vector<size_t> removed;
    for (const auto& [transaction, more] : times) {
        if (more < 0) removed.push_back(m_place_of.at(transaction->txid()));
    }
    remove(removed);
    add(added);
    return !removed.empty() || !added.empty();
}

void BlockLayout::add(std::span<const BlockTransaction* const> added) {
    size_t place = count();
    m_places.resize(place + added.size());
    m_txids.resize(1 + count());
    m_wtxids.resize(1 + count());
    for (const BlockTransaction* next : added) {
        m_fees += next->fee;
        m_weight += static_cast<int64_t>(next->transaction->weight());
        m_sigop_cost += next->sigop_cost;
        put(place++, *next);
    }
}

/// Takes out what stands at `places`.
void BlockLayout::remove(std::vector<size_t> places) {
    std::ranges::sort(places, std::greater());
    for (const size_t place : places) {
        const BlockTransaction& gone = at(place);
        m_fees -= gone.fee;
        m_weight -= static_cast<int64_t>(gone.transaction->weight());
        m_sigop_cost -= gone.sigop_cost;
        m_place_of.erase(gone.transaction->txid());
    }
    for (std::span<const size_t> rest = places; !rest.empty(); rest = rest.subspan(1)) {
        // Higher places are closed already.
        const size_t place = rest.front();
        const std::optional<size_t> filler = filler_for(place);
        if (!filler) {
            close_gaps(rest);
            return;
        }
        if (*filler != place) put(place, at(*filler));
        for (size_t next = *filler + 1; next < count(); ++next)
            put(next - 1, at(next));
        cut(count() - 1);
    }
}

/// The last one that may stand at `place`, which is itself the best when it is the last; nothing when it is
/// far from the end.
std::optional<size_t> BlockLayout::filler_for(size_t place) const {
    const size_t last = count() - 1;
    for (size_t filler = last; last - filler < kMaxMoved; --filler) {
        if (filler == place || may_stand_at(place, *at(filler).transaction)) return filler;
    }
    return std::nullopt;
}

/// Whether all that `transaction` spends of this block stands before `place`.
bool BlockLayout::may_stand_at(size_t place, const Transaction& transaction) const {
    return std::ranges::all_of(transaction.inputs(), [&](const primitives::TxIn& input) {
        const auto parent = m_place_of.find(input.prevout.txid);
        return parent == m_place_of.end() || parent->second < place;
    });
}

/// Moves everything up to where `places`, last first, are free.
void BlockLayout::close_gaps(std::span<const size_t> places) {
    size_t to = places.back();
    for (size_t place = to; place < count(); ++place) {
        if (!places.empty() && places.back() == place)
            places = places.first(places.size() - 1);
        else
            put(to++, at(place));
    }
    cut(to);
}

void BlockLayout::put(size_t place, BlockTransaction transaction) {
    m_place_of[transaction.transaction->txid()] = place;
    m_txids.set(1 + place, transaction.transaction->txid().bytes());
    m_wtxids.set(1 + place, transaction.transaction->wtxid().bytes());
    m_places.set(place, std::move(transaction));
}

/// Leaves `count` places.
void BlockLayout::cut(size_t count) {
    m_places.resize(count);
    m_txids.resize(1 + count);
    m_wtxids.resize(1 + count);
}

ContentsRef BlockLayout::contents() {
    auto made = std::make_shared<BlockContents>();
    made->transactions = m_places.share();
    made->fees = m_fees;
    made->weight = m_weight;
    made->sigop_cost = m_sigop_cost;
    made->coinbase_path = m_txids.path();
    made->witness_root = merkle_root_of({}, m_wtxids.path());
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
    TransactionEditor list;
    for (const TransactionRef& transaction : transactions) {
        list.push_back({transaction, {}, 0});
        made->weight += static_cast<int64_t>(transaction->weight());
        txids.set(list.list().size(), transaction->txid().bytes());
        wtxids.set(list.list().size(), transaction->wtxid().bytes());
    }
    made->transactions = list.share();
    made->coinbase_path = txids.path();
    made->witness_root = merkle_root_of({}, wtxids.path());
    return made;
}

}  // namespace quanta::mining
