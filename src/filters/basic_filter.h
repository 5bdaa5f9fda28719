// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/hash256.h"
#include "crypto/siphash_batch.h"
#include "primitives/block.h"
#include "primitives/coin.h"
#include "primitives/hashes.h"

namespace quanta::filters {

/// Double SHA-256 of a filter, or of such a hash and the header before: the header of a filter (BIP157).
using FilterHash = base::Hash256<struct FilterHashTag>;

/// The key under which the scripts of the filter of `block` are hashed.
crypto::SipHashKey filter_key(const primitives::BlockHash& block);

/// The scripts that the basic filter of `block` is about: those of its outputs, but for empty ones and such
/// that begin with OP_RETURN, and those of the coins it spent, but for empty ones. Views into both.
std::vector<base::ByteSpan> basic_filter_scripts(const primitives::Block& block,
                                                 std::span<const primitives::Coin> spent);

/// The filter of the block with this hash about `scripts`, each counted once.
base::Bytes make_filter(const primitives::BlockHash& block, std::span<const base::ByteSpan> scripts);

/// The basic filter of `block`, which spent the coins of `undo` (BIP158). O(n) in practice.
base::Bytes make_basic_filter(const primitives::Block& block, const primitives::BlockUndo& undo);

FilterHash filter_hash(base::ByteSpan filter);
/// The header of the filter with this hash after the one whose header is `previous` (null: the first one).
FilterHash filter_header(const FilterHash& filter, const FilterHash& previous);

}  // namespace quanta::filters
