// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/coin_codec.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.h"
#include "crypto/secp256k1.h"
#include "primitives/amount.h"

namespace quanta::store {

namespace {

using base::ByteSpan;
using base::Err;
using codec::DecodeError;
using primitives::ScriptBytes;

/// First number of a compressed script: its form, or from kRawForms on its size plus kRawForms.
enum Form : uint8_t {
    kKeyHash = 0,
    kScriptHash = 1,
    kEvenKey = 2,
    kOddKey = 3,
    kEvenFullKey = 4,  ///< the script has the key in 65 bytes
    kOddFullKey = 5,
};
constexpr uint64_t kRawForms = 6;

constexpr uint8_t kOpDup = 0x76;
constexpr uint8_t kOpEqual = 0x87;
constexpr uint8_t kOpEqualVerify = 0x88;
constexpr uint8_t kOpHash160 = 0xa9;
constexpr uint8_t kOpCheckSig = 0xac;
constexpr size_t kHashSize = 20;
constexpr size_t kCoordinateSize = 32;
constexpr size_t kShortKeySize = crypto::PublicKey::kCompressedSize;
constexpr size_t kFullKeySize = crypto::PublicKey::kUncompressedSize;
constexpr uint8_t kFullKeyPrefix = 4;

/// Trailing zeros that the compression of amounts counts; 10^9 sat are 10 BTC.
constexpr uint64_t kMaxZeros = 9;

/// A script that is constant but for a middle part.
struct Template {
    ByteSpan before;
    size_t hole;
    ByteSpan after;

