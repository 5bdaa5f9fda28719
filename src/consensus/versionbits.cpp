// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/versionbits.h"

#include "base/check.h"

namespace quanta::consensus {

using params::Deployment;
using primitives::Height;

namespace {

/// The threshold and period of warnings on a chain without deployments.
constexpr int kDefaultThreshold = 1815;
constexpr int kDefaultPeriod = 2016;

/// Signals on `bit` in the `period` blocks that end with `last`.
int signals_of_period(const HeaderLink& last, int period, int bit) {
    int count = 0;
    const HeaderLink* link = &last;
    for (int i = 0; i < period; ++i, link = link->previous)
        count += signals(link->version, bit);
    return count;
}

}  // namespace

std::string_view deployment_state_name(DeploymentState state) {
    switch (state) {
        case DeploymentState::Defined:
            return "defined";
        case DeploymentState::Started:
            return "started";
        case DeploymentState::LockedIn:
            return "locked_in";
        case DeploymentState::Active:
            return "active";
        case DeploymentState::Failed:
            return "failed";
    }
    return {};
}

const HeaderLink* DeploymentTracker::last_of_period_before(const HeaderLink* parent) const {
    if (!parent) return nullptr;
    const Height next = parent->height + 1;
    return parent->ancestor(next - next % m_deployment.period - 1);
}

DeploymentState DeploymentTracker::advance(DeploymentState state, const HeaderLink& last) const {
    const auto time = static_cast<int64_t>(last.median_time_past());
    switch (state) {
        case DeploymentState::Defined:
            return time >= m_deployment.start_time ? DeploymentState::Started : DeploymentState::Defined;
        case DeploymentState::Started:
            if (signals_of_period(last, m_deployment.period, m_deployment.bit) >= m_deployment.threshold) {
                return DeploymentState::LockedIn;
            }
            return time >= m_deployment.timeout ? DeploymentState::Failed : DeploymentState::Started;
        case DeploymentState::LockedIn:
            return last.height + 1 >= m_deployment.min_activation_height ? DeploymentState::Active
                                                                         : DeploymentState::LockedIn;
        case DeploymentState::Active:
        case DeploymentState::Failed:
            break;
    }
    return state;
}

DeploymentState DeploymentTracker::state_after(const HeaderLink* parent) {
    if (m_deployment.start_time == Deployment::kAlwaysActive) return DeploymentState::Active;
    if (m_deployment.start_time == Deployment::kNeverActive) return DeploymentState::Failed;
    std::vector<const HeaderLink*> unknown;
    DeploymentState state = DeploymentState::Defined;
    const HeaderLink* last = last_of_period_before(parent);
    for (; last; last = last_of_period_before(last->previous)) {
        const auto known = m_known.find(last);
        if (known != m_known.end()) {
            state = known->second;
            break;
        }
        unknown.push_back(last);
    }
    for (; !unknown.empty(); unknown.pop_back()) {
        state = advance(state, *unknown.back());
        m_known.emplace(unknown.back(), state);
    }
    return state;
}

Height DeploymentTracker::since_after(const HeaderLink* parent) {
    const int64_t start = m_deployment.start_time;
    if (start == Deployment::kAlwaysActive || start == Deployment::kNeverActive) return 0;
    const DeploymentState state = state_after(parent);
    const HeaderLink* last = last_of_period_before(parent);
    while (last) {
        const HeaderLink* earlier = last_of_period_before(last->previous);
        if (state_after(earlier) != state) return last->height + 1;
        last = earlier;
    }
    return 0;
}

SignalCount count_signals(const HeaderLink& link, const Deployment& deployment) {
    SignalCount count;
    count.period = deployment.period;
    count.threshold = deployment.threshold;
    count.elapsed = link.height % deployment.period + 1;
    count.signalling = signals_of_period(link, count.elapsed, deployment.bit);
    count.possible = count.threshold - count.signalling <= count.period - count.elapsed;
    return count;
}

int32_t version_to_mine(const HeaderLink& parent, std::vector<DeploymentTracker>& trackers) {
    uint32_t version = kVersionBitsTop;
    for (DeploymentTracker& tracker : trackers) {
        const DeploymentState state = tracker.state_after(&parent);
        const bool wanted = state == DeploymentState::Started || state == DeploymentState::LockedIn;
        if (wanted) version |= 1u << tracker.deployment().bit;
    }
    return static_cast<int32_t>(version);
}

UnknownRuleWatch::UnknownRuleWatch(const params::ConsensusParams& params)
    : m_from(params.unknown_deployments_from), m_period(kDefaultPeriod), m_threshold(kDefaultThreshold) {
    for (const Deployment& deployment : params.deployments)
        m_trackers.emplace_back(deployment);
    if (!params.deployments.empty()) {
        m_period = params.deployments[0].period;
        m_threshold = params.deployments[0].threshold;
    }
    restart();
}

void UnknownRuleWatch::restart() {
    m_last = nullptr;
    m_met.fill(kNever);
}

void UnknownRuleWatch::take_period(const HeaderLink& last) {
    std::array<int, kVersionBitsCount> counts{};
    const HeaderLink* link = &last;
    for (int i = 0; i < m_period && link->height >= m_from && link->previous; ++i, link = link->previous) {
        const int32_t ours = version_to_mine(*link->previous, m_trackers);
        for (int bit = 0; bit < kVersionBitsCount; ++bit) {
            counts[bit] += signals(link->version, bit) && !signals(ours, bit);
        }
    }
    for (int bit = 0; bit < kVersionBitsCount; ++bit) {
        if (m_met[bit] == kNever && counts[bit] >= m_threshold) m_met[bit] = last.height / m_period;
    }
    m_last = &last;
}

std::vector<UnknownRule> UnknownRuleWatch::rules_after(const HeaderLink& tip) {
    if (m_last && tip.ancestor(m_last->height) != m_last) restart();
    const int now = (tip.height + 1) / m_period;
    // Nothing has started in the first period.
    const int first = m_last ? m_last->height / m_period + 1 : std::max(1, m_from / m_period);
    for (int period = first; period < now; ++period) {
        const HeaderLink* last = tip.ancestor((period + 1) * m_period - 1);
        CHECK(last);
        take_period(*last);
    }
    std::vector<UnknownRule> rules;
    for (int bit = 0; bit < kVersionBitsCount; ++bit) {
        if (m_met[bit] != kNever) rules.push_back({bit, m_met[bit] + 1 < now});
    }
    return rules;
}

}  // namespace quanta::consensus
