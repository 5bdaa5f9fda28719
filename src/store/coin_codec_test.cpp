// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/coin_codec.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "base/hex.h"
#include "crypto/secp256k1.h"
#include "primitives/amount.h"

namespace quanta::store {
namespace {

using codec::DecodeError;
using primitives::BlockUndo;
using primitives::Coin;
using primitives::ScriptBytes;

base::Bytes hex(std::string_view text) {
    return base::from_hex(text).value();
}

std::string script_hex(base::ByteSpan script) {
    base::Bytes bytes;
    codec::Writer writer(bytes);
    write_script(writer, script);
    codec::Reader reader(bytes);
    const auto back = read_script(reader);
    EXPECT_TRUE(reader.at_end());
    EXPECT_EQ(back ? base::to_hex(*back) : "error", base::to_hex(script));
    return base::to_hex(bytes);
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

/// The key of the generator, and with it the other parity.
const std::string kX = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
const std::string kY = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";
const std::string kMinusY = "b7c52588d95c3b9aa25b0403f1eef75702e84bb7597aabe663b82f6f04ef2777";

TEST(AmountCompressionTest, KnownValues) {
    constexpr int64_t kCoin = primitives::kCoinSat;
    const std::vector<std::pair<int64_t, uint64_t>> cases = {
        {0, 0},           {1, 1},     {9, 81},          {10, 2},
        {kCoin / 100, 7}, {kCoin, 9}, {50 * kCoin, 50}, {21'000'000 * kCoin, 21'000'000}};
    for (const auto& [sat, compressed] : cases) {
        EXPECT_EQ(compress_amount(static_cast<uint64_t>(sat)), compressed) << sat;
        EXPECT_EQ(decompress_amount(compressed), static_cast<uint64_t>(sat)) << compressed;
    }
}

TEST(AmountCompressionTest, RoundTripOfBothDirections) {
    for (uint64_t n = 0; n < 100'000; ++n) {
        EXPECT_EQ(decompress_amount(compress_amount(n)), n);
        const auto sat = decompress_amount(n);
        EXPECT_TRUE(!sat || compress_amount(*sat) == n) << n;
    }
    const auto limit = static_cast<uint64_t>(primitives::kMaxMoneySat);
    for (uint64_t sat = limit - 1000; sat <= limit; ++sat)
        EXPECT_EQ(decompress_amount(compress_amount(sat)), sat);
}

TEST(AmountCompressionTest, AmountsOutsideTheMoneyRangeAreRefused) {
    const auto limit = static_cast<uint64_t>(primitives::kMaxMoneySat);
    EXPECT_FALSE(decompress_amount(compress_amount(limit + 1)));
    EXPECT_FALSE(decompress_amount(compress_amount(limit + 1'000'000'000)));
    EXPECT_FALSE(decompress_amount(std::numeric_limits<uint64_t>::max()));
    EXPECT_FALSE(decompress_amount(std::numeric_limits<uint64_t>::max() - 5));
}

TEST(ScriptCompressionTest, StandardForms) {
    const std::string hash = repeated("ab", 20);
    EXPECT_EQ(script_hex(hex("76a914" + hash + "88ac")), "00" + hash);
    EXPECT_EQ(script_hex(hex("a914" + hash + "87")), "01" + hash);
    EXPECT_EQ(script_hex(hex("2102" + kX + "ac")), "02" + kX);
    EXPECT_EQ(script_hex(hex("2103" + kX + "ac")), "03" + kX);
    EXPECT_EQ(script_hex(hex("4104" + kX + kY + "ac")), "04" + kX);
    EXPECT_EQ(script_hex(hex("4104" + kX + kMinusY + "ac")), "05" + kX);
    // A compressed key is kept as it is, be it a point or not.
    EXPECT_EQ(script_hex(hex("2102" + repeated("ff", 32) + "ac")), "02" + repeated("ff", 32));
}

TEST(ScriptCompressionTest, OtherScriptsAreKeptWithTheirSize) {
    EXPECT_EQ(script_hex({}), "06");
    EXPECT_EQ(script_hex(hex("6a")), "076a");
    EXPECT_EQ(script_hex(hex("0014" + repeated("cd", 20))), "1c0014" + repeated("cd", 20));
    EXPECT_EQ(script_hex(hex(repeated("51", 121))), "7f" + repeated("51", 121));
    EXPECT_EQ(script_hex(hex(repeated("51", 122))), "8000" + repeated("51", 122));
    // One byte away from each of the forms.
    const std::string hash = repeated("ab", 20);
    EXPECT_EQ(script_hex(hex("76a914" + hash + "88ad")), "1f76a914" + hash + "88ad");
    EXPECT_EQ(script_hex(hex("a914" + hash + "88")), "1da914" + hash + "88");
    EXPECT_EQ(script_hex(hex("2104" + kX + "ac")), "292104" + kX + "ac");
    EXPECT_EQ(script_hex(hex("4106" + kX + kY + "ac")), "494106" + kX + kY + "ac");
    // Off the curve.
    EXPECT_EQ(script_hex(hex("4104" + kX + kX + "ac")), "494104" + kX + kX + "ac");
}

TEST(ScriptCompressionTest, BadEncodingsAreRefused) {
    const auto error = [](const std::string& text) {
        const base::Bytes bytes = hex(text);
        codec::Reader reader(bytes);
        const auto script = read_script(reader);
        EXPECT_FALSE(script) << text;
        return script ? DecodeError::TrailingData : script.error();
    };
    EXPECT_EQ(error(""), DecodeError::EndOfData);
    EXPECT_EQ(error("00" + repeated("ab", 19)), DecodeError::EndOfData);
    EXPECT_EQ(error("05" + repeated("ab", 31)), DecodeError::EndOfData);
    EXPECT_EQ(error("04" + repeated("ff", 32)), DecodeError::BadValue);
    EXPECT_EQ(error("086a"), DecodeError::EndOfData);
}

Coin coin(int64_t sat, primitives::Height height, bool is_coinbase, const std::string& script = "51") {
    return {{sat}, ScriptBytes(hex(script)), height, is_coinbase};
}

TEST(CoinCodecTest, RoundTrip) {
    for (const Coin& original :
         {coin(0, 0, false, ""), coin(5'000'000'000, 1, true),
          coin(primitives::kMaxMoneySat, std::numeric_limits<int32_t>::max(), true, repeated("00", 10000))}) {
        base::Bytes bytes;
        codec::Writer writer(bytes);
        write_coin(writer, original);
        codec::Reader reader(bytes);
        EXPECT_EQ(read_coin(reader).value(), original);
        EXPECT_TRUE(reader.at_end());
        for (size_t size = 0; size < std::min<size_t>(bytes.size(), 64); ++size) {
            codec::Reader cut(base::ByteSpan(bytes).first(size));
            EXPECT_FALSE(read_coin(cut));
        }
    }
}

TEST(CoinCodecTest, DeployedLayout) {
    base::Bytes bytes;
    codec::Writer writer(bytes);
    // VarInt of twice the height plus the coinbase flag, then amount and script, computed by hand.
    write_coin(writer, coin(1'250'000'000, 481824, true, "a914" + repeated("3c", 20) + "87"));
    EXPECT_EQ(base::to_hex(bytes), "b9e741876801" + repeated("3c", 20));
}

TEST(CoinCodecTest, HeightBeyond31BitsIsRefused) {
    base::Bytes bytes;
    codec::Writer(bytes).write_varint(uint64_t{0x80000000} * 2).write_varint(1).write_varint(6);
    codec::Reader reader(bytes);
    EXPECT_EQ(read_coin(reader).error(), DecodeError::BadValue);
}

TEST(UndoCodecTest, RoundTripAndLayout) {
    const BlockUndo undo{{2, 0, 1}, {coin(10, 0, false), coin(1, 5, true), coin(2, 7, false, "")}};
    const base::Bytes bytes = encode_undo(undo);
    EXPECT_EQ(base::to_hex(bytes),
              "03"
              "02"
              "00020751"
              "0b00010751"
              "00"
              "01"
              "0e000b06");
    EXPECT_EQ(decode_undo(bytes).value(), undo);
    EXPECT_EQ(decode_undo(encode_undo({})).value(), BlockUndo{});
}

TEST(UndoCodecTest, VersionsLeftByOlderNodesAreSkipped) {
    EXPECT_EQ(decode_undo(hex("01010b02010751")).value(), (BlockUndo{{1}, {coin(1, 5, true)}}));
}

TEST(UndoCodecTest, BadDataAreRefused) {
    EXPECT_EQ(decode_undo({}).error(), DecodeError::EndOfData);
    EXPECT_EQ(decode_undo(hex("0000")).error(), DecodeError::TrailingData);
    EXPECT_EQ(decode_undo(hex("01010b0001")).error(), DecodeError::EndOfData);
    EXPECT_EQ(decode_undo(hex("feffffff01")).error(), DecodeError::EndOfData);
    EXPECT_EQ(decode_undo(hex("fe01000002")).error(), DecodeError::SizeTooLarge);
    EXPECT_EQ(decode_undo(hex("fd0100")).error(), DecodeError::NonCanonicalSize);
}

}  // namespace
}  // namespace quanta::store
