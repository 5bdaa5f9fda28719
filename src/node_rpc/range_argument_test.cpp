// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/range_argument.h"

#include <gtest/gtest.h>

#include <string>

#include "json/parser.h"

namespace quanta::node_rpc {
namespace {

std::string read(const std::string& text) {
    const auto range = read_range(*json::parse(text));
    if (!range) return std::to_string(range.error().code) + ": " + range.error().message;
    return std::to_string(range->first) + " to " + std::to_string(range->last);
}

TEST(RangeArgument, IsAnEndOrBothEnds) {
    EXPECT_EQ(read("0"), "0 to 0");
    EXPECT_EQ(read("999999"), "0 to 999999");
    EXPECT_EQ(read("[2147483647,2147483647]"), "2147483647 to 2147483647");
    EXPECT_EQ(read("[5,1000004]"), "5 to 1000004");
}

TEST(RangeArgument, Errors) {
    EXPECT_EQ(read("1000000"), "-8: Range is too large");
    EXPECT_EQ(read("[5,1000005]"), "-8: Range is too large");
    EXPECT_EQ(read("-1"), "-8: End of range is too high");
    EXPECT_EQ(read("2147483648"), "-8: End of range is too high");
    EXPECT_EQ(read("[2147483648,2147483648]"), "-8: End of range is too high");
    EXPECT_EQ(read("[-1,10]"), "-8: Range should be greater or equal than 0");
    EXPECT_EQ(read("[2,1]"), "-8: Range specified as [begin,end] must not have begin after end");
    for (const char* text : {"[1]", "[1,2,3]", "true", "{}", "\"1\""})
        EXPECT_EQ(read(text), "-8: Range must be specified as end or as [begin,end]") << text;
    EXPECT_EQ(read("[1,\"2\"]"), "-3: JSON value of type string is not of expected type number");
    EXPECT_EQ(read("1.5"), "-1: JSON integer out of range");
}

}  // namespace
}  // namespace quanta::node_rpc
