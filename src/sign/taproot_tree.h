// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <span>

#include "crypto/secp256k1.h"
#include "sign/provider.h"

namespace quanta::sign {

/// A taproot output, and all it takes to spend it.
struct BuiltTaproot {
    crypto::XOnlyKey output_key;
    TaprootOutput output;
};

/// The output of `internal_key` and a tree of `leaves` in order, which may be empty (BIP341). Nothing when
/// the depths make no binary tree of at most 128 levels, or the key is no point. O(leaves times depth).
std::optional<BuiltTaproot> build_taproot(const crypto::XOnlyKey& internal_key,
                                          std::span<const TapTreeLeaf> leaves);

/// Whether the depths of `leaves`, in order, make a binary tree of at most 128 levels.
bool is_taproot_tree(std::span<const TapTreeLeaf> leaves);

}  // namespace quanta::sign