    size_t size() const { return before.size() + hole + after.size(); }
    bool matches(ByteSpan script) const {
        return script.size() == size() && std::equal(before.begin(), before.end(), script.begin()) &&
               std::equal(after.begin(), after.end(), script.end() - static_cast<ptrdiff_t>(after.size()));
    }
    ByteSpan middle(ByteSpan script) const { return script.subspan(before.size(), hole); }
    /// The script with `first` and `rest` in the hole.
    ScriptBytes fill(ByteSpan first, ByteSpan rest = {}) const {
        std::array<uint8_t, kFullKeySize + 2> bytes;
        auto end = std::copy(before.begin(), before.end(), bytes.begin());
        end = std::copy(first.begin(), first.end(), end);
        end = std::copy(rest.begin(), rest.end(), end);
        std::copy(after.begin(), after.end(), end);
        return ScriptBytes(ByteSpan(bytes).first(size()));
    }
};

constexpr uint8_t kKeyHashBefore[] = {kOpDup, kOpHash160, kHashSize};
constexpr uint8_t kKeyHashAfter[] = {kOpEqualVerify, kOpCheckSig};
constexpr uint8_t kScriptHashBefore[] = {kOpHash160, kHashSize};
constexpr uint8_t kScriptHashAfter[] = {kOpEqual};
constexpr uint8_t kShortKeyBefore[] = {kShortKeySize};
constexpr uint8_t kFullKeyBefore[] = {kFullKeySize};
constexpr uint8_t kKeyAfter[] = {kOpCheckSig};

constexpr Template kPayToKeyHash{kKeyHashBefore, kHashSize, kKeyHashAfter};
constexpr Template kPayToScriptHash{kScriptHashBefore, kHashSize, kScriptHashAfter};
constexpr Template kPayToShortKey{kShortKeyBefore, kShortKeySize, kKeyAfter};
constexpr Template kPayToFullKey{kFullKeyBefore, kFullKeySize, kKeyAfter};

/// The script paying to the 65 bytes of the key that has x coordinate `x` and the parity of `form`.
base::Result<ScriptBytes, DecodeError> full_key_script(uint8_t form, ByteSpan x) {
    std::array<uint8_t, kShortKeySize> compressed;
    compressed[0] = static_cast<uint8_t>(form - kEvenFullKey + kEvenKey);
    std::copy(x.begin(), x.end(), compressed.begin() + 1);
    const auto key = crypto::PublicKey::from_bytes(compressed);
    const auto full = key ? key->to_form(crypto::KeyForm::Uncompressed) : std::nullopt;
    if (!full) return Err(DecodeError::BadValue);
    return kPayToFullKey.fill(full->bytes());
}

base::Result<ScriptBytes, DecodeError> read_form(codec::Reader& reader, uint8_t form) {
    const size_t size = form == kKeyHash || form == kScriptHash ? kHashSize : kCoordinateSize;
    const ByteSpan bytes = TRY(reader.read_bytes(size));
    switch (form) {
        case kKeyHash:
            return kPayToKeyHash.fill(bytes);
        case kScriptHash:
            return kPayToScriptHash.fill(bytes);
        case kEvenKey:
        case kOddKey:
            return kPayToShortKey.fill(ByteSpan(&form, 1), bytes);
        default:
            return full_key_script(form, bytes);
    }
}

uint64_t height_code(const primitives::Coin& coin) {
    return uint64_t{static_cast<uint32_t>(coin.height)} * 2 + (coin.is_coinbase ? 1 : 0);
}

base::Result<void, DecodeError> read_height_code(codec::Reader& reader, primitives::Coin& coin) {
    const uint64_t code = TRY(reader.read_varint());
    if (code / 2 > static_cast<uint64_t>(std::numeric_limits<primitives::Height>::max())) {
        return Err(DecodeError::BadValue);
    }
    coin.height = static_cast<primitives::Height>(code / 2);
    coin.is_coinbase = code % 2 != 0;
    return {};
}

void write_output(codec::Writer& writer, const primitives::Coin& coin) {
    ASSUME(coin.value.in_money_range());
    writer.write_varint(compress_amount(static_cast<uint64_t>(coin.value.sat)));
    write_script(writer, coin.script);
}

base::Result<void, DecodeError> read_output(codec::Reader& reader, primitives::Coin& coin) {
    const auto sat = decompress_amount(TRY(reader.read_varint()));
    if (!sat) return Err(DecodeError::BadValue);
    coin.value.sat = static_cast<int64_t>(*sat);
    coin.script = TRY(read_script(reader));
    return {};
}

/// A coin in undo data: between height and amount older nodes kept the version of its transaction.
base::Result<primitives::Coin, DecodeError> read_spent_coin(codec::Reader& reader) {
    primitives::Coin coin;
    TRY(read_height_code(reader, coin));
    if (coin.height > 0) static_cast<void>(TRY(reader.read_varint()));
    TRY(read_output(reader, coin));
    return coin;
}

void write_spent_coin(codec::Writer& writer, const primitives::Coin& coin) {
    writer.write_varint(height_code(coin));
    if (coin.height > 0) writer.write_varint(0);
    write_output(writer, coin);
}

}  // namespace

uint64_t compress_amount(uint64_t sat) {
    if (sat == 0) return 0;
    uint64_t zeros = 0;
    for (; zeros < kMaxZeros && sat % 10 == 0; ++zeros)
        sat /= 10;
    if (zeros == kMaxZeros) return 1 + (sat - 1) * 10 + zeros;
    // The last digit is not 0: nine values are enough for it.
    const uint64_t last_digit = sat % 10;
    return 1 + (sat / 10 * 9 + last_digit - 1) * 10 + zeros;
}

std::optional<uint64_t> decompress_amount(uint64_t compressed) {
    if (compressed == 0) return 0;
    const uint64_t zeros = (compressed - 1) % 10;
    const uint64_t rest = (compressed - 1) / 10;
    uint64_t sat = zeros == kMaxZeros ? rest + 1 : rest / 9 * 10 + rest % 9 + 1;
    constexpr auto kLimit = static_cast<uint64_t>(primitives::kMaxMoneySat);
    for (uint64_t i = 0; i < zeros && sat <= kLimit; ++i)
        sat *= 10;
    if (sat > kLimit) return std::nullopt;
    return sat;
}

void write_script(codec::Writer& writer, ByteSpan script) {
    if (kPayToKeyHash.matches(script)) {
        writer.write<uint8_t>(kKeyHash).write_bytes(kPayToKeyHash.middle(script));
        return;
    }
    if (kPayToScriptHash.matches(script)) {
        writer.write<uint8_t>(kScriptHash).write_bytes(kPayToScriptHash.middle(script));
        return;
    }
    if (kPayToShortKey.matches(script) && (script[1] == kEvenKey || script[1] == kOddKey)) {
        writer.write_bytes(kPayToShortKey.middle(script));
        return;
    }
    if (kPayToFullKey.matches(script) && script[1] == kFullKeyPrefix) {
        const auto key = crypto::PublicKey::from_bytes(kPayToFullKey.middle(script));
        if (key && key->is_valid()) {
            const bool is_odd = key->bytes().back() % 2 != 0;
            writer.write<uint8_t>(is_odd ? kOddFullKey : kEvenFullKey).write_bytes(key->xonly());
            return;
        }
    }
    writer.write_varint(script.size() + kRawForms).write_bytes(script);
}

base::Result<ScriptBytes, DecodeError> read_script(codec::Reader& reader) {
    const uint64_t form = TRY(reader.read_varint());
    if (form < kRawForms) return read_form(reader, static_cast<uint8_t>(form));
    return ScriptBytes(TRY(reader.read_bytes(form - kRawForms)));
}

void write_coin(codec::Writer& writer, const primitives::Coin& coin) {
    writer.write_varint(height_code(coin));
    write_output(writer, coin);
}

base::Result<primitives::Coin, DecodeError> read_coin(codec::Reader& reader) {
    primitives::Coin coin;
    TRY(read_height_code(reader, coin));
    TRY(read_output(reader, coin));
    return coin;
}

base::Bytes encode_undo(const primitives::BlockUndo& undo) {
    base::Bytes bytes;
    codec::Writer writer(bytes);
    writer.write_compact_size(undo.input_counts.size());
    size_t next = 0;
    for (const uint32_t count : undo.input_counts) {
        CHECK(count <= undo.coins.size() - next);
        writer.write_compact_size(count);
        for (uint32_t i = 0; i < count; ++i)
            write_spent_coin(writer, undo.coins[next++]);
    }
    CHECK(next == undo.coins.size());
    return bytes;
}

base::Result<primitives::BlockUndo, DecodeError> decode_undo(ByteSpan bytes) {
    codec::Reader reader(bytes);
    primitives::BlockUndo undo;
    const uint64_t transactions = TRY(reader.read_compact_size());
    undo.input_counts.reserve(std::min<uint64_t>(transactions, reader.remaining()));
    for (uint64_t i = 0; i < transactions; ++i) {
        const uint64_t count = TRY(reader.read_compact_size());
        undo.input_counts.push_back(static_cast<uint32_t>(count));
        for (uint64_t j = 0; j < count; ++j)
            undo.coins.push_back(TRY(read_spent_coin(reader)));
    }
    TRY(reader.expect_end());
    return undo;
}

}  // namespace quanta::store
