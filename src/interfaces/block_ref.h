// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "primitives/hashes.h"

namespace quanta::interfaces {

/// A block by hash and height.
struct BlockRef {
    primitives::BlockHash hash;
    primitives::Height height = 0;

    friend bool operator==(const BlockRef&, const BlockRef&) = default;
};

}  // namespace quanta::interfaces
