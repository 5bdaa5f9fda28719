// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/truc.h"

#include <gtest/gtest.h>

#include "policy/limits.h"
#include "policy/test_support.h"

namespace quanta::policy {
namespace {

using primitives::MutableTransaction;
using primitives::Transaction;
using primitives::Txid;
using testing::child_of;
using testing::numbered_txid;
using testing::ordinary;
using testing::TransactionRef;

using Refs = std::vector<TransactionRef>;
using Parents = std::vector<PoolParent>;

TransactionRef of_version(uint32_t version, MutableTransaction transaction = ordinary()) {
    transaction.version = version;
    return transaction.freeze();
}

std::string name(const TransactionRef& transaction) {
    return "tx " + transaction->txid().to_text() + " (wtxid=" + transaction->wtxid().to_text() + ")";
}

std::string violation(const std::string& detail) {
    return "TRUC-violation, " + detail;
}

/// A parent in the pool by itself.
PoolParent pool_parent(const TransactionRef& transaction) {
    return {TransactionIds(*transaction), transaction->version(), 1, 1, {}};
}

std::string check(const TransactionRef& transaction, int64_t vsize, const Parents& parents) {
    const auto verdict = check_truc(*transaction, vsize, parents);
    if (verdict) return {};
    EXPECT_EQ(verdict.error().rejection.kind, Rejection::Kind::MempoolPolicy);
    return verdict.error().rejection.text();
}

TEST(Truc, SizeAlone) {
    const TransactionRef transaction = of_version(3);
    EXPECT_EQ(check(transaction, kTrucMaxSize, {}), "");
    EXPECT_EQ(check(transaction, kTrucMaxSize + 1, {}),
              violation("version=3 " + name(transaction) + " is too big: 10001 > 10000 virtual bytes"));
    EXPECT_EQ(check(of_version(2), kTrucMaxSize + 1, {}), "");
}

TEST(Truc, SizeOfAChild) {
    const TransactionRef parent = of_version(3);
    const TransactionRef child = of_version(3, child_of({parent}));
    EXPECT_EQ(check(child, kTrucChildMaxSize, {pool_parent(parent)}), "");
    EXPECT_EQ(check(child, kTrucChildMaxSize + 1, {pool_parent(parent)}),
              violation("version=3 child " + name(child) + " is too big: 1001 > 1000 virtual bytes"));
}

TEST(Truc, VersionsGoTogether) {
    const TransactionRef truc = of_version(3);
    const TransactionRef plain = of_version(2);
    const TransactionRef truc_child = of_version(3, child_of({plain}));
    const TransactionRef plain_child = of_version(2, child_of({truc}));
    EXPECT_EQ(check(truc_child, 100, {pool_parent(plain)}),
              violation("version=3 " + name(truc_child) + " cannot spend from non-version=3 " + name(plain)));
    EXPECT_EQ(check(plain_child, 100, {pool_parent(truc)}),
              violation("non-version=3 " + name(plain_child) + " cannot spend from version=3 " + name(truc)));
    EXPECT_EQ(check(of_version(1, child_of({plain})), 100, {pool_parent(plain)}), "");
    // Any of the parents may be the one.
    EXPECT_EQ(check(plain_child, 100, {pool_parent(plain), pool_parent(truc)}),
              violation("non-version=3 " + name(plain_child) + " cannot spend from version=3 " + name(truc)));
}

TEST(Truc, VersionsBeforeSizes) {
    const TransactionRef plain = of_version(2);
    const TransactionRef child = of_version(3, child_of({plain}));
    EXPECT_EQ(check(child, kTrucMaxSize + 1, {pool_parent(plain)}),
              violation("version=3 " + name(child) + " cannot spend from non-version=3 " + name(plain)));
}

TEST(Truc, Ancestors) {
    const TransactionRef parent = of_version(3);
    const TransactionRef other = of_version(3, ordinary(2));
    const TransactionRef child = of_version(3, child_of({parent, other}));
    const std::string too_many = violation(name(child) + " would have too many ancestors");
    EXPECT_EQ(check(child, 100, {pool_parent(parent), pool_parent(other)}), too_many);
    PoolParent with_parent = pool_parent(parent);
    with_parent.ancestors = 2;
    EXPECT_EQ(check(child, 100, {with_parent}), too_many);
    EXPECT_EQ(check(child, kTrucChildMaxSize + 1, {with_parent}), too_many);
}

/// A parent of version 3 in the pool with a child there.
class TrucSibling : public ::testing::Test {
protected:
    TrucSibling() {
        m_in_pool.descendants = 2;
        m_in_pool.children = {{kSibling, 2, false}};
    }

    base::Result<void, TrucViolation> check() const { return check_truc(*m_child, 100, {&m_in_pool, 1}); }
    std::string too_many() const {
        return violation(name(m_parent) + " would exceed descendant count limit");
    }

