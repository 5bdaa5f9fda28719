// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/rate_split.h"

#include <algorithm>

#include "cluster/bits.h"

namespace quanta::cluster {

template <typename Number>
RateSplit<Number>::RateSplit(std::span<const Member> members) : m_members(members) {
    for (unsigned i = 0; i < members.size(); ++i) {
        m_ancestors[i] = members[i].parents;
        for (const unsigned parent : Bits(members[i].parents))
            m_ancestors[i] |= m_ancestors[parent];
    }
}

template <typename Number>
void RateSplit<Number>::set_surpluses(TransactionSet set) {
    FeeSize total;
    for (const unsigned i : Bits(set))
        total += m_members[i].fee_size;
    m_set = set;
    m_givers = m_takers = 0;
    uint8_t givers = 0;
    uint8_t takers = 0;
    for (const unsigned i : Bits(set)) {
        const FeeSize& own = m_members[i].fee_size;
        const Number surplus = Number{own.fee_sat} * total.size_wu - Number{own.size_wu} * total.fee_sat;
        m_left[i] = surplus < 0 ? -surplus : surplus;
        m_got[i] = 0;
        if (surplus > 0) {
            m_givers |= bit(i);
            m_rank[i] = givers++;
        } else if (surplus < 0) {
            m_takers |= bit(i);
            m_rank[i] = takers++;
        }
    }
    m_takers_count = takers;
}

template <typename Number>
TransactionSet RateSplit<Number>::above(TransactionSet set) {
    set_surpluses(set);
    while (find_layers())
        send_along_layers();
    // The last round reached all that the surplus left depends on, through whom they share deficits with.
    TransactionSet taken = 0;
    for (size_t layer = 0; layer < m_layer_count; ++layer) {
        for (const unsigned giver : Bits(m_layers[layer].givers))
            taken |= bit(giver) | (m_ancestors[giver] & set);
    }
    return taken;
}

template <typename Number>
bool RateSplit<Number>::find_layers() {
    TransactionSet givers = 0;
    for (const unsigned giver : Bits(m_givers)) {
        if (m_left[giver] > 0) givers |= bit(giver);
    }
    TransactionSet givers_seen = givers;
    TransactionSet takers_seen = 0;
    m_layer_count = 0;
    while (givers) {
        TransactionSet takers = 0;
        for (const unsigned giver : Bits(givers))
            takers |= m_ancestors[giver];
        takers &= m_takers & ~takers_seen;
        m_layers[m_layer_count++] = {givers, takers};
        takers_seen |= takers;
        givers = 0;
        for (const unsigned taker : Bits(takers)) {
            if (m_left[taker] > 0) return true;
            givers |= m_got[taker];
        }
        givers &= ~givers_seen;
        givers_seen |= givers;
    }
    return false;
}

template <typename Number>
void RateSplit<Number>::send_along_layers() {
    TransactionSet& last = m_layers[m_layer_count - 1].takers;
    for (const unsigned taker : Bits(last)) {
        if (m_left[taker] == 0) last &= ~bit(taker);
    }
    for (const unsigned giver : Bits(m_layers[0].givers)) {
        while (m_left[giver] > 0 && find_way(giver))
            send_along_way();
    }
}

template <typename Number>
bool RateSplit<Number>::find_way(unsigned start) {
    m_way[0] = static_cast<uint8_t>(start);
    m_way_length = 1;
    while (m_way_length > 0) {
        const unsigned at = m_way[m_way_length - 1];
        const size_t step = m_way_length - 1;
        Layer& here = m_layers[step / 2];
        const bool at_giver = step % 2 == 0;
        if (!at_giver && step / 2 + 1 == m_layer_count) return true;
        const TransactionSet next =
            at_giver ? m_ancestors[at] & here.takers : m_got[at] & m_layers[step / 2 + 1].givers;
        if (next) {
            m_way[m_way_length++] = static_cast<uint8_t>(lowest(next));
            continue;
        }
        // Nothing leads on from here in this round.
        (at_giver ? here.givers : here.takers) &= ~bit(at);
        --m_way_length;
    }
    return false;
}

template <typename Number>
void RateSplit<Number>::send_along_way() {
    const unsigned start = m_way[0];
    const unsigned end = m_way[m_way_length - 1];
    Number amount = std::min(m_left[start], m_left[end]);
    for (size_t i = 1; i + 1 < m_way_length; i += 2)
        amount = std::min(amount, sent(m_way[i + 1], m_way[i]));
    for (size_t i = 0; i < m_way_length; i += 2) {
        const unsigned giver = m_way[i];
        const unsigned taker = m_way[i + 1];
        if (!(m_got[taker] & bit(giver))) sent(giver, taker) = 0;
        m_got[taker] |= bit(giver);
        sent(giver, taker) += amount;
        if (i == 0) continue;
        // What this giver now sends here it no longer sends to the taker before.
        const unsigned before = m_way[i - 1];
        sent(giver, before) -= amount;
        if (sent(giver, before) == 0) m_got[before] &= ~bit(giver);
    }
    m_left[start] -= amount;
    m_left[end] -= amount;
    if (m_left[end] == 0) m_layers[m_layer_count - 1].takers &= ~bit(end);
}

template <typename Number>
std::vector<TransactionSet> RateSplit<Number>::pieces() const {
    // Who takes from a giver needs that giver: with whom each must be mined follows both ways.
    std::array<TransactionSet, kMaxClusterCount> needs;
    for (const unsigned i : Bits(m_set))
        needs[i] = bit(i) | (m_ancestors[i] & m_set) | m_got[i];
    for (const unsigned through : Bits(m_set)) {
        for (const unsigned i : Bits(m_set)) {
            if (needs[i] & bit(through)) needs[i] |= needs[through];
        }
    }
    std::vector<TransactionSet> pieces;
    TransactionSet done = 0;
    while (done != m_set) {
        for (const unsigned i : Bits(m_set & ~done)) {
            // Ready when all it still needs needs it, too.
            const TransactionSet piece = needs[i] & ~done;
            const auto needs_i = [&](unsigned other) { return (needs[other] & bit(i)) != 0; };
            if (!std::ranges::all_of(Bits(piece), needs_i)) continue;
            pieces.push_back(piece);
            done |= piece;
            break;
        }
    }
    return pieces;
}

template class RateSplit<int64_t>;
template class RateSplit<Wide>;

}  // namespace quanta::cluster
