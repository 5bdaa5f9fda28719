// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/format.h"

#include <limits>

#include <gtest/gtest.h>

namespace quanta::gui {
namespace {

using primitives::Amount;

TEST(Format, Amounts) {
    EXPECT_EQ(amount_text({0}, Unit::Btc), "0.00000000");
    EXPECT_EQ(amount_text({1}, Unit::Btc), "0.00000001");
    EXPECT_EQ(amount_text({-100'000'000}, Unit::Btc), "-1.00000000");
    EXPECT_EQ(amount_text({123'456'789'012}, Unit::Btc), "1\u202f234.56789012");
    EXPECT_EQ(amount_text({99'999}, Unit::MilliBtc), "0.99999");
    EXPECT_EQ(amount_text({100'000}, Unit::MilliBtc), "1.00000");
    EXPECT_EQ(amount_text({999}, Unit::Sat), "999");
    EXPECT_EQ(amount_text({-1000}, Unit::Sat), "-1\u202f000");
    EXPECT_EQ(amount_text({std::numeric_limits<int64_t>::min()}, Unit::Btc),
              "-92\u202f233\u202f720\u202f368.54775808");
}

TEST(Format, SignedAmounts) {
    EXPECT_EQ(signed_amount_text({0}, Unit::Sat), "+0 sat");
    EXPECT_EQ(signed_amount_text({50'000}, Unit::MilliBtc), "+0.50000 mBTC");
    EXPECT_EQ(signed_amount_text({-1}, Unit::Btc), "-0.00000001 BTC");
}

TEST(Format, Counts) {
    EXPECT_EQ(count_text(0), "0");
    EXPECT_EQ(count_text(999), "999");
    EXPECT_EQ(count_text(-1000), "-1\u202f000");
    EXPECT_EQ(count_text(1'234'567), "1\u202f234\u202f567");
}

TEST(Format, PercentIsNotAllBeforeItIs) {
    EXPECT_EQ(percent_text(-1), "0.0%");
    EXPECT_EQ(percent_text(std::numeric_limits<double>::quiet_NaN()), "0.0%");
    EXPECT_EQ(percent_text(0.4319), "43.1%");
    EXPECT_EQ(percent_text(0.99999), "99.9%");
    EXPECT_EQ(percent_text(1), "100%");
    EXPECT_EQ(percent_text(1.5), "100%");
}

TEST(Format, Ages) {
    EXPECT_EQ(age_text(-100), "just now");
    EXPECT_EQ(age_text(4), "just now");
    EXPECT_EQ(age_text(5), "5 s ago");
    EXPECT_EQ(age_text(180), "3 min ago");
}

TEST(Format, ChainsInTitles) {
    EXPECT_EQ(chain_title("main"), "");
    EXPECT_EQ(chain_title("test"), "testnet3");
    EXPECT_EQ(chain_title("regtest"), "regtest");
}

TEST(Estimate, NeedsABase) {
    Estimate estimate;
    EXPECT_FALSE(estimate.seconds_left());
    estimate.add(0, 0.5);
    EXPECT_FALSE(estimate.seconds_left());
    estimate.add(5.9, 0.6);
    EXPECT_FALSE(estimate.seconds_left());
    estimate.add(10, 0.6);
    ASSERT_TRUE(estimate.seconds_left());
    EXPECT_NEAR(*estimate.seconds_left(), 40, 1e-6);
}

TEST(Estimate, StandingStillIsNoPace) {
    Estimate estimate;
    estimate.add(0, 0.5);
    estimate.add(100, 0.5);
    EXPECT_FALSE(estimate.seconds_left());
}

TEST(Estimate, GoesWithThePaceOfLate) {
    Estimate estimate;
    double part = 0;
    for (int i = 0; i < 100; ++i)
        estimate.add(i * 10, part += 0.0001);
    for (int i = 100; i < 200; ++i)
        estimate.add(i * 10, part += 0.001);
    EXPECT_NEAR(*estimate.seconds_left(), (1 - part) / 0.0001, 1);
}

TEST(Estimate, BeginsAnewWhenItGoesBack) {
    Estimate estimate;
    estimate.add(0, 0.5);
    estimate.add(10, 0.9);
    EXPECT_TRUE(estimate.seconds_left());
    estimate.add(20, 0.1);
    EXPECT_FALSE(estimate.seconds_left());
    estimate.add(40, 0.2);
    EXPECT_NEAR(*estimate.seconds_left(), 160, 1e-6);
    estimate.add(30, 0.3);
    EXPECT_FALSE(estimate.seconds_left());
    estimate.clear();
    EXPECT_FALSE(estimate.seconds_left());
}

TEST(Format, BytesHaveThreeDigits) {
    EXPECT_EQ(bytes_text(0), "0 B");
    EXPECT_EQ(bytes_text(999), "999 B");
    EXPECT_EQ(bytes_text(999.5), "1.0 kB");
    EXPECT_EQ(bytes_text(1000), "1.0 kB");
    EXPECT_EQ(bytes_text(99'900), "99.9 kB");
    EXPECT_EQ(bytes_text(99'950), "100 kB");
    EXPECT_EQ(bytes_text(999'499), "999 kB");
    EXPECT_EQ(bytes_text(999'500), "1.0 MB");
    EXPECT_EQ(bytes_text(12'345'678'901), "12.3 GB");
    EXPECT_EQ(bytes_text(5e15), "5000 TB");
    EXPECT_EQ(rate_text(1234), "1.2 kB/s");
}

TEST(Format, Pings) {
    EXPECT_EQ(ping_text(-1), "–");
    EXPECT_EQ(ping_text(0), "0.0 ms");
    EXPECT_EQ(ping_text(0.00994), "9.9 ms");
    EXPECT_EQ(ping_text(0.00995), "10 ms");
    EXPECT_EQ(ping_text(0.9994), "999 ms");
    EXPECT_EQ(ping_text(0.9996), "1.0 s");
    EXPECT_EQ(ping_text(12.34), "12.3 s");
}

}  // namespace
}  // namespace quanta::gui
