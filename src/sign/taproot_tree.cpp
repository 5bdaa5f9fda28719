// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/taproot_tree.h"

#include <iterator>
#include <utility>
#include <vector>

#include "script/taproot.h"

namespace quanta::sign {

namespace {

/// A leaf on its way up, with the hashes beside it so far.
struct Climber {
    size_t leaf;
    base::Bytes siblings;
};

/// A part of the tree that is whole.
struct Subtree {
    size_t depth;
    crypto::Digest256 hash;
    std::vector<Climber> climbers;
};

/// `right` joined to `left`, which stands at the same depth.
void join(Subtree& left, Subtree right) {
    for (Climber& climber : left.climbers)
        climber.siblings.insert(climber.siblings.end(), right.hash.begin(), right.hash.end());
    for (Climber& climber : right.climbers)
        climber.siblings.insert(climber.siblings.end(), left.hash.begin(), left.hash.end());
    left.hash = script::tapbranch_hash(left.hash, right.hash);
    left.climbers.insert(left.climbers.end(), std::make_move_iterator(right.climbers.begin()),
                         std::make_move_iterator(right.climbers.end()));
    --left.depth;
}

/// The whole tree of `leaves`, which make one.
Subtree grow(std::span<const TapTreeLeaf> leaves) {
    std::vector<Subtree> open;
    for (size_t i = 0; i < leaves.size(); ++i) {
        const crypto::Digest256 hash = script::tapleaf_hash(leaves[i].version, leaves[i].script);
        open.push_back({leaves[i].depth, hash, {{i, {}}}});
        while (open.size() > 1 && open.back().depth == open[open.size() - 2].depth) {
            Subtree right = std::move(open.back());
            open.pop_back();
            join(open.back(), std::move(right));
        }
    }
    return std::move(open.front());
}

}  // namespace

bool is_taproot_tree(std::span<const TapTreeLeaf> leaves) {
    // Depths of the subtrees that are still to come. Going down to a leaf leaves one to its right at each
    // level.
    std::vector<size_t> open{0};
    for (const TapTreeLeaf& leaf : leaves) {
        if (open.empty() || leaf.depth < open.back() || leaf.depth > script::kControlMaxNodes) return false;
        size_t depth = open.back();
        open.pop_back();
        while (depth < leaf.depth)
            open.push_back(++depth);
    }
    return open.empty();
}

std::optional<BuiltTaproot> build_taproot(const crypto::XOnlyKey& internal_key,
                                          std::span<const TapTreeLeaf> leaves) {
    BuiltTaproot built;
    built.output.internal_key = internal_key;
    std::vector<Climber> climbers;
    if (!leaves.empty()) {
        if (!is_taproot_tree(leaves)) return std::nullopt;
        Subtree tree = grow(leaves);
        built.output.merkle_root = tree.hash;
        climbers = std::move(tree.climbers);
    }
    const auto tweaked =
        crypto::xonly_tweak_add(internal_key, script::taptweak_hash(internal_key, built.output.merkle_root));
    if (!tweaked) return std::nullopt;
    built.output_key = tweaked->key;
    const uint8_t parity = tweaked->parity == crypto::Parity::Odd ? 1 : 0;
    for (const Climber& climber : climbers) {
        const TapTreeLeaf& leaf = leaves[climber.leaf];
        base::Bytes control{static_cast<uint8_t>(leaf.version | parity)};
        control.insert(control.end(), internal_key.begin(), internal_key.end());
        control.insert(control.end(), climber.siblings.begin(), climber.siblings.end());
        built.output.leaves[TapLeaf{leaf.script, leaf.version}].insert(std::move(control));
    }
    return built;
}

}  // namespace quanta::sign
