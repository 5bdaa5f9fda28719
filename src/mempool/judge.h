// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <vector>

#include "cluster/change.h"
#include "mempool/candidate.h"
#include "mempool/state.h"
#include "policy/truc.h"

namespace quanta::mempool {

/// Whether neither `transaction` nor one with its txid is in the pool, and nothing that spends its coins
/// where replacement is not allowed. Reasons: txn-already-in-mempool, txn-same-nonwitness-data-in-mempool,
/// bip125-replacement-disallowed.
Step check_presence(const Pool& pool, const primitives::Transaction& transaction, const Rules& rules);

/// Second half of acceptance: what the pool decides, with its lock held, as a change on trial. Judges one
/// transaction, or a package; may be committed once it has judged well, before the pool changes.
class Judge {
public:
    /// The caller holds the lock of `state`, whose pool nothing else changes while this lives.
    Judge(State& state, const Rules& rules) QUANTA_REQUIRES(state.mutex);

    /// A transaction on its own.
    Step judge(Candidate& candidate);
    /// What is asked of a member of a package by itself: `package` holds those before it, too. In order,
    /// before judge_package.
    Step judge_member(Candidate& candidate);

    /// A failure of a package: of all of it, and maybe of one member.
    struct PackageStop {
        bool again = false;
        policy::PackageRejection rejection;
        std::optional<policy::Rejection> member_rejection;
        size_t member = 0;
    };
    using PackageStep = base::Result<void, PackageStop>;
    /// Members judged well by judge_member, and well-formed together.
    PackageStep judge_package(std::span<Candidate> candidates);

    /// Takes in what was judged well.
    void commit(std::span<const Candidate> candidates);

private:
    /// What one candidate meets in the pool.
    struct Meets {
        Pool::Handles parents;
        Pool::Handles conflicts;  ///< that spend its coins, or its sibling
        policy::Replacing replacing = policy::Replacing::Conflicts;
    };

    Step find_parents(const Candidate& candidate, Pool::Handles& parents) const;
    Step meet(Candidate& candidate, Meets& meets);
    Step check_truc(const Candidate& candidate, Meets& meets) const;
    std::vector<policy::PoolParent> truc_parents(const Candidate& candidate, const Meets& meets) const;
    Step judge_replacement(Candidate& candidate);
    Step check_spends_no_conflict(const Candidate& candidate) const;
    policy::Verdict check_dust_spends(const Candidate& candidate, std::span<const Candidate> package) const;
    void stage(const Candidate& candidate, const Meets& meets);
    void stage_removals();
    bool improves_diagram();

    // judge_package.cpp
    PackageStep check_package_truc(std::span<const Candidate> candidates) const;
    PackageStep check_package_fee(std::span<const Candidate> candidates) const;
    PackageStep judge_package_replacement(std::span<Candidate> candidates);
    PackageStep check_package_shape(std::span<const Candidate> candidates) const;
    PackageStep check_package_dust(std::span<const Candidate> candidates) const;

    State& m_state;
    Pool& m_pool;
    const Rules& m_rules;
    const int64_t m_now_s;
    const policy::FeeFloors m_floors;
    std::vector<Meets> m_meets;             ///< of each candidate, in order
    std::vector<cluster::Handle> m_staged;  ///< the same
    Pool::Handles m_removed;                ///< all conflicts with what depends on them
    primitives::Amount m_removed_fees;
    cluster::Change m_change;
};

}  // namespace quanta::mempool
