// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include "chain/header_tree.h"

namespace quanta::chain {

/// The chain as it was at one moment: immutable, held by shared_ptr, read by any thread without a lock.
struct Snapshot {
    uint64_t sequence = 0;                    ///< of the last event; grows with every change of the tip
    const HeaderNode* tip = nullptr;          ///< last connected and fully verified block; never null
    const HeaderNode* best_header = nullptr;  ///< most work among headers not known to be invalid
    bool initial_block_download = true;       ///< turns false once and stays so
    uint64_t assembled_at_us = 0;             ///< steady clock

    primitives::Height height() const { return tip->height; }
    /// The block of the active chain at `height`, null when out of range.
    const HeaderNode* at(primitives::Height height) const { return tip->at(height); }
    /// Whether `node` is on the active chain.
    bool contains(const HeaderNode& node) const { return tip->at(node.height) == &node; }
    /// The block after `node` on the active chain; null at the tip or when `node` is not on it.
    const HeaderNode* next(const HeaderNode& node) const {
        return contains(node) ? tip->at(node.height + 1) : nullptr;
    }
};

}  // namespace quanta::chain
