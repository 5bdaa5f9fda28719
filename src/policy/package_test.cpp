// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/package.h"

#include <gtest/gtest.h>

#include "policy/limits.h"
#include "policy/test_support.h"

namespace quanta::policy {
namespace {

using primitives::MutableTransaction;
using primitives::Transaction;
using testing::child_of;
using testing::ordinary;
using testing::text_of;
using testing::TransactionRef;

using Package = std::vector<TransactionRef>;

std::vector<const Transaction*> refs(const Package& package) {
    std::vector<const Transaction*> pointers;
    for (const TransactionRef& transaction : package)
        pointers.push_back(transaction.get());
    return pointers;
}

std::string check(const Package& package) {
    return text_of(check_package(refs(package)));
}

std::string shape(const Package& package) {
    return text_of(check_child_with_parents(refs(package)));
}

/// One that spends a coin of its own.
TransactionRef lone(uint32_t number) {
    MutableTransaction transaction = ordinary();
    transaction.inputs[0].prevout = {testing::numbered_txid(1000 + number), number};
    return transaction.freeze();
}

Package lone_ones(uint32_t count) {
    Package package;
    for (uint32_t i = 0; i < count; ++i)
        package.push_back(lone(i));
    return package;
}

/// One of `weight` weight units.
TransactionRef weighing(size_t weight, uint32_t number) {
    MutableTransaction transaction(*lone(number));
    transaction.inputs[0].witness = {base::Bytes(1000)};
    const size_t missing = weight - transaction.freeze()->weight();
    // The length of an item this long takes two or four bytes more.
    transaction.inputs[0].witness[0].resize(1000 + missing - (missing > 0xffff ? 2 : 0));
    return transaction.freeze();
}

TEST(Package, Count) {
    EXPECT_EQ(check(lone_ones(kMaxPackageCount)), "");
    EXPECT_EQ(check(lone_ones(kMaxPackageCount + 1)), "package-too-many-transactions");
    EXPECT_EQ(check({}), "");
    EXPECT_EQ(check_package(refs(lone_ones(26))).error().kind, PackageRejection::Kind::Policy);
}

TEST(Package, Weight) {
    const TransactionRef half = weighing(kMaxPackageWeight / 2, 1);
    ASSERT_EQ(half->weight(), kMaxPackageWeight / 2);
    EXPECT_EQ(check({half, weighing(kMaxPackageWeight / 2, 2)}), "");
    EXPECT_EQ(check({half, weighing(kMaxPackageWeight / 2 + 1, 2)}), "package-too-large");
    EXPECT_EQ(check({weighing(kMaxPackageWeight + 1, 2)}), "");
}

TEST(Package, Duplicates) {
    const TransactionRef one = lone(1);
    EXPECT_EQ(check({one, lone(2), one}), "package-contains-duplicates");
    // The same but for the witness is no second one.
    MutableTransaction other(*one);
    other.inputs[0].witness = {base::Bytes(1)};
    EXPECT_EQ(check({one, other.freeze()}), "package-contains-duplicates");
}

TEST(Package, Order) {
    const TransactionRef parent = lone(1);
    const TransactionRef child = child_of({parent}).freeze();
    const TransactionRef grandchild = child_of({child}).freeze();
    EXPECT_EQ(check({parent, child, grandchild}), "");
    EXPECT_EQ(check({child, parent}), "package-not-sorted");
    EXPECT_EQ(check({parent, grandchild, child}), "package-not-sorted");
    // That the one between is missing does no harm.
    EXPECT_EQ(check({grandchild, parent}), "");
}

TEST(Package, Conflicts) {
    const TransactionRef one = lone(1);
    MutableTransaction other(*one);
    other.outputs[0].value = {1};
    EXPECT_EQ(check({one, other.freeze()}), "conflict-in-package");
    other.inputs[0].prevout.index += 1;
    EXPECT_EQ(check({one, other.freeze()}), "");
    // A coin spent twice by one is a matter of consensus.
    other.inputs.push_back(other.inputs[0]);
    EXPECT_EQ(check({one, other.freeze()}), "");
}

TEST(Package, FirstFaultInOrder) {
    Package package = lone_ones(kMaxPackageCount);
    package.back() = package.front();
    EXPECT_EQ(check(package), "package-contains-duplicates");
    package.push_back(package.front());
    EXPECT_EQ(check(package), "package-too-many-transactions");
    const TransactionRef parent = weighing(kMaxPackageWeight, 2);
    EXPECT_EQ(check({parent, parent}), "package-too-large");
    const TransactionRef child = child_of({parent}).freeze();
    EXPECT_EQ(check({child, child, parent}), "package-too-large");
    const TransactionRef small = lone(3);
    MutableTransaction twin(*small);
    twin.outputs[0].value = {1};
    EXPECT_EQ(check({child_of({small}).freeze(), small, twin.freeze()}), "package-not-sorted");
}

TEST(ChildWithParents, Shapes) {
    const TransactionRef one = lone(1);
    const TransactionRef two = child_of({one}).freeze();
    EXPECT_EQ(shape({}), "");
    EXPECT_EQ(shape({one}), "");
    EXPECT_EQ(shape({one, two}), "");
    EXPECT_EQ(shape({one, lone(2)}), "package-not-child-with-parents");
    // Parents may depend on each other, as long as each is a parent.
    EXPECT_EQ(shape({one, two, child_of({two, one}).freeze()}), "");
    EXPECT_EQ(shape({one, two, child_of({two}).freeze()}), "package-not-child-with-parents");
    // Not all parents need be there.
    EXPECT_EQ(shape({one, child_of({one, lone(9)}).freeze()}), "");
}

}  // namespace
}  // namespace quanta::policy
