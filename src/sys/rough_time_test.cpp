// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/rough_time.h"

#include <gtest/gtest.h>

namespace quanta::sys {
namespace {

TEST(RoughTime, Units) {
    EXPECT_EQ(rough_time(0), "0 s");
    EXPECT_EQ(rough_time(0.2), "1 s");
    EXPECT_EQ(rough_time(89), "89 s");
    EXPECT_EQ(rough_time(90), "2 min");
    EXPECT_EQ(rough_time(180), "3 min");
    EXPECT_EQ(rough_time(89 * 60), "89 min");
    EXPECT_EQ(rough_time(90 * 60), "2 h");
    EXPECT_EQ(rough_time(47 * 3600), "47 h");
    EXPECT_EQ(rough_time(48 * 3600), "2 days");
    EXPECT_EQ(rough_time(10 * 86400.0), "10 days");
}

}  // namespace
}  // namespace quanta::sys
