// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/lax_der.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/hex.h"

namespace quanta::crypto {
namespace {

/// "R S" in hex without leading zeros' padding removed, or "none".
std::string parsed(std::string_view hex) {
    const auto compact = parse_lax_der(base::from_hex(hex).value());
    if (!compact) return "none";
    const std::string text = base::to_hex(*compact);
    const auto trimmed = [](std::string number) {
        number.erase(0, number.find_first_not_of('0'));
        return number.empty() ? std::string("0") : number;
    };
    return trimmed(text.substr(0, 64)) + " " + trimmed(text.substr(64));
}

std::string repeated(std::string_view text, size_t count) {
    std::string result;
    for (size_t i = 0; i < count; ++i) result += text;
    return result;
}

TEST(LaxDer, TakesStrictEncodings) {
    EXPECT_EQ(parsed("3006020101020102"), "1 2");
    EXPECT_EQ(parsed("300802020081020200ff"), "81 ff");
}

TEST(LaxDer, IgnoresTheSequenceLengthAndWhatFollows) {
    EXPECT_EQ(parsed("3000020101020102"), "1 2");
    EXPECT_EQ(parsed("307f020101020102"), "1 2");
    EXPECT_EQ(parsed("3006020101020102ffff"), "1 2");
    EXPECT_EQ(parsed("3080020101020102"), "1 2");
    EXPECT_EQ(parsed("3083ffffff020101020102"), "1 2");
    EXPECT_EQ(parsed("3082020101020102"), "none");  // eats the tag of R
    EXPECT_EQ(parsed("30ff020101020102"), "none");  // announces more length bytes than there are
}

TEST(LaxDer, LengthsOfIntegersMayBeLong) {
    EXPECT_EQ(parsed("30000281010102820001" "02"), "1 2");
    EXPECT_EQ(parsed("300002850000000001" "01" "020102"), "1 2");
    EXPECT_EQ(parsed("30000283000001" "01" "020102"), "1 2");
    EXPECT_EQ(parsed("300002" "8401000001" "01" "020102"), "none");  // four significant bytes
    EXPECT_EQ(parsed("300002" "83010001" "01" "020102"), "none");    // beyond the end
    EXPECT_EQ(parsed("300002" "80" "020102"), "0 2");                // no length byte at all is zero
    EXPECT_EQ(parsed("300002" "85"), "none");
}

TEST(LaxDer, IntegersMayBePaddedAndNegative) {
    EXPECT_EQ(parsed("300002030000010204000000" "02"), "1 2");
    EXPECT_EQ(parsed("30000201ff020180"), "ff 80");
    EXPECT_EQ(parsed("300002000200"), "0 0");
}

TEST(LaxDer, ThirtyThreeSignificantBytesMakeBothZero) {
    EXPECT_EQ(parsed("30000220" + repeated("ff", 32) + "020102"), repeated("ff", 32) + " 2");
    EXPECT_EQ(parsed("3000022100" + repeated("ff", 32) + "020102"), repeated("ff", 32) + " 2");
    EXPECT_EQ(parsed("30000221" + repeated("ff", 33) + "020102"), "0 0");
    EXPECT_EQ(parsed("3000020102022101" + repeated("00", 32)), "0 0");
}

TEST(LaxDer, RefusesWrongTagsAndEveryTruncation) {
    EXPECT_EQ(parsed("3106020101020102"), "none");
    EXPECT_EQ(parsed("3006030101020102"), "none");
    EXPECT_EQ(parsed("3006020101030102"), "none");
    const std::string whole = "3006020101020102";
    for (size_t size = 0; size < whole.size(); size += 2) EXPECT_EQ(parsed(whole.substr(0, size)), "none") << size;
}

}  // namespace
}  // namespace quanta::crypto
