// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "primitives/transaction.h"

namespace quanta::store {

/// The key of a coin in the coins database: 'C', txid, number of significant bytes of the index, those bytes
/// big endian. Keys stand in the order of outpoints.
class CoinKey {
public:
    static constexpr uint8_t kPrefix = 'C';
    static constexpr size_t kTxidEnd = 1 + primitives::Txid::kSize;
    static constexpr size_t kMaxSize = kTxidEnd + 1 + sizeof(uint32_t);

    explicit CoinKey(const primitives::OutPoint& outpoint);

    base::ByteSpan bytes() const { return {m_bytes.data(), m_size}; }

    /// The outpoint of a key; nothing for bytes that are none.
    static std::optional<primitives::OutPoint> parse(base::ByteSpan key);

private:
    std::array<uint8_t, kMaxSize> m_bytes;
    uint8_t m_size;
};

}  // namespace quanta::store
