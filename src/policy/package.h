// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>

#include "base/result.h"
#include "policy/rejection.h"
#include "primitives/transaction.h"

/// @file
/// Transactions offered together. Pure functions; any thread.

namespace quanta::policy {

using PackageVerdict = base::Result<void, PackageRejection>;
using TransactionRefs = std::span<const primitives::Transaction* const>;

/// What any package must be, by itself: few members, light unless there is one alone, none twice, parents
/// before children, no coin spent twice. Reasons: package-too-many-transactions … conflict-in-package.
PackageVerdict check_package(TransactionRefs package);

/// Whether a package that passed check_package is one child, the last, and nothing but parents of it; they
/// may depend on each other. One transaction alone passes. Reason: package-not-child-with-parents.
PackageVerdict check_child_with_parents(TransactionRefs package);

/// Whether no member spends an output of one after it, or of itself.
bool is_sorted(TransactionRefs package);
/// Whether no two members spend the same coin. One that spends a coin twice by itself is for consensus to
/// find.
bool is_free_of_conflicts(TransactionRefs package);

}  // namespace quanta::policy
