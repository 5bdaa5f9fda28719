// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "consensus/header_link.h"
#include "params/params.h"

/// @file
/// Deployments by signals in block versions (BIP9, with the minimum activation height of BIP341).

namespace quanta::consensus {

/// The top bits of a version that signals.
inline constexpr uint32_t kVersionBitsTop = 0x20000000;
inline constexpr uint32_t kVersionBitsTopMask = 0xe0000000;
/// Bits of a version that can signal.
inline constexpr int kVersionBitsCount = 29;

/// Where a deployment stands; the same for all blocks of a period.
enum class DeploymentState : uint8_t {
    Defined,   ///< before its start time
    Started,   ///< blocks may signal
    LockedIn,  ///< enough did; it becomes active
    Active,    ///< its rules hold, for ever
    Failed,    ///< timed out, for ever
};
/// "defined", "started", "locked_in", "active", "failed".
std::string_view deployment_state_name(DeploymentState state);

/// Whether `version` signals on `bit`.
constexpr bool signals(int32_t version, int bit) {
    const auto bits = static_cast<uint32_t>(version);
    return (bits & kVersionBitsTopMask) == kVersionBitsTop && (bits >> bit & 1) != 0;
}

/// Signals of the period that a block is in, up to it.
struct SignalCount {
    int period = 0;       ///< blocks
    int threshold = 0;    ///< blocks that have to signal
    int elapsed = 0;      ///< blocks so far
    int signalling = 0;   ///< of those
    bool possible = false;  ///< whether the threshold can still be met
};

/// Follows one deployment along the chain. What it has found out is kept per period, so that asking along a
/// growing chain costs a look at each header once. Not thread-safe; the links must outlive it.
class DeploymentTracker {
public:
    explicit DeploymentTracker(const params::Deployment& deployment) : m_deployment(deployment) {}

    /// The state for the block on top of `parent`; null: the genesis block.
    DeploymentState state_after(const HeaderLink* parent);
    /// The height of the first block of the run of periods with the state that the block on top of `parent` has.
    primitives::Height since_after(const HeaderLink* parent);
    const params::Deployment& deployment() const { return m_deployment; }

private:
    const HeaderLink* last_of_period_before(const HeaderLink* parent) const;
    DeploymentState advance(DeploymentState state, const HeaderLink& last) const;

    const params::Deployment m_deployment;
    std::unordered_map<const HeaderLink*, DeploymentState> m_known;  ///< by the last block of the period before
};

/// The signals for `deployment` in the period that `link` is in.
SignalCount count_signals(const HeaderLink& link, const params::Deployment& deployment);

/// The version to give a block on top of `parent`: signals for every deployment of `trackers` that has started
/// or is locked in.
int32_t version_to_mine(const HeaderLink& parent, std::vector<DeploymentTracker>& trackers);

/// A rule nobody told us about that miners have signalled for.
struct UnknownRule {
    int bit;
    bool active;  ///< else locked in

    friend bool operator==(const UnknownRule&, const UnknownRule&) = default;
};

/// Watches the bits that no deployment of ours uses: are new rules in force? As DeploymentTracker, each header
/// is looked at once as long as the chain grows.
class UnknownRuleWatch {
public:
    explicit UnknownRuleWatch(const params::ConsensusParams& params);

    /// The rules locked in or active for the block on top of `tip`, by bit.
    std::vector<UnknownRule> rules_after(const HeaderLink& tip);

private:
    void restart();
    void take_period(const HeaderLink& last);

    static constexpr int kNever = -1;

    std::vector<DeploymentTracker> m_trackers;
    const primitives::Height m_from;
    int m_period;
    int m_threshold;
    const HeaderLink* m_last = nullptr;  ///< end of the last period counted
    std::array<int, kVersionBitsCount> m_met{};  ///< per bit the first period that met the threshold
};

}  // namespace quanta::consensus
