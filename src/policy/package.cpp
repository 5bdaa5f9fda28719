// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/package.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "policy/limits.h"

namespace quanta::policy {
namespace {

using primitives::OutPoint;
using primitives::Transaction;
using primitives::Txid;
using primitives::TxIn;
using Txids = std::unordered_set<Txid, primitives::HashBytes>;

PackageVerdict refuse(const char* reason) {
    return base::Err(PackageRejection{PackageRejection::Kind::Policy, reason, {}});
}

Txids ids_of(TransactionRefs package) {
    Txids ids;
    for (const Transaction* transaction : package)
        ids.insert(transaction->txid());
    return ids;
}

Txids parents_of(const Transaction& transaction) {
    Txids ids;
    for (const TxIn& input : transaction.inputs())
        ids.insert(input.prevout.txid);
    return ids;
}

size_t weight_of(TransactionRefs package) {
    size_t total = 0;
    for (const Transaction* transaction : package)
        total += transaction->weight();
    return total;
}

}  // namespace

PackageVerdict check_package(TransactionRefs package) {
    if (package.size() > kMaxPackageCount) return refuse("package-too-many-transactions");
    // One that is too heavy alone is told so by the rules of transactions.
    if (package.size() > 1 && weight_of(package) > kMaxPackageWeight) return refuse("package-too-large");
    if (ids_of(package).size() != package.size()) return refuse("package-contains-duplicates");
    if (!is_sorted(package)) return refuse("package-not-sorted");
    if (!is_free_of_conflicts(package)) return refuse("conflict-in-package");
    return {};
}

PackageVerdict check_child_with_parents(TransactionRefs package) {
    if (package.size() < 2) return {};
    const Txids parents = parents_of(*package.back());
    const bool all_parents = std::ranges::all_of(
        package.first(package.size() - 1),
        [&](const Transaction* transaction) { return parents.contains(transaction->txid()); });
    return all_parents ? PackageVerdict() : refuse("package-not-child-with-parents");
}

bool is_sorted(TransactionRefs package) {
    Txids to_come = ids_of(package);
    for (const Transaction* transaction : package) {
        const bool too_early = std::ranges::any_of(
            transaction->inputs(), [&](const TxIn& input) { return to_come.contains(input.prevout.txid); });
        if (too_early) return false;
        to_come.erase(transaction->txid());
    }
    return true;
}

bool is_free_of_conflicts(TransactionRefs package) {
    std::set<OutPoint> spent;
    for (const Transaction* transaction : package) {
        const auto inputs = transaction->inputs();
        const bool conflicts =
            std::ranges::any_of(inputs, [&](const TxIn& input) { return spent.contains(input.prevout); });
        if (conflicts) return false;
        for (const TxIn& input : inputs)
            spent.insert(input.prevout);
    }
    return true;
}

}  // namespace quanta::policy
