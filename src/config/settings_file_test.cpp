// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/settings_file.h"

#include <gtest/gtest.h>

#include "sys/fake_file_system.h"
#include "sys/test_directory.h"

namespace quanta::config {
namespace {

using json::Value;

class SettingsFileTest : public testing::Test {
protected:
    void put(std::string_view text) {
        ASSERT_TRUE(sys::write_atomically(m_files, m_path, base::as_bytes(text)));
    }
    std::string refusal() {
        const auto result = read_settings(m_files, m_path);
        if (result) return "accepted";
        EXPECT_EQ(result.error().code, ConfigErrorCode::SettingsFile);
        return result.error().message;
    }

    sys::TestDirectory m_directory;
    sys::FaultyFileSystem m_files{sys::real_file_system()};
    const std::string m_path = m_directory / "settings.json";
};

TEST_F(SettingsFileTest, NoFileIsNoSettings) {
    const auto settings = read_settings(m_files, m_path);
    ASSERT_TRUE(settings);
    EXPECT_TRUE(settings->empty());
}

TEST_F(SettingsFileTest, RoundTripHidesTheNotice) {
    const Value::Object written{{"wallet", Value(Value::Array{Value("a"), Value("b")})},
                                {"prune", Value(550)}};
    ASSERT_TRUE(write_settings(m_files, m_path, written));
    const auto text = sys::read_whole(m_files, m_path, 10'000);
    EXPECT_TRUE(base::as_text(*text).starts_with("{\n    \"_warning_\": \""));
    const auto read = read_settings(m_files, m_path);
    ASSERT_TRUE(read);
    EXPECT_EQ(Value(*read), Value(written));
}

TEST_F(SettingsFileTest, Refusals) {
    put("{");
    EXPECT_NE(refusal().find("does not contain valid JSON"), std::string::npos);
    put("[1]");
    EXPECT_EQ(refusal(), "Found non-object value [1] in settings file " + m_path);
    put(R"({"a":1,"a":2})");
    EXPECT_EQ(refusal(), "Found duplicate key a in settings file " + m_path);
    m_files.fail_after(sys::FaultTarget::Reads, 0, sys::FileErrorCode::Io, sys::FaultRepeat::Once);
    EXPECT_EQ(refusal(),
              "Failed reading settings file " + m_path + ": read " + m_path + ": Input/output error");
}

TEST_F(SettingsFileTest, FailedWriteKeepsTheOldFile) {
    ASSERT_TRUE(write_settings(m_files, m_path, {{"a", Value(1)}}));
    m_files.fail_after(sys::FaultTarget::Writes, 2, sys::FileErrorCode::DiskFull, sys::FaultRepeat::Once);
    const auto result = write_settings(m_files, m_path, {{"a", Value(2)}});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ConfigErrorCode::SettingsFile);
    EXPECT_NE(result.error().message.find("No space left on device"), std::string::npos);
    EXPECT_EQ(read_settings(m_files, m_path)->at(0).second.as_int64(), 1);
}

TEST(SettingsMap, TypesOfValues) {
    const SettingMap map =
        settings_as_map({{"a", Value(true)},
                         {"b", Value(false)},
                         {"c", Value(550)},
                         {"d", Value(Value::Array{Value("x"), Value(json::Decimal{"1.50"})})},
                         {"e", Value()},
                         {"f", Value(Value::Array{})},
                         {"g", Value("")}});
    EXPECT_EQ(map.at("a"), (std::vector<Setting>{{"1", false}}));
    EXPECT_EQ(map.at("b"), (std::vector<Setting>{{"0", true}}));
    EXPECT_EQ(map.at("c"), (std::vector<Setting>{{"550", false}}));
    EXPECT_EQ(map.at("d"), (std::vector<Setting>{{"x", false}, {"1.50", false}}));
    EXPECT_EQ(map.at("g"), (std::vector<Setting>{{"", false}}));
    EXPECT_EQ(map.size(), 5u);
}

}  // namespace
}  // namespace quanta::config
