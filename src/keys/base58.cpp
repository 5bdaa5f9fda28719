// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/base58.h"

#include <algorithm>
#include <array>
#include <vector>

#include "crypto/hash.h"

namespace quanta::keys {
namespace {

constexpr std::string_view kDigits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view kWhiteSpace = " \t\n\v\f\r";
constexpr size_t kChecksumBytes = 4;
/// Digits are worked out in groups of five, the most that leave room for four bytes more in 64 bits.
constexpr size_t kGroupDigits = 5;
constexpr uint32_t kGroupBase = 58 * 58 * 58 * 58 * 58;

/// Value of each character, or -1.
constexpr std::array<int8_t, 256> kValues = [] {
    std::array<int8_t, 256> values{};
    values.fill(-1);
    for (size_t i = 0; i < kDigits.size(); ++i) values[static_cast<uint8_t>(kDigits[i])] = static_cast<int8_t>(i);
    return values;
}();

/// A natural number as digits of `base`, least significant first; no leading zeros.
class Digits {
public:
    explicit Digits(uint32_t base) : m_base(base) {}

    /// number = number * factor + addend.
    void multiply_add(uint32_t factor, uint32_t addend) {
        uint32_t carry = addend;
        for (uint8_t& digit : m_digits) {
            carry += digit * factor;
            digit = static_cast<uint8_t>(carry % m_base);
            carry /= m_base;
        }
        for (; carry != 0; carry /= m_base) m_digits.push_back(static_cast<uint8_t>(carry % m_base));
    }
    const base::Bytes& digits() const { return m_digits; }

private:
    uint32_t m_base;
    base::Bytes m_digits;
};

/// The digits of a number given in groups, least significant first, without leading zeros.
std::string write_groups(const std::vector<uint32_t>& groups) {
    std::string text(groups.size() * kGroupDigits, kDigits[0]);
    auto to = text.rbegin();
    for (uint32_t group : groups) {
        for (size_t i = 0; i < kGroupDigits; ++i, group /= 58) *to++ = kDigits[group % 58];
    }
    return text.substr(std::min(text.find_first_not_of(kDigits[0]), text.size()));
}

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(kWhiteSpace);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

}  // namespace

std::string encode_base58(base::ByteSpan bytes) {
    const auto first = std::find_if(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte != 0; });
    const base::ByteSpan number(first, bytes.end());
    std::vector<uint32_t> groups;  // least significant first
    // Four bytes at a time; what is left over comes first.
    for (size_t at = 0; at < number.size();) {
        const size_t take = number.size() % 4 != 0 && at == 0 ? number.size() % 4 : 4;
        uint64_t carry = 0;
        for (const uint8_t byte : number.subspan(at, take)) carry = carry << 8 | byte;
        for (uint32_t& group : groups) {
            carry += uint64_t{group} << (8 * take);
            group = static_cast<uint32_t>(carry % kGroupBase);
            carry /= kGroupBase;
        }
        for (; carry != 0; carry /= kGroupBase) groups.push_back(static_cast<uint32_t>(carry % kGroupBase));
        at += take;
    }
    return std::string(static_cast<size_t>(first - bytes.begin()), kDigits[0]) + write_groups(groups);
}

std::optional<base::Bytes> decode_base58(std::string_view text, size_t max_bytes) {
    text = trimmed(text);
    const size_t zeros = std::min(text.find_first_not_of(kDigits[0]), text.size());
    if (zeros > max_bytes) return std::nullopt;
    Digits number(256);
    for (const char c : text.substr(zeros)) {
        const int value = kValues[static_cast<uint8_t>(c)];
        if (value < 0) return std::nullopt;
        number.multiply_add(58, static_cast<uint32_t>(value));
        if (zeros + number.digits().size() > max_bytes) return std::nullopt;
    }
    base::Bytes bytes(zeros);
    bytes.insert(bytes.end(), number.digits().rbegin(), number.digits().rend());
    return bytes;
}

std::string encode_base58_check(base::ByteSpan bytes) {
    const crypto::Digest256 hash = crypto::sha256d(bytes);
    base::Bytes whole(bytes.begin(), bytes.end());
    whole.insert(whole.end(), hash.begin(), hash.begin() + kChecksumBytes);
    return encode_base58(whole);
}

std::optional<base::Bytes> decode_base58_check(std::string_view text, size_t max_bytes) {
    std::optional<base::Bytes> bytes = decode_base58(text, max_bytes + kChecksumBytes);
    if (!bytes || bytes->size() < kChecksumBytes) return std::nullopt;
    const base::ByteSpan payload = base::ByteSpan(*bytes).first(bytes->size() - kChecksumBytes);
    const crypto::Digest256 hash = crypto::sha256d(payload);
    if (!std::equal(hash.begin(), hash.begin() + kChecksumBytes, bytes->end() - kChecksumBytes)) {
        return std::nullopt;
    }
    bytes->resize(payload.size());
    return bytes;
}

}  // namespace quanta::keys
