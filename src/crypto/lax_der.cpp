// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/lax_der.h"

#include <algorithm>

namespace quanta::crypto {
namespace {

constexpr uint8_t kSequence = 0x30;
constexpr uint8_t kInteger = 0x02;
constexpr uint8_t kLongForm = 0x80;
/// Significant bytes a long-form length of an integer may have: beyond this it cannot fit any signature.
constexpr size_t kMaxLengthBytes = 3;

/// Takes bytes off the front of what is left.
class Reader {
public:
    explicit Reader(base::ByteSpan bytes) : m_left(bytes) {}

    bool tag(uint8_t expected) {
        if (m_left.empty() || m_left[0] != expected) return false;
        m_left = m_left.subspan(1);
        return true;
    }

    /// The bytes a length is made of: itself in the short form, those announced in the long form.
    std::optional<base::ByteSpan> length_bytes() {
        if (m_left.empty()) return std::nullopt;
        if ((m_left[0] & kLongForm) == 0) return take(1);
        const size_t count = m_left[0] - kLongForm;
        m_left = m_left.subspan(1);
        return take(count);
    }

    std::optional<base::ByteSpan> integer() {
        if (!tag(kInteger)) return std::nullopt;
        const std::optional<base::ByteSpan> length = length_bytes();
        if (!length) return std::nullopt;
        const base::ByteSpan significant = without_zeros(*length);
        if (significant.size() > kMaxLengthBytes) return std::nullopt;
        size_t size = 0;
        for (const uint8_t byte : significant) size = size << 8 | byte;
        return take(size);
    }

    static base::ByteSpan without_zeros(base::ByteSpan bytes) {
        const auto first = std::find_if(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte != 0; });
        return {first, bytes.end()};
    }

private:
    std::optional<base::ByteSpan> take(size_t count) {
        if (count > m_left.size()) return std::nullopt;
        const base::ByteSpan taken = m_left.first(count);
        m_left = m_left.subspan(count);
        return taken;
    }

    base::ByteSpan m_left;
};

}  // namespace

std::optional<CompactSignature> parse_lax_der(base::ByteSpan der) {
    Reader reader(der);
    if (!reader.tag(kSequence) || !reader.length_bytes()) return std::nullopt;
    const std::optional<base::ByteSpan> r = reader.integer();
    if (!r) return std::nullopt;
    const std::optional<base::ByteSpan> s = reader.integer();
    if (!s) return std::nullopt;
    CompactSignature compact{};
    const base::ByteSpan r_digits = Reader::without_zeros(*r);
    const base::ByteSpan s_digits = Reader::without_zeros(*s);
    if (r_digits.size() > 32 || s_digits.size() > 32) return compact;
    std::copy(r_digits.begin(), r_digits.end(), compact.begin() + (32 - r_digits.size()));
    std::copy(s_digits.begin(), s_digits.end(), compact.begin() + (64 - s_digits.size()));
    return compact;
}

}  // namespace quanta::crypto
