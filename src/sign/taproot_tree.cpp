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

/// The whole tree of `leaves`; nothing when they make none.
std::optional<Subtree> grow(std::span<const TapTreeLeaf> leaves) {
    std::vector<Subtree> open;
    for (size_t i = 0; i < leaves.size(); ++i) {
        if (leaves[i].depth > script::kControlMaxNodes) return std::nullopt;
        const crypto::Digest256 hash = script::tapleaf_hash(leaves[i].version, leaves[i].script);
        open.push_back({leaves[i].depth, hash, {{i, {}}}});
        while (open.size() > 1 && open.back().depth == open[open.size() - 2].depth) {
            Subtree right = std::move(open.back());
            open.pop_back();
            // Two subtrees cannot both be the root.
            if (right.depth == 0) return std::nullopt;
            join(open.back(), std::move(right));
        }
        // A leaf that is less deep than what is open on its left has no sibling.
        if (open.size() > 1 && open.back().depth < open[open.size() - 2].depth) return std::nullopt;
    }
    if (open.size() != 1 || open.front().depth != 0) return std::nullopt;
    return std::move(open.front());
}

}  // namespace

std::optional<BuiltTaproot> build_taproot(const crypto::XOnlyKey& internal_key,
                                          std::span<const TapTreeLeaf> leaves) {
    BuiltTaproot built;
    built.output.internal_key = internal_key;
    std::vector<Climber> climbers;
    if (!leaves.empty()) {
        auto tree = grow(leaves);
        if (!tree) return std::nullopt;
        built.output.merkle_root = tree->hash;
        climbers = std::move(tree->climbers);
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
