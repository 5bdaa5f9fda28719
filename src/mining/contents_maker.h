// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>

#include "consensus/header_link.h"
#include "mempool/reader.h"
#include "mining/block_layout.h"
#include "mining/selection.h"
#include "params/params.h"

namespace quanta::mining {

/// Makes contents of blocks from a pool, one after the other: each costs what has changed since the one
/// before, unless the parent is another. Not synchronised.
class ContentsMaker {
public:
    /// `params` outlive it.
    ContentsMaker(const BlockLimits& limits, const params::ConsensusParams& params)
        : m_limits(limits), m_params(params) {}

    /// The best block on top of `parent`, of the transactions of `pool`; the same as before when nothing has
    /// changed. Null while the pool does not stand at `parent`.
    ContentsRef make(const mempool::Reader& pool, const consensus::HeaderLink& parent);

private:
    // Constant after construction.
    const BlockLimits m_limits;
    const params::ConsensusParams& m_params;

    const consensus::HeaderLink* m_parent = nullptr;
    std::optional<Selection> m_selection;
    BlockLayout m_layout;
    ContentsRef m_last;
};

}  // namespace quanta::mining