    const Txid kSibling = numbered_txid(77);
    const TransactionRef m_parent = of_version(3);
    const TransactionRef m_child = of_version(3, child_of({m_parent}));
    PoolParent m_in_pool = pool_parent(m_parent);
};

TEST_F(TrucSibling, IsNamed) {
    ASSERT_FALSE(check());
    EXPECT_EQ(check().error().rejection.text(), too_many());
    EXPECT_EQ(check().error().sibling, kSibling);
}

TEST_F(TrucSibling, MakesRoomWhenReplaced) {
    m_in_pool.children[0].replaced = true;
    EXPECT_TRUE(check());
}

TEST_F(TrucSibling, IsNotSingledOutOfTwo) {
    m_in_pool.descendants = 3;
    m_in_pool.children.push_back({numbered_txid(78), 2, false});
    ASSERT_FALSE(check());
    EXPECT_EQ(check().error().rejection.text(), too_many());
    EXPECT_EQ(check().error().sibling, std::nullopt);
}

TEST_F(TrucSibling, IsNotSingledOutWithAChildOfItsOwn) {
    m_in_pool.descendants = 3;
    ASSERT_FALSE(check());
    EXPECT_EQ(check().error().sibling, std::nullopt);
}

TEST_F(TrucSibling, IsNotSingledOutWithAnotherParent) {
    m_in_pool.children[0].ancestors = 3;
    ASSERT_FALSE(check());
    EXPECT_EQ(check().error().rejection.text(), too_many());
    EXPECT_EQ(check().error().sibling, std::nullopt);
}

TEST_F(TrucSibling, IsNotOfferedWhenMoreIsWrong) {
    const auto verdict = check_truc(*m_child, kTrucChildMaxSize + 1, {&m_in_pool, 1});
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().sibling, std::nullopt);
}

/// The verdict on the last of `package`.
std::string check_last(const Refs& package, const Parents& parents = {}, int64_t vsize = 100) {
    std::vector<const Transaction*> pointers;
    for (const TransactionRef& transaction : package)
        pointers.push_back(transaction.get());
    const auto verdict = check_package_truc({pointers, pointers.size() - 1, vsize}, parents);
    return testing::text_of(verdict);
}

std::string check_first(const Refs& package, const Parents& parents = {}) {
    std::vector<const Transaction*> pointers;
    for (const TransactionRef& transaction : package)
        pointers.push_back(transaction.get());
    return testing::text_of(check_package_truc({pointers, 0, 100}, parents));
}

TEST(TrucPackage, ParentAndChild) {
    const TransactionRef parent = of_version(3);
    const TransactionRef child = of_version(3, child_of({parent}));
    EXPECT_EQ(check_first({parent, child}), "");
    EXPECT_EQ(check_last({parent, child}), "");
    EXPECT_EQ(check_last({parent, child}, {}, kTrucChildMaxSize), "");
    EXPECT_EQ(check_last({parent, child}, {}, kTrucChildMaxSize + 1),
              violation("version=3 child " + name(child) + " is too big: 1001 > 1000 virtual bytes"));
    EXPECT_EQ(check_last({parent}, {}, kTrucMaxSize), "");
    EXPECT_EQ(check_last({parent}, {}, kTrucMaxSize + 1),
              violation("version=3 " + name(parent) + " is too big: 10001 > 10000 virtual bytes"));
}

TEST(TrucPackage, Versions) {
    const TransactionRef truc = of_version(3);
    const TransactionRef plain = of_version(2);
    const TransactionRef truc_child = of_version(3, child_of({plain}));
    const TransactionRef plain_child = of_version(2, child_of({truc}));
    const std::string to_plain =
        violation("version=3 " + name(truc_child) + " cannot spend from non-version=3 " + name(plain));
    const std::string to_truc =
        violation("non-version=3 " + name(plain_child) + " cannot spend from version=3 " + name(truc));
    EXPECT_EQ(check_last({plain, truc_child}), to_plain);
    EXPECT_EQ(check_last({truc_child}, {pool_parent(plain)}), to_plain);
    EXPECT_EQ(check_last({truc, plain_child}), to_truc);
    EXPECT_EQ(check_last({plain_child}, {pool_parent(truc)}), to_truc);
    EXPECT_EQ(check_last({plain, of_version(2, child_of({plain}))}), "");
}

TEST(TrucPackage, Ancestors) {
    const TransactionRef one = of_version(3);
    const TransactionRef two = of_version(3, ordinary(2));
    const TransactionRef child = of_version(3, child_of({one, two}));
    const std::string too_many = violation(name(child) + " would have too many ancestors");
    EXPECT_EQ(check_last({one, two, child}), too_many);
    EXPECT_EQ(check_last({two, child}, {pool_parent(one)}), too_many);
    EXPECT_EQ(check_last({child}, {pool_parent(one), pool_parent(two)}), too_many);
    PoolParent with_parent = pool_parent(one);
    with_parent.ancestors = 2;
    EXPECT_EQ(check_last({child}, {with_parent}), too_many);
}

TEST(TrucPackage, Grandchild) {
    const TransactionRef one = of_version(3);
    const TransactionRef two = of_version(3, child_of({one}));
    const TransactionRef three = of_version(3, child_of({two}));
    std::vector<const Transaction*> all{one.get(), two.get(), three.get()};
    const auto middle = check_package_truc({all, 1, 100}, {});
    EXPECT_EQ(testing::text_of(middle), violation(name(three) + " would have too many ancestors"));
}

TEST(TrucPackage, Siblings) {
    const TransactionRef parent = of_version(3);
    MutableTransaction second = child_of({parent});
    second.inputs[0].prevout.index = 1;
    const TransactionRef one = of_version(3, child_of({parent}));
    const TransactionRef two = of_version(3, second);
    const std::string too_many = violation(name(parent) + " would exceed descendant count limit");
    EXPECT_EQ(check_last({parent, one, two}), too_many);
    EXPECT_EQ(check_last({one, two}, {pool_parent(parent)}), too_many);
    PoolParent with_child = pool_parent(parent);
    with_child.descendants = 2;
    EXPECT_EQ(check_last({two}, {with_child}), too_many);
    EXPECT_EQ(check_last({two}, {pool_parent(parent)}), "");
}

}  // namespace
}  // namespace quanta::policy
