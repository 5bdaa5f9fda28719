// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/read_methods.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace quanta::rpc {
namespace {

TEST(ReadMethods, AreSortedAndKnownByName) {
    const auto methods = read_methods();
    EXPECT_TRUE(std::ranges::is_sorted(methods));
    EXPECT_EQ(std::ranges::adjacent_find(methods), methods.end());
    for (const std::string_view method : methods)
        EXPECT_TRUE(is_read_method(method)) << method;
}

TEST(ReadMethods, HoldNothingThatChangesOrGivesAway) {
    for (const char* method :
         {"stop", "invalidateblock", "sendtoaddress", "listdescriptors", "gethdkeys", "getnewaddress",
          "dumptxoutset", "logging", "setmocktime", "walletpassphrase", "", "a"})
        EXPECT_FALSE(is_read_method(method)) << method;
}

}  // namespace
}  // namespace quanta::rpc
