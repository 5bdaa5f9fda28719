// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/fees.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "consensus/transaction_inputs.h"
#include "policy/limits.h"

namespace quanta::policy {
namespace {

using base::Err;
using consensus::format_money;
using primitives::Amount;
using primitives::FeeRate;
using primitives::Txid;
using Verdict = base::Result<void, Rejection>;

Verdict fee_not_met(const char* reason, Amount fee, Amount wanted) {
    return Err(
        Rejection{Rejection::Kind::Reconsiderable, reason, fmt::format("{} < {}", fee.sat, wanted.sat)});
}

/// `reason`, and whether a sibling would have had to go.
std::string replacement_reason(std::string_view reason, Replacing replacing) {
    const bool with_sibling = replacing == Replacing::ConflictsAndSibling;
    return fmt::format("{}{}", reason, with_sibling ? " (including sibling eviction)" : "");
}

Verdict insufficient_fee(const Replacement& replacement, std::string_view what, Amount paid, Amount wanted) {
    return Err(Rejection{Rejection::Kind::Reconsiderable,
                         replacement_reason("insufficient fee", replacement.replacing),
                         fmt::format("rejecting replacement {}, {}; {} < {}", replacement.txid.to_text(),
                                     what, format_money(paid), format_money(wanted))});
}

}  // namespace

Verdict check_fee_rate(Amount fee, int64_t vsize, const FeeFloors& floors) {
    const Amount for_pool = floors.pool.fee_for(vsize);
    if (for_pool > Amount{} && fee < for_pool) return fee_not_met("mempool min fee not met", fee, for_pool);
    const Amount for_relay = floors.min_relay.fee_for(vsize);
    if (fee < for_relay) return fee_not_met("min relay fee not met", fee, for_relay);
    return {};
}

Verdict check_replacement_fee(const Replacement& replacement, FeeRate incremental) {
    if (replacement.fee < replacement.replaced_fees) {
        return insufficient_fee(replacement, "less fees than conflicting txs", replacement.fee,
                                replacement.replaced_fees);
    }
    const Amount extra = replacement.fee - replacement.replaced_fees;
    const Amount wanted = incremental.fee_for(replacement.vsize);
    if (extra >= wanted) return {};
    return insufficient_fee(replacement, "not enough additional fees to relay", extra, wanted);
}

Verdict check_replaced_clusters(const Replacement& replacement, size_t clusters) {
    if (clusters <= kMaxReplacedClusters) return {};
    return Err(Rejection{Rejection::Kind::MempoolPolicy,
                         replacement_reason("too many potential replacements", replacement.replacing),
                         fmt::format("rejecting replacement {}; too many conflicting clusters ({} > {})",
                                     replacement.txid.to_text(), clusters, kMaxReplacedClusters)});
}

Verdict check_no_conflicting_ancestor(const Txid& transaction, std::span<const Txid> ancestors,
                                      std::span<const Txid> conflicts) {
    const auto found = std::ranges::find_first_of(ancestors, conflicts);
    if (found == ancestors.end()) return {};
    return Err(Rejection{
        Rejection::Kind::Consensus, "bad-txns-spends-conflicting-tx",
        fmt::format("{} spends conflicting transaction {}", transaction.to_text(), found->to_text())});
}

}  // namespace quanta::policy
