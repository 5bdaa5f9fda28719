// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/ban_list.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "addresses/ban_file.h"
#include "base/bytes.h"
#include "sys/clock.h"
#include "sys/fake_file_system.h"
#include "sys/random.h"
#include "sys/test_directory.h"

namespace quanta::addresses {
namespace {

using wire::Address;

constexpr int64_t kNow = 1'800'000'000;

Subnet subnet(std::string_view text) {
    return Subnet::from_text(text).value();
}
Address address(std::string_view text) {
    return Address::from_text(text).value();
}

class BanListTest : public ::testing::Test {
protected:
    BanListTest() { m_clock.set_system_time_s(kNow); }
    BanList open() { return BanList(m_files, m_path, m_clock, m_random); }
    void write(std::string_view text) {
        ASSERT_TRUE(sys::write_atomically(m_files, m_path, base::as_bytes(text)));
    }

    sys::FakeClock m_clock;
    sys::FakeRandom m_random{1};
    sys::TestDirectory m_directory;
    sys::FaultyFileSystem m_files{sys::real_file_system()};
    const std::string m_path = m_directory / "banlist.json";
};

TEST_F(BanListTest, BansUntilTheirTime) {
    BanList bans = open();
    bans.ban(subnet("10.0.0.0/8"), kNow + 100);
    EXPECT_TRUE(bans.is_banned(address("10.1.2.3")));
    EXPECT_FALSE(bans.is_banned(address("11.1.2.3")));
    EXPECT_TRUE(bans.is_banned(subnet("10.0.0.0/8")));
    EXPECT_FALSE(bans.is_banned(subnet("10.0.0.0/9")));
    EXPECT_EQ(bans.bans().at(subnet("10.0.0.0/8")).created_s, kNow);
    m_clock.advance_s(99);
    EXPECT_TRUE(bans.is_banned(address("10.1.2.3")));
    m_clock.advance_s(1);
    EXPECT_FALSE(bans.is_banned(address("10.1.2.3")));
    EXPECT_FALSE(bans.is_banned(subnet("10.0.0.0/8")));
    EXPECT_TRUE(bans.bans().empty());
}

TEST_F(BanListTest, AShorterBanChangesNothing) {
    BanList bans = open();
    bans.ban(subnet("1.2.3.4"), kNow + 100);
    m_clock.advance_s(10);
    bans.ban(subnet("1.2.3.4"), kNow + 50);
    EXPECT_EQ(bans.bans().begin()->second.until_s, kNow + 100);
    bans.ban(subnet("1.2.3.4"), kNow + 200);
    EXPECT_EQ(bans.bans().begin()->second.until_s, kNow + 200);
    EXPECT_EQ(bans.bans().begin()->second.created_s, kNow + 10);
    EXPECT_FALSE(bans.unban(subnet("1.2.3.5")));
    EXPECT_TRUE(bans.unban(subnet("1.2.3.4")));
    EXPECT_FALSE(bans.is_banned(address("1.2.3.4")));
}

TEST_F(BanListTest, AreKeptInTheFile) {
    {
        BanList bans = open();
        bans.ban(subnet("10.0.0.0/8"), kNow + 100);
        bans.ban(subnet("2a00::/20"), kNow + 10);
    }
    m_clock.advance_s(50);
    BanList again = open();
    EXPECT_EQ(again.bans().size(), 1u);
    EXPECT_TRUE(again.is_banned(address("10.1.2.3")));
    again.clear();
    EXPECT_TRUE(open().bans().empty());
}

TEST_F(BanListTest, ReadsTheDeployedForm) {
    write(R"({"_warning_": "x", "banned_nets": [
        {"version": 1, "ban_created": 5, "banned_until": 1900000000, "address": "1.2.3.0/24"},
        {"version": 1, "ban_created": 5, "banned_until": 1900000000, "address": "nonsense"},
        {"version": 2, "what": "ever"},
        {"version": 1, "ban_created": 6, "banned_until": 1900000001, "address": "1.2.3.0/24"},
        {"version": 1, "ban_created": 5, "banned_until": 1799999999, "address": "1.2.4.0/24"}]})");
    const BanList bans = open();
    ASSERT_EQ(bans.bans().size(), 1u);
    EXPECT_EQ(bans.bans().begin()->first.to_text(), "1.2.3.0/24");
    EXPECT_EQ(bans.bans().begin()->second.created_s, 6);
}

