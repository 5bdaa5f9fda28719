// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/truc.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "base/check.h"
#include "policy/limits.h"

namespace quanta::policy {
namespace {

using base::Err;
using primitives::Transaction;
using primitives::Txid;
using primitives::TxIn;
using Verdict = base::Result<void, Rejection>;

std::string name(const TransactionIds& ids) {
    return fmt::format("tx {} (wtxid={})", ids.txid.to_text(), ids.wtxid.to_text());
}

Rejection violation(std::string detail) {
    return {Rejection::Kind::MempoolPolicy, "TRUC-violation", std::move(detail)};
}

Rejection too_many_ancestors(const TransactionIds& ids) {
    return violation(name(ids) + " would have too many ancestors");
}

Rejection too_many_descendants(const TransactionIds& parent) {
    return violation(name(parent) + " would exceed descendant count limit");
}

Verdict check_size(const Transaction& transaction, int64_t vsize, int64_t limit) {
    if (vsize <= limit) return {};
    const char* what = limit == kTrucChildMaxSize ? "child " : "";
    return Err(violation(fmt::format("version=3 {}{} is too big: {} > {} virtual bytes", what,
                                     name(TransactionIds(transaction)), vsize, limit)));
}

/// An unconfirmed parent, in the pool or in the package.
struct Parent {
    TransactionIds ids;
    bool is_truc = false;
};

/// Both ends of a spend keep to these rules, or neither does.
Verdict check_versions(const Transaction& child, const Parent& parent) {
    const bool is_truc = child.version() == kTrucVersion;
    if (is_truc == parent.is_truc) return {};
    const TransactionIds ids(child);
    const char* format = is_truc ? "version=3 {} cannot spend from non-version=3 {}"
                                 : "non-version=3 {} cannot spend from version=3 {}";
    return Err(violation(fmt::format(fmt::runtime(format), name(ids), name(parent.ids))));
}

Parent in_pool(const PoolParent& parent) {
    return {parent.ids, parent.version == kTrucVersion};
}

Parent in_package(const Transaction& parent) {
    return {TransactionIds(parent), parent.version() == kTrucVersion};
}

/// Whether one more child is one too many for `parent`, all of whose children are in the pool.
base::Result<void, TrucViolation> check_room(const PoolParent& parent) {
    const auto& children = parent.children;
    if (parent.descendants + 1 <= kTrucDescendants || std::ranges::any_of(children, &PoolChild::replaced)) {
        return {};
    }
    TrucViolation found{too_many_descendants(parent.ids), std::nullopt};
    // After a reorganisation there may be more of them, or one with ties of its own: none is singled out
    // then.
    const bool one_sibling = parent.descendants == kTrucDescendants && children.size() == 1 &&
                             children[0].ancestors == kTrucAncestors;
    if (one_sibling) found.sibling = children[0].txid;
    return Err(std::move(found));
}

Verdict check_single(const Transaction& transaction, int64_t vsize, std::span<const PoolParent> parents) {
    for (const PoolParent& parent : parents)
        TRY(check_versions(transaction, in_pool(parent)));
    if (transaction.version() != kTrucVersion) return {};
    TRY(check_size(transaction, vsize, kTrucMaxSize));
    if (parents.empty()) return {};
    if (parents.size() + 1 > kTrucAncestors || parents[0].ancestors + 1 > kTrucAncestors) {
        return Err(too_many_ancestors(TransactionIds(transaction)));
    }
    return check_size(transaction, vsize, kTrucChildMaxSize);
}

bool spends_from(const Transaction& transaction, const Txid& parent) {
    return std::ranges::any_of(transaction.inputs(),
                               [&](const TxIn& input) { return input.prevout.txid == parent; });
}

/// The rules of one member of a package.
class MemberCheck {
public:
    MemberCheck(const TrucMember& member, std::span<const PoolParent> pool_parents)
        : m_member(member), m_transaction(*member.package[member.index]), m_pool_parents(pool_parents) {
        for (const Transaction* other : member.package.first(member.index)) {
            if (spends_from(m_transaction, other->txid())) m_package_parents.push_back(other);
        }
    }

    Verdict run() const {
        return m_transaction.version() == kTrucVersion ? check_truc_member() : check_versions_of_parents();
    }

private:
    Verdict check_versions_of_parents() const {
        for (const PoolParent& parent : m_pool_parents)
            TRY(check_versions(m_transaction, in_pool(parent)));
        for (const Transaction* parent : m_package_parents)
            TRY(check_versions(m_transaction, in_package(*parent)));
        return {};
    }

    Verdict check_truc_member() const {
        TRY(check_size(m_transaction, m_member.vsize, kTrucMaxSize));
        const size_t parents = m_pool_parents.size() + m_package_parents.size();
        const size_t above = m_pool_parents.empty() ? 0 : m_pool_parents[0].ancestors;
        if (parents + 1 > kTrucAncestors || above + m_package_parents.size() + 1 > kTrucAncestors) {
            return Err(too_many_ancestors(TransactionIds(m_transaction)));
        }
        if (parents == 0) return {};
        TRY(check_size(m_transaction, m_member.vsize, kTrucChildMaxSize));
        const Parent parent =
            m_pool_parents.empty() ? in_package(*m_package_parents[0]) : in_pool(m_pool_parents[0]);
        TRY(check_versions(m_transaction, parent));
        TRY(check_relatives(parent));
        const bool has_sibling = !m_pool_parents.empty() && m_pool_parents[0].descendants > 1;
        return has_sibling ? Verdict(Err(too_many_descendants(parent.ids))) : Verdict();
    }

    /// Nobody else in the package spends from `parent`, and nobody from this member.
    Verdict check_relatives(const Parent& parent) const {
        for (const Transaction* other : m_member.package) {
            if (other == &m_transaction) continue;
            if (spends_from(*other, parent.ids.txid)) return Err(too_many_descendants(parent.ids));
            if (spends_from(*other, m_transaction.txid()))
                return Err(too_many_ancestors(TransactionIds(*other)));
        }
        return {};
    }

    const TrucMember& m_member;
    const Transaction& m_transaction;
    const std::span<const PoolParent> m_pool_parents;
    std::vector<const Transaction*> m_package_parents;
};

}  // namespace

base::Result<void, TrucViolation> check_truc(const Transaction& transaction, int64_t vsize,
                                             std::span<const PoolParent> parents) {
    const Verdict verdict = check_single(transaction, vsize, parents);
    if (!verdict) return Err(TrucViolation{verdict.error(), std::nullopt});
    if (transaction.version() != kTrucVersion || parents.empty()) return {};
    return check_room(parents[0]);
}

Verdict check_package_truc(const TrucMember& member, std::span<const PoolParent> pool_parents) {
    CHECK(member.index < member.package.size());
    return MemberCheck(member, pool_parents).run();
}

}  // namespace quanta::policy
