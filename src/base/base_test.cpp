// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "base/hash256.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/result.h"

namespace quanta::base {
namespace {

enum class Fault { Small, Large };

Result<int, Fault> half(int value) {
    if (value % 2 != 0) return Err(Fault::Small);
    return value / 2;
}

Result<int, Fault> quarter(int value) { return TRY(half(TRY(half(value)))); }

Result<void, Fault> only_even(int value) {
    TRY(half(value));
    return {};
}

TEST(Result, CarriesValueOrError) {
    EXPECT_EQ(half(8).value(), 4);
    EXPECT_EQ(half(7).error(), Fault::Small);
    EXPECT_EQ(half(7).value_or(-1), -1);
}

TEST(Result, TryReturnsTheFirstError) {
    EXPECT_EQ(quarter(8).value(), 2);
    EXPECT_EQ(quarter(6).error(), Fault::Small);
    EXPECT_TRUE(only_even(2).has_value());
    EXPECT_EQ(only_even(3).error(), Fault::Small);
}

TEST(ResultDeathTest, ValueOfAnErrorAborts) { EXPECT_DEATH((void)half(7).value(), "check failed"); }

TEST(Hex, RoundTripAndRefusals) {
    EXPECT_EQ(to_hex(Bytes{0x00, 0xab, 0xff}), "00abff");
    EXPECT_EQ(from_hex("00ABff"), (Bytes{0x00, 0xab, 0xff}));
    EXPECT_EQ(from_hex(""), Bytes{});
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
    EXPECT_FALSE(from_hex("0x00"));
    EXPECT_TRUE(is_hex("aF09"));
    EXPECT_FALSE(is_hex(""));
    EXPECT_FALSE(is_hex("abc"));
}

TEST(Bytes, EndianReadsAndWrites) {
    const Bytes bytes{1, 2, 3, 4, 5, 6, 7, 8};
    EXPECT_EQ(read_le<uint16_t>(bytes.data()), 0x0201);
    EXPECT_EQ(read_be<uint32_t>(bytes.data()), 0x01020304u);
    EXPECT_EQ(read_le<uint64_t>(bytes.data()), 0x0807060504030201u);
    Bytes out(8);
    write_be<uint64_t>(out.data(), 0x0102030405060708u);
    EXPECT_EQ(out, bytes);
}

TEST(Hash256, TextIsReversed) {
    struct Tag;
    const std::string text = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";
    const auto hash = Hash256<Tag>::from_text(text);
    ASSERT_TRUE(hash);
    EXPECT_EQ(hash->bytes()[0], 0x6f);
    EXPECT_EQ(hash->to_text(), text);
    EXPECT_FALSE(Hash256<Tag>::from_text(text.substr(1)));
    EXPECT_FALSE(Hash256<Tag>::from_text("x" + text.substr(1)));
    EXPECT_TRUE(Hash256<Tag>().is_null());
    EXPECT_LT(Hash256<Tag>(), *hash);
}

struct Recorder : LogSink {
    std::vector<std::string> lines;
    void write(LogLevel, std::optional<Category> category, std::string_view message) override {
        lines.push_back((category ? std::string(category_name(*category)) + ": " : "") + std::string(message));
    }
};

TEST(Log, DebugIsShownPerCategory) {
    Recorder recorder;
    LogSink* before = Log::set_sink(&recorder);
    log_debug(Category::Net, "hidden {}", 1);
    Log::set_level(Category::Net, LogLevel::Debug);
    log_debug(Category::Net, "shown {}", 2);
    log_trace(Category::Net, "hidden {}", 3);
    log_info("always {}", 4);
    Log::set_level(Category::Net, LogLevel::Info);
    Log::set_sink(before);
    EXPECT_EQ(recorder.lines, (std::vector<std::string>{"net: shown 2", "always 4"}));
}

TEST(Log, EveryCategoryHasItsName) {
    for (int i = 0; i < kCategoryCount; ++i) {
        const auto category = static_cast<Category>(i);
        EXPECT_EQ(category_from_name(category_name(category)), category);
    }
    EXPECT_FALSE(category_from_name("nothing"));
}

}  // namespace
}  // namespace quanta::base
