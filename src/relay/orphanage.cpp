// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/orphanage.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace quanta::relay {

using primitives::Block;
using primitives::Transaction;
using primitives::Txid;
using primitives::TxIn;
using primitives::Wtxid;

bool Orphanage::add(const TransactionPtr& transaction, PeerId peer, int64_t now_us) {
    if (transaction->weight() > kMaxWeight) return false;
    const Wtxid& wtxid = transaction->wtxid();
    const auto [place, is_new] = m_orphans.try_emplace(wtxid);
    Orphan& orphan = place->second;
    if (std::ranges::find(orphan.announcers, peer, &Announcer::peer) != orphan.announcers.end()) return false;
    const uint64_t order = m_next_order++;
    if (is_new) {
        orphan.transaction = transaction;
        orphan.order = order;
        orphan.at_us = now_us;
        m_by_age.emplace(order, wtxid);
        m_weight += transaction->weight();
        for (const TxIn& input : transaction->inputs())
            m_spends.emplace(input.prevout.txid, input.prevout.index, wtxid);
    }
    orphan.announcers.push_back({peer, order});
    PeerState& state = m_peers[peer];
    state.by_order.emplace(order, wtxid);
    state.weight += transaction->weight();
    state.work += work_of(*transaction);
    m_work += work_of(*transaction);
    shrink();
    const auto after = m_peers.find(peer);
    return after != m_peers.end() && after->second.by_order.contains(order);
}

Orphanage::TransactionPtr Orphanage::find(const Wtxid& wtxid) const {
    const auto found = m_orphans.find(wtxid);
    return found == m_orphans.end() ? nullptr : found->second.transaction;
}

std::vector<PeerId> Orphanage::announcers(const Wtxid& wtxid) const {
    std::vector<PeerId> peers;
    const auto found = m_orphans.find(wtxid);
    if (found == m_orphans.end()) return peers;
    for (const Announcer& announcer : found->second.announcers)
        peers.push_back(announcer.peer);
    return peers;
}

std::vector<Txid> Orphanage::missing(const Wtxid& wtxid) const {
    const auto found = m_orphans.find(wtxid);
    return found == m_orphans.end() ? std::vector<Txid>() : found->second.missing;
}

void Orphanage::set_missing(const Wtxid& wtxid, std::vector<Txid> parents) {
    const auto found = m_orphans.find(wtxid);
    if (found != m_orphans.end()) found->second.missing = std::move(parents);
}

// ---- how much there may be --------------------------------------------------------------------------------

bool Orphanage::too_much() const {
    return m_work > m_limits.work || m_weight > m_limits.weight_per_peer * m_peers.size();
}

/// Who uses most of its share, of work or of weight.
PeerId Orphanage::greediest() const {
    const size_t work_per_peer = std::max<size_t>(m_limits.work / m_peers.size(), 1);
    PeerId worst = m_peers.begin()->first;
    size_t most = 0;
    for (const auto& [peer, state] : m_peers) {
        const size_t used = std::max(state.work * m_limits.weight_per_peer, state.weight * work_per_peer);
        if (used > most) worst = peer;
        most = std::max(most, used);
    }
    return worst;
}

/// The oldest announcement of `peer` goes.
void Orphanage::withdraw(PeerId peer) {
    const auto [order, wtxid] = *m_peers.at(peer).by_order.begin();
    const auto place = m_orphans.find(wtxid);
    CHECK(place != m_orphans.end());
    unlink(*place->second.transaction, {peer, order});
    std::erase_if(place->second.announcers, [&](const Announcer& other) { return other.peer == peer; });
    if (place->second.announcers.empty()) erase(place);
}

/// Until there is no more than there may be.
void Orphanage::shrink() {
    while (too_much())
        withdraw(greediest());
}

/// The peer is not charged for it any more.
void Orphanage::unlink(const Transaction& transaction, const Announcer& announcer) {
    const auto state = m_peers.find(announcer.peer);
    state->second.by_order.erase(announcer.order);
    state->second.weight -= transaction.weight();
    state->second.work -= work_of(transaction);
    m_work -= work_of(transaction);
    if (state->second.by_order.empty()) m_peers.erase(state);
}

void Orphanage::erase(Orphans::iterator place) {
    const Orphan& orphan = place->second;
    for (const Announcer& announcer : orphan.announcers)
        unlink(*orphan.transaction, announcer);
    for (const TxIn& input : orphan.transaction->inputs())
        m_spends.erase({input.prevout.txid, input.prevout.index, place->first});
    m_by_age.erase(orphan.order);
    m_weight -= orphan.transaction->weight();
    m_orphans.erase(place);
}

