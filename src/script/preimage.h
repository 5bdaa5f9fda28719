// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"
#include "base/check.h"
#include "primitives/transaction.h"

/// @file
/// Inside of the signature hashes: fields put side by side in a small buffer, and written to a hasher at
/// once.

namespace quanta::script {

/// At most `Capacity` bytes of fields.
template <size_t Capacity>
class Preimage {
public:
    template <std::integral T>
    Preimage& put(T value) {
        base::write_le(reserve(sizeof value), static_cast<std::make_unsigned_t<T>>(value));
        return *this;
    }
    Preimage& put(base::ByteSpan bytes) {
        std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
        return *this;
    }
    Preimage& put(const primitives::OutPoint& outpoint) {
        return put(outpoint.txid.bytes()).put(outpoint.index);
    }
    /// A CompactSize.
    Preimage& put_size(uint64_t size) {
        if (size < 0xfd) return put(static_cast<uint8_t>(size));
        if (size <= 0xffff) return put(uint8_t{0xfd}).put(static_cast<uint16_t>(size));
        if (size <= 0xffffffff) return put(uint8_t{0xfe}).put(static_cast<uint32_t>(size));
        return put(uint8_t{0xff}).put(size);
    }
    base::ByteSpan bytes() const { return {m_bytes.data(), m_size}; }

private:
    uint8_t* reserve(size_t size) {
        CHECK(size <= Capacity - m_size);
        m_size += size;
        return m_bytes.data() + m_size - size;
    }

    std::array<uint8_t, Capacity> m_bytes;
    size_t m_size = 0;
};

/// Writes a CompactSize.
template <typename Hasher>
void hash_size(Hasher& hasher, uint64_t size) {
    hasher.write(Preimage<9>().put_size(size).bytes());
}

/// Writes the size of `bytes`, then them.
template <typename Hasher>
void hash_sized(Hasher& hasher, base::ByteSpan bytes) {
    hash_size(hasher, bytes.size());
    hasher.write(bytes);
}

/// Writes a transaction output.
template <typename Hasher>
void hash_output(Hasher& hasher, const primitives::TxOut& output) {
    hasher.write(Preimage<17>().put(output.value.sat).put_size(output.script.size()).bytes());
    hasher.write(output.script);
}

}  // namespace quanta::script
