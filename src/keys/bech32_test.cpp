// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/bech32.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/hex.h"

namespace quanta::keys {
namespace {

using Positions = std::vector<int>;

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(c));
    return text;
}

// The valid texts of BIP173 and BIP350.
const std::vector<std::string> kBech32 = {
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    "?1ezyfcl"};
const std::vector<std::string> kBech32m = {
    "A1LQFN3A",
    "a1lqfn3a",
    "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
    "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
    "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
    "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
    "?1v759aa"};

void expect_round_trip(const std::string& text, Bech32Variant variant) {
    const std::optional<Bech32Text> decoded = decode_bech32(text);
    ASSERT_TRUE(decoded) << text;
    EXPECT_EQ(decoded->variant, variant) << text;
    EXPECT_EQ(encode_bech32(variant, decoded->prefix, decoded->values), lower(text));
    EXPECT_EQ(find_bech32_fault(text).message, "");
}

TEST(Bech32, PublishedTextsRoundTrip) {
    for (const std::string& text : kBech32) expect_round_trip(text, Bech32Variant::Bech32);
    for (const std::string& text : kBech32m) expect_round_trip(text, Bech32Variant::Bech32m);
}

struct Fault {
    std::string text;
    std::string message;
    Positions positions;
};

TEST(Bech32, TellsWhatIsWrong) {
    const std::vector<Fault> faults = {
        {" 1nwldj5", "Invalid character or mixed case", {0}},
        {"\x7f" "1axkwrx", "Invalid character or mixed case", {0}},
        {"\x80" "1eym55h", "Invalid character or mixed case", {0}},
        {"A12uEL5L", "Invalid character or mixed case", {3}},
        {"a12UeL5L", "Invalid character or mixed case", {3, 5, 7}},
        {"pzry9x0s0muk", "Missing separator", {}},
        {"", "Missing separator", {}},
        {"1pzry9x0s0muk", "Invalid separator position", {0}},
        {"li1dgmt3", "Invalid separator position", {2}},
        {"x1b4n0q5v", "Invalid Base 32 character", {2}},
        {"de1lg7wt\xff", "Invalid character or mixed case", {8}},
        {"bcrt1qzzzz", "Invalid separator position", {4}}};
    for (const Fault& fault : faults) {
        EXPECT_FALSE(decode_bech32(fault.text)) << fault.text;
        EXPECT_EQ(find_bech32_fault(fault.text).message, fault.message) << fault.text;
        EXPECT_EQ(find_bech32_fault(fault.text).positions, fault.positions) << fault.text;
    }
}

TEST(Bech32, NinetyCharactersAtMost) {
    const base::Bytes values(82);
    const std::string longest = encode_bech32(Bech32Variant::Bech32m, "b", values);
    ASSERT_EQ(longest.size(), kMaxBech32Size);
    EXPECT_TRUE(decode_bech32(longest));
    const std::string longer = encode_bech32(Bech32Variant::Bech32m, "bb", values);
    EXPECT_FALSE(decode_bech32(longer));
    EXPECT_EQ(find_bech32_fault(longer + "q").message, "Bech32 string too long");
    EXPECT_EQ(find_bech32_fault(longer + "q").positions, (Positions{90, 91}));
}

char other(char c) { return c == 'q' ? 'p' : 'q'; }

TEST(Bech32, PointsOutOneWrongCharacterWhereverItIs) {
    for (const std::string& good : {kBech32[3], kBech32[4], kBech32m[3]}) {
        const bool modified = good == kBech32m[3];
        for (size_t i = good.rfind('1') + 1; i < good.size(); ++i) {
            std::string bad = good;
            bad[i] = other(bad[i]);
            const Bech32Fault fault = find_bech32_fault(bad);
            EXPECT_EQ(fault.message, modified ? "Invalid Bech32m checksum" : "Invalid Bech32 checksum");
            EXPECT_EQ(fault.positions, Positions{static_cast<int>(i)}) << bad;
        }
    }
}

TEST(Bech32, PointsOutTwoWrongCharacters) {
    const std::string good = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    for (size_t i = 3; i < good.size(); i += 4) {
        for (size_t j = i + 1; j < good.size(); j += 3) {
            std::string bad = good;
            bad[i] = other(bad[i]);
            bad[j] = other(bad[j]);
            EXPECT_EQ(find_bech32_fault(bad).positions, (Positions{static_cast<int>(i), static_cast<int>(j)})) << bad;
            EXPECT_EQ(find_bech32_fault(bad).message, "Invalid Bech32 checksum") << bad;
        }
    }
}

TEST(Bech32, SaysNothingAboutManyWrongCharacters) {
    const Bech32Fault fault = find_bech32_fault("bc1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq");
    EXPECT_EQ(fault.message, "Invalid checksum");
    EXPECT_TRUE(fault.positions.empty());
}

TEST(FiveBits, RoundTripsAndRefusesLeftovers) {
    base::Bytes bytes;
    for (size_t size = 0; size < 12; ++size) {
        EXPECT_EQ(from_five_bits(to_five_bits(bytes)), bytes);
        bytes.push_back(static_cast<uint8_t>(0xa5 + 31 * size));
    }
    EXPECT_EQ(to_five_bits(base::Bytes{0xff}), (base::Bytes{31, 28}));
    EXPECT_EQ(from_five_bits(base::Bytes{31, 28}), base::Bytes{0xff});
    EXPECT_FALSE(from_five_bits(base::Bytes{31, 29}));    // padding that is not zero
    EXPECT_FALSE(from_five_bits(base::Bytes{31, 28, 0})); // seven bits left over
    EXPECT_FALSE(from_five_bits(base::Bytes{0}));         // five bits left over
    EXPECT_FALSE(from_five_bits(base::Bytes{32, 0}));
}

}  // namespace
}  // namespace quanta::keys