// ---- what goes --------------------------------------------------------------------------------------------

void Orphanage::forget(const Wtxid& wtxid) {
    const auto place = m_orphans.find(wtxid);
    if (place == m_orphans.end()) return;
    erase(place);
    shrink();
}

std::vector<Orphanage::TransactionPtr> Orphanage::forget_descendants(const Txid& parent) {
    std::vector<TransactionPtr> ended;
    std::vector<Txid> parents{parent};
    while (!parents.empty()) {
        std::set<Wtxid> children;
        for_spenders(parents.back(), [&](const Wtxid& wtxid) { children.insert(wtxid); });
        parents.pop_back();
        for (const Wtxid& wtxid : children) {
            const auto place = m_orphans.find(wtxid);
            parents.push_back(place->second.transaction->txid());
            ended.push_back(place->second.transaction);
            erase(place);
        }
    }
    shrink();
    return ended;
}

/// With a peer goes its share of the room: others may have to give way.
void Orphanage::forget(PeerId peer) {
    while (m_peers.contains(peer))
        withdraw(peer);
    shrink();
}

void Orphanage::expire(int64_t now_us) {
    while (!m_by_age.empty()) {
        const auto place = m_orphans.find(m_by_age.begin()->second);
        if (now_us - place->second.at_us < kMaxAgeUs) break;
        erase(place);
    }
    shrink();
}

// ---- what may be tried again ------------------------------------------------------------------------------

/// Calls `visit` with the wtxid of each that spends an output of `parent`: for each such output once.
template <typename Visit>
void Orphanage::for_spenders(const Txid& parent, Visit visit) const {
    for (auto place = m_spends.lower_bound({parent, 0, Wtxid()});
         place != m_spends.end() && std::get<Txid>(*place) == parent; ++place)
        visit(std::get<Wtxid>(*place));
}

std::vector<Orphanage::TransactionPtr> Orphanage::children_of(const Txid& parent, PeerId peer) const {
    std::map<uint64_t, TransactionPtr, std::greater<>> children;
    for_spenders(parent, [&](const Wtxid& wtxid) {
        const Orphan& orphan = m_orphans.at(wtxid);
        const auto announcer = std::ranges::find(orphan.announcers, peer, &Announcer::peer);
        if (announcer != orphan.announcers.end()) children.emplace(announcer->order, orphan.transaction);
    });
    std::vector<TransactionPtr> newest_first;
    for (auto& [order, child] : children)
        newest_first.push_back(std::move(child));
    return newest_first;
}

void Orphanage::parent_came(const Txid& parent) {
    for_spenders(parent, [&](const Wtxid& wtxid) {
        if (!std::exchange(m_orphans.at(wtxid).ready, true)) m_ready.push_back(wtxid);
    });
}

void Orphanage::anything_came() {
    for (const auto& [order, wtxid] : m_by_age) {
        if (!std::exchange(m_orphans.at(wtxid).ready, true)) m_ready.push_back(wtxid);
    }
}

void Orphanage::block_connected(const Block& block) {
    if (m_orphans.empty()) return;
    // What the block holds spends what it spends.
    std::set<Wtxid> spent;
    for (const Transaction& transaction : block.transactions()) {
        for (const TxIn& input : transaction.inputs()) {
            const auto& [txid, index] = input.prevout;
            for (auto place = m_spends.lower_bound({txid, index, Wtxid()});
                 place != m_spends.end() && std::get<0>(*place) == txid && std::get<1>(*place) == index;
                 ++place)
                spent.insert(std::get<Wtxid>(*place));
        }
    }
    for (const Wtxid& wtxid : spent)
        forget(wtxid);
    for (const Transaction& transaction : block.transactions())
        parent_came(transaction.txid());
    shrink();
}

std::optional<Orphanage::Ready> Orphanage::take_ready() {
    while (!m_ready.empty()) {
        const auto place = m_orphans.find(m_ready.front());
        m_ready.pop_front();
        if (place == m_orphans.end() || !std::exchange(place->second.ready, false)) continue;
        return Ready{place->second.transaction, place->second.announcers.front().peer};
    }
    return std::nullopt;
}

size_t Orphanage::announcements(PeerId peer) const {
    const auto found = m_peers.find(peer);
    return found == m_peers.end() ? 0 : found->second.by_order.size();
}

void Orphanage::for_each(
    const std::function<void(const TransactionPtr&, const std::vector<PeerId>&)>& visit) const {
    for (const auto& [wtxid, orphan] : m_orphans)
        visit(orphan.transaction, announcers(wtxid));
}

}  // namespace quanta::relay
