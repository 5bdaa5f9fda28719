// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include "primitives/block.h"
#include "primitives/hashes.h"

namespace quanta::relay {

/// Short ids of the transactions of one compact block (BIP152, version 2): 48 bits of a hash keyed with the
/// header and the sender's nonce. A value.
class ShortIds {
public:
    static constexpr uint64_t kMask = 0xffff'ffff'ffff;

    ShortIds(const primitives::BlockHeader& header, uint64_t nonce);
    uint64_t of(const primitives::Wtxid& wtxid) const;

private:
    uint64_t m_key[2];
};

}  // namespace quanta::relay