TEST_F(BanListTest, AFileThatCannotBeUsedIsKeptAside) {
    for (
        const std::string_view text :
        {"", "{", "[]", "{}", R"({"banned_nets": 1})", R"({"banned_nets": [1]})",
         R"({"banned_nets": [{"version": 1}]})",
         R"({"banned_nets": [{"version": 1, "ban_created": "5", "banned_until": 1900000000, "address": "1.2.3.4"}]})",
         R"({"banned_nets": [{"version": 1, "ban_created": 5, "banned_until": 1900000000, "address": 1}]})"}) {
        write(text);
        BanList bans = open();
        EXPECT_TRUE(bans.bans().empty());
        EXPECT_FALSE(m_files.exists(m_path)) << text;
        EXPECT_EQ(base::as_text(sys::read_whole(m_files, m_path + ".bak", 1000).value()), text);
        bans.ban(subnet("1.2.3.4"), kNow + 1);
        EXPECT_EQ(open().bans().size(), 1u);
    }
}

TEST_F(BanListTest, WritesAgainWhatCouldNotBeWritten) {
    BanList bans = open();
    m_files.fail_after(sys::FaultTarget::Writes, 0, sys::FileErrorCode::DiskFull, sys::FaultRepeat::Always);
    bans.ban(subnet("1.2.3.4"), kNow + 100);
    EXPECT_TRUE(bans.is_banned(address("1.2.3.4")));
    EXPECT_FALSE(bans.save());
    m_files.clear_faults();
    EXPECT_TRUE(bans.save());
    EXPECT_EQ(open().bans().size(), 1u);
    const uint64_t changes = m_files.change_count();
    EXPECT_TRUE(bans.save());  // nothing to do
    EXPECT_EQ(m_files.change_count(), changes);
}

TEST_F(BanListTest, PowerCutAtAnyStepLeavesOldOrNew) {
    for (uint64_t step = 0; step < 12; ++step) {
        {
            BanList bans = open();
            bans.clear();
            bans.ban(subnet("1.2.3.4"), kNow + 100);
            ASSERT_TRUE(bans.save());
            m_files.cut_power_after(m_files.change_count() + step, &m_random);
            bans.ban(subnet("1.2.3.5"), kNow + 100);
        }
        m_files.cut_power(&m_random);
        m_files.restore_power();
        EXPECT_TRUE(open().is_banned(address("1.2.3.4"))) << step;
    }
}

TEST_F(BanListTest, RemembersTheLastFiftyThousandDiscouraged) {
    BanList bans = open();
    const auto numbered = [](uint32_t i) {
        return Address::ipv4(
            {20, static_cast<uint8_t>(i >> 16), static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)});
    };
    for (uint32_t i = 0; i < 50'000; ++i)
        bans.discourage(numbered(i));
    bans.discourage(numbered(7));  // again: no further place
    EXPECT_TRUE(bans.is_discouraged(numbered(0)));
    EXPECT_FALSE(bans.is_discouraged(numbered(50'000)));
    bans.discourage(numbered(50'000));
    EXPECT_TRUE(bans.is_discouraged(numbered(50'000)));
    EXPECT_FALSE(bans.is_discouraged(numbered(0)));
    EXPECT_TRUE(bans.is_discouraged(numbered(1)));
    EXPECT_FALSE(bans.is_banned(numbered(1)));
}

}  // namespace
}  // namespace quanta::addresses
