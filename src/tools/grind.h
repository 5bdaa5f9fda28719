// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>

#include "primitives/block.h"

namespace quanta::tools {

/// All nonces there are.
inline constexpr uint64_t kAllNonces = uint64_t{1} << 32;

/// A nonce with which the hash of `header` is not above the target that its bits stand for, whatever chain
/// allows that. Looks at `count` nonces from the header's own on, after the last going on at 0, with
/// `threads` threads, at least 1. Nothing when none of them does, or bits are no target.
std::optional<uint32_t> grind(const primitives::BlockHeader& header, int threads,
                              uint64_t count = kAllNonces);

}  // namespace quanta::tools
