// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/fee_filter.h"

#include <algorithm>

#include "net/outbound_planner.h"

namespace quanta::sync {

namespace {

/// Rates that are told, lowest first: beyond the last nobody pays.
const std::vector<int64_t>& steps() {
    static const std::vector<int64_t> kSteps = [] {
        constexpr double kFirst = 100;
        constexpr double kLast = 1e7;
        constexpr double kFactor = 1.1;
        std::vector<int64_t> values{0};
        for (double value = kFirst; value <= kLast; value *= kFactor)
            values.push_back(static_cast<int64_t>(value));
        return values;
    }();
    return kSteps;
}

/// How often it is looked whether the pool's rate has changed much.
constexpr std::chrono::seconds kLookInterval{30};

}  // namespace

int64_t rounded_rate(int64_t rate, bool lower) {
    const std::vector<int64_t>& all = steps();
    auto at = std::upper_bound(all.begin() + 1, all.end(), rate) - 1;
    if (lower && at != all.begin()) --at;
    return *at;
}

FeeFilter::FeeFilter(const Context& context, const relay::TxPool& pool)
    : m_context(context), m_pool(pool), m_initial_download(context.chain.snapshot()->initial_block_download) {
    look_for_changes();
}

void FeeFilter::peer_ready(const PeerFacts& facts) {
    State& state = m_peers[facts.id()];
    const net::PeerOrigin& origin = facts.origin;
    // Whose transactions are all relayed may send what it likes.
    state.told =
        facts.version >= kFrom && origin.relays_transactions() && !origin.may(net::kPermitForceRelay);
    if (state.told) send(facts.id());
}

void FeeFilter::tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) {
    if (!m_initial_download || snapshot->initial_block_download) return;
    m_initial_download = false;
    for (auto& [peer, state] : m_peers) {
        if (state.told) send(peer);
    }
}

void FeeFilter::report(PeerId peer, PeerReport& report) const {
    report.fee_filter_sat_per_kvb = wanted_by(peer);
}

void FeeFilter::handle(PeerId peer, const wire::FeeFilter& message) {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end() || message.rate_sat_per_kvb < 0 || message.rate_sat_per_kvb > kMaxRate) return;
    found->second.received = message.rate_sat_per_kvb;
}

int64_t FeeFilter::wanted_by(PeerId peer) const {
    const auto found = m_peers.find(peer);
    return found == m_peers.end() ? 0 : found->second.received;
}

int64_t FeeFilter::wanted() const {
    return m_initial_download ? kMaxRate : m_pool.min_rate_sat_per_kvb();
}

void FeeFilter::schedule(PeerId peer, State& state, int64_t delay_us) {
    net::Environment environment = m_context.environment;
    state.next_us = environment.clock.steady_us() + delay_us;
    state.job =
        environment.scheduler.after(std::chrono::milliseconds(delay_us / 1000), [this, peer] { send(peer); });
}

void FeeFilter::send(PeerId peer) {
    State& state = m_peers.at(peer);
    net::Environment environment = m_context.environment;
    // One time in three the exact step, otherwise the one below.
    const bool lower = !m_initial_download && environment.random.below(3) != 0;
    const int64_t rate = std::max(rounded_rate(wanted(), lower), m_pool.relay_rate_sat_per_kvb());
    if (rate != state.sent) m_context.peers.send(peer, wire::FeeFilter{rate});
    state.sent = rate;
    schedule(peer, state, net::exponential_delay_us(environment.random, kAverageUs));
}

void FeeFilter::look_for_changes() {
    net::Environment environment = m_context.environment;
    m_look = environment.scheduler.after(kLookInterval, [this] { look_for_changes(); });
    const int64_t now = environment.clock.steady_us();
    const int64_t rate = rounded_rate(wanted(), false);
    for (auto& [peer, state] : m_peers) {
        if (!state.told || state.next_us <= now + kMaxChangeDelayUs) continue;
        if (rate < state.sent * 3 / 4 || rate > state.sent * 4 / 3)
            schedule(peer, state,
                     static_cast<int64_t>(environment.random.below(uint64_t{kMaxChangeDelayUs})));
    }
}

}  // namespace quanta::sync
