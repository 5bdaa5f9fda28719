// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/base58.h"

#include <algorithm>
#include <array>
#include <vector>

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

/// An address: a prefix, a hash of 20 bytes and the checksum.
constexpr size_t kAddressBytes = 1 + 20 + kChecksumBytes;
constexpr size_t kAddressPieces = (kAddressBytes + 3) / 4;
constexpr size_t kAddressGroups = kBase58AddressSize / kGroupDigits;

/// Powers of 2^32, each in groups of digits, least significant first.
constexpr auto kPiecePowers = [] {
    std::array<std::array<uint32_t, kAddressGroups>, kAddressPieces> powers{};
    powers[0][0] = 1;
    for (size_t i = 1; i < kAddressPieces; ++i) {
        uint64_t carry = 0;
        for (size_t j = 0; j < kAddressGroups; ++j) {
            carry += uint64_t{powers[i - 1][j]} << 32;
            powers[i][j] = static_cast<uint32_t>(carry % kGroupBase);
            carry /= kGroupBase;
        }
    }
    return powers;
}();

/// The groups of digits of an address. With no division but for the carries at the end: six products of less than
/// 2^61.3 and a seventh of less than 2^38 fit 64 bits.
std::array<uint32_t, kAddressGroups> address_groups(const std::array<uint8_t, kAddressBytes>& bytes) {
    std::array<uint64_t, kAddressGroups> sums{};
    for (size_t i = 0; i < kAddressPieces; ++i) {
        const bool top = i == kAddressPieces - 1;
        const uint64_t piece = top ? bytes[0] : base::read_be<uint32_t>(bytes.data() + kAddressBytes - 4 * (i + 1));
        for (size_t j = 0; j < kAddressGroups; ++j) sums[j] += piece * kPiecePowers[i][j];
    }
    std::array<uint32_t, kAddressGroups> groups;
    uint64_t carry = 0;
    for (size_t j = 0; j < kAddressGroups; ++j) {
        carry += sums[j];
        groups[j] = static_cast<uint32_t>(carry % kGroupBase);
        carry /= kGroupBase;
    }
    return groups;
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

char* write_base58_address(char* to, uint8_t prefix, const crypto::Digest160& hash) {
    std::array<uint8_t, kAddressBytes> bytes;
    bytes[0] = prefix;
    std::copy(hash.begin(), hash.end(), bytes.begin() + 1);
    const crypto::Digest256 check = crypto::sha256d(base::ByteSpan(bytes).first(1 + hash.size()));
    std::copy_n(check.begin(), kChecksumBytes, bytes.end() - kChecksumBytes);

    std::array<uint8_t, kBase58AddressSize> digits;
    auto digit = digits.rbegin();
    for (uint32_t group : address_groups(bytes)) {
        for (size_t i = 0; i < kGroupDigits; ++i, group /= 58) *digit++ = static_cast<uint8_t>(group % 58);
    }
    const auto is_set = [](uint8_t value) { return value != 0; };
    const auto zeros = std::find_if(bytes.begin(), bytes.end(), is_set) - bytes.begin();
    to = std::fill_n(to, zeros, kDigits[0]);
    const auto first = std::find_if(digits.begin(), digits.end(), is_set);
    return std::transform(first, digits.end(), to, [](uint8_t value) { return kDigits[value]; });
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
