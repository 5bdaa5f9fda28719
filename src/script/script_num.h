// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace quanta::script {

/// Whether a number must be in its shortest form (policy MINIMALDATA).
enum class NumberForm : uint8_t { Any, Minimal };

/// Bytes of the largest operand of arithmetic, and of a lock time (BIP65, BIP112).
inline constexpr size_t kMaxNumberSize = 4;
inline constexpr size_t kMaxLockTimeSize = 5;

/// A number as scripts hold it: little endian, the top bit of the last byte its sign, zero empty, in the
/// shortest form. Any value above -2^63 fits, though operands are limited to 4 bytes when read.
class ScriptNum {
public:
    explicit ScriptNum(int64_t value);

    /// Valid as long as this is.
    base::ByteSpan bytes() const { return {m_bytes.data(), m_size}; }

    /// The number in `bytes`; nothing when there are more than `max_size` (at most 8), or when they are not
    /// in the form asked for.
    static std::optional<int64_t> decode(base::ByteSpan bytes, size_t max_size = kMaxNumberSize,
                                         NumberForm form = NumberForm::Any);

private:
    std::array<uint8_t, 9> m_bytes;
    uint8_t m_size = 0;
};

/// Whether `bytes` count as true: any bit set but the sign of a zero.
bool is_true(base::ByteSpan bytes);

}  // namespace quanta::script
