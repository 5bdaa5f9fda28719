// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/transaction_requests.h"

#include <algorithm>
#include <limits>

#include "crypto/siphash.h"

namespace quanta::relay {

namespace {

constexpr uint64_t kPreferredBit = uint64_t{1} << 63;

}  // namespace

uint64_t TransactionRequests::priority(PeerId peer, const TransactionName& name, bool preferred) const {
    const uint64_t random =
        crypto::siphash_hash256(m_key, static_cast<uint64_t>(peer), name.hash.data()) & ~kPreferredBit;
    return random | (preferred ? kPreferredBit : 0);
}

TransactionRequests::Announcement* TransactionRequests::find(PeerId peer, const TransactionName& name) {
    const auto group = m_groups.find(name);
    if (group == m_groups.end()) return nullptr;
    const auto found = std::ranges::find(group->second, peer, &Announcement::peer);
    return found == group->second.end() ? nullptr : &*found;
}

size_t TransactionRequests::most_of(const Circumstances& how) const {
    if (how.unlimited) return std::numeric_limits<size_t>::max();
    if (how.preferred || m_count < kMaxTotal) return kMaxAnnouncements;
    return std::min(kMaxAnnouncements, kMaxTotal / m_peers.size());
}

bool TransactionRequests::announced(PeerId peer, const TransactionName& name, const Circumstances& how,
                                    int64_t now_us) {
    if (find(peer, name) != nullptr) return false;
    PeerState& state = m_peers[peer];
    if (state.by_order.size() >= most_of(how)) return false;
    Announcement made{peer, m_next_order++, priority(peer, name, how.preferred), now_us, Stage::Waiting};
    if (!how.preferred) made.at_us += kDelayUs;
    if (!name.by_wtxid && how.wtxid_peers) made.at_us += kDelayUs;
    if (!how.unlimited && state.in_flight >= kMaxInFlight) made.at_us += kDelayUs;
    m_waiting.emplace(std::pair(made.at_us, made.order), std::pair(peer, name));
    state.by_order.emplace(made.order, name);
    m_groups[name].push_back(made);
    ++m_count;
    return true;
}

/// Moves it out of the index of its stage, and into that of the new one.
void TransactionRequests::move(Announcement& announcement, const TransactionName& name, Stage stage,
                               int64_t at_us) {
    const std::pair key(announcement.at_us, announcement.order);
    PeerState& peer = m_peers.at(announcement.peer);
    if (announcement.stage == Stage::Waiting) m_waiting.erase(key);
    if (announcement.stage == Stage::Chosen) peer.chosen.erase(announcement.order);
    if (announcement.stage == Stage::InFlight) {
        m_in_flight.erase(key);
        --peer.in_flight;
    }
    announcement.stage = stage;
    announcement.at_us = at_us;
    if (stage == Stage::Chosen) peer.chosen.insert(announcement.order);
    if (stage != Stage::InFlight) return;
    m_in_flight.emplace(std::pair(at_us, announcement.order), std::pair(announcement.peer, name));
    ++peer.in_flight;
}

/// Settles who is to be asked for `name`: nobody while somebody is asked already. When all have failed the
/// name is forgotten: it may be announced anew.
void TransactionRequests::choose(const TransactionName& name) {
    const auto group = m_groups.find(name);
    if (group == m_groups.end()) return;
    Announcement* best = nullptr;
    Announcement* before = nullptr;
    bool in_flight = false;
    bool over = true;
    for (Announcement& announcement : group->second) {
        over = over && announcement.stage == Stage::Done;
        in_flight = in_flight || announcement.stage == Stage::InFlight;
        if (announcement.stage == Stage::Chosen) before = &announcement;
        if (announcement.stage != Stage::Ready && announcement.stage != Stage::Chosen) continue;
        if (best == nullptr || announcement.priority > best->priority) best = &announcement;
    }
    if (over) return forget(name);
    if (in_flight) best = nullptr;
    if (best == before) return;
    if (before != nullptr) move(*before, name, Stage::Ready, 0);
    if (best != nullptr) move(*best, name, Stage::Chosen, 0);
}

/// Requests whose time is over have failed; announcements whose time has come are ready.
void TransactionRequests::advance(int64_t now_us) {
    while (!m_in_flight.empty() && m_in_flight.begin()->first.first <= now_us) {
        const auto [peer, name] = m_in_flight.begin()->second;
        answered(peer, name);
    }
    while (!m_waiting.empty() && m_waiting.begin()->first.first <= now_us) {
        const auto [peer, name] = m_waiting.begin()->second;
        move(*find(peer, name), name, Stage::Ready, 0);
        choose(name);
    }
}

std::vector<TransactionName> TransactionRequests::take_due(PeerId peer, int64_t now_us) {
    advance(now_us);
    std::vector<TransactionName> due;
    const auto state = m_peers.find(peer);
    if (state == m_peers.end()) return due;
    const std::set<uint64_t> chosen = state->second.chosen;
    for (const uint64_t order : chosen) {
        const TransactionName& name = due.emplace_back(state->second.by_order.at(order));
        move(*find(peer, name), name, Stage::InFlight, now_us + kTimeoutUs);
    }
    return due;
}

void TransactionRequests::answered(PeerId peer, const TransactionName& name) {
    Announcement* announcement = find(peer, name);
    if (announcement == nullptr || announcement->stage == Stage::Done) return;
    move(*announcement, name, Stage::Done, 0);
    choose(name);
}

void TransactionRequests::unlink(const Announcement& announcement) {
    const auto state = m_peers.find(announcement.peer);
    state->second.by_order.erase(announcement.order);
    if (state->second.by_order.empty()) m_peers.erase(state);
    --m_count;
}

void TransactionRequests::forget(const TransactionName& name) {
    auto group = m_groups.extract(name);
    if (group.empty()) return;
    for (Announcement& announcement : group.mapped()) {
        move(announcement, group.key(), Stage::Done, 0);
        unlink(announcement);
    }
}

void TransactionRequests::forget(PeerId peer) {
    const auto state = m_peers.find(peer);
    if (state == m_peers.end()) return;
    const std::map<uint64_t, TransactionName> all = state->second.by_order;
    for (const auto& [order, name] : all) {
        move(*find(peer, name), name, Stage::Done, 0);
        Group& group = m_groups.at(name);
        const auto place = std::ranges::find(group, peer, &Announcement::peer);
        unlink(*place);
        group.erase(place);
        if (group.empty())
            m_groups.erase(name);
        else
            choose(name);
    }
}

std::optional<int64_t> TransactionRequests::next_us(int64_t now_us) const {
    std::optional<int64_t> next;
    const auto waiting = m_waiting.lower_bound({now_us + 1, 0});
    if (waiting != m_waiting.end()) next = waiting->first.first;
    if (!m_in_flight.empty() && (!next || m_in_flight.begin()->first.first < *next))
        next = m_in_flight.begin()->first.first;
    return next;
}

size_t TransactionRequests::announcements(PeerId peer) const {
    const auto state = m_peers.find(peer);
    return state == m_peers.end() ? 0 : state->second.by_order.size();
}

std::vector<PeerId> TransactionRequests::announcers(const TransactionName& name) const {
    std::vector<PeerId> peers;
    const auto group = m_groups.find(name);
    if (group == m_groups.end()) return peers;
    for (const Announcement& announcement : group->second) {
        if (announcement.stage != Stage::Done) peers.push_back(announcement.peer);
    }
    return peers;
}

size_t TransactionRequests::in_flight(PeerId peer) const {
    const auto state = m_peers.find(peer);
    return state == m_peers.end() ? 0 : state->second.in_flight;
}

bool TransactionRequests::is_in_flight(PeerId peer, const TransactionName& name) const {
    const auto group = m_groups.find(name);
    if (group == m_groups.end()) return false;
    const auto found = std::ranges::find(group->second, peer, &Announcement::peer);
    return found != group->second.end() && found->stage == Stage::InFlight;
}

}  // namespace quanta::relay
