// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/merkle_tree.h"

#include <gtest/gtest.h>

#include <random>

#include "primitives/merkle.h"

namespace quanta::mining {
namespace {

using crypto::Digest256;

Digest256 leaf_of(uint64_t number) {
    Digest256 leaf{};
    base::write_le(leaf.data(), number);
    return leaf;
}

/// What the path of `tree` leads to must be the root over `leaves`, whose first is a coinbase's.
void expect_root(MerkleTree& tree, const std::vector<Digest256>& leaves) {
    ASSERT_EQ(tree.size(), leaves.size());
    EXPECT_EQ(primitives::MerkleRoot(merkle_root_of(leaves.front(), tree.path())),
              primitives::merkle_root(leaves).root)
        << leaves.size();
}

TEST(MerkleTree, PathIsAsLongAsTheTreeIsHigh) {
    MerkleTree tree;
    for (const auto& [leaves, length] :
         {std::pair<size_t, size_t>{1, 0}, {2, 1}, {3, 2}, {4, 2}, {5, 3}, {8, 3}, {9, 4}, {8, 3}, {1, 0}}) {
        const size_t before = tree.size();
        tree.resize(leaves);
        for (size_t i = before; i < leaves; ++i)
            tree.set(i, leaf_of(i));
        EXPECT_EQ(tree.path().size(), length) << leaves;
    }
}

TEST(MerkleTree, LeadsToTheRootOfEverySizeAsItGrowsAndShrinks) {
    MerkleTree tree;
    std::vector<Digest256> leaves{leaf_of(1'000'000)};
    expect_root(tree, leaves);
    for (uint64_t i = 1; i < 70; ++i) {
        leaves.push_back(leaf_of(i));
        tree.resize(leaves.size());
        tree.set(i, leaves.back());
        expect_root(tree, leaves);
    }
    while (leaves.size() > 1) {
        leaves.pop_back();
        tree.resize(leaves.size());
        expect_root(tree, leaves);
    }
}

TEST(MerkleTree, FollowsChangesOfAllKinds) {
    std::mt19937_64 random(7);
    MerkleTree tree;
    std::vector<Digest256> leaves{leaf_of(1'000'000)};
    for (int round = 0; round < 2000; ++round) {
        // Several changes at once, sizes that come back before anything is hashed among them.
        for (uint64_t change = random() % 4; change > 0; --change) {
            const size_t before = leaves.size();
            leaves.resize(1 + random() % 300);
            tree.resize(leaves.size());
            for (size_t i = before; i < leaves.size(); ++i)
                tree.set(i, leaves[i] = leaf_of(random()));
        }
        for (uint64_t change = random() % 4; change > 0 && leaves.size() > 1; --change) {
            const size_t at = 1 + random() % (leaves.size() - 1);
            tree.set(at, leaves[at] = leaf_of(random()));
        }
        expect_root(tree, leaves);
    }
}

}  // namespace
}  // namespace quanta::mining
