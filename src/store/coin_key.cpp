// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/coin_key.h"

#include <algorithm>
#include <bit>

namespace quanta::store {

CoinKey::CoinKey(const primitives::OutPoint& outpoint) {
    m_bytes[0] = kPrefix;
    std::copy(outpoint.txid.bytes().begin(), outpoint.txid.bytes().end(), m_bytes.begin() + 1);
    const size_t length = (static_cast<size_t>(std::bit_width(outpoint.index)) + 7) / 8;
    m_bytes[kTxidEnd] = static_cast<uint8_t>(length);
    for (size_t i = 0; i < length; ++i) {
        m_bytes[kTxidEnd + 1 + i] = static_cast<uint8_t>(outpoint.index >> 8 * (length - 1 - i));
    }
    m_size = static_cast<uint8_t>(kTxidEnd + 1 + length);
}

std::optional<primitives::OutPoint> CoinKey::parse(base::ByteSpan key) {
    if (key.size() <= kTxidEnd || key.size() > kMaxSize || key[0] != kPrefix) return std::nullopt;
    const base::ByteSpan digits = key.subspan(kTxidEnd + 1);
    if (key[kTxidEnd] != digits.size() || (!digits.empty() && digits[0] == 0)) return std::nullopt;
    primitives::OutPoint outpoint;
    std::copy(key.begin() + 1, key.begin() + kTxidEnd, outpoint.txid.bytes().begin());
    outpoint.index = 0;
    for (const uint8_t digit : digits)
        outpoint.index = outpoint.index << 8 | digit;
    return outpoint;
}

}  // namespace quanta::store
