// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/startup_wallets.h"

#include <gtest/gtest.h>

namespace quanta::daemon {
namespace {

using json::Value;

TEST(StartupWallets, AreAListThatKeepsOtherSettings) {
    Value::Object settings{{"prune", Value("550")}};
    set_wallet_choice(settings, "a", true);
    set_wallet_choice(settings, "", true);
    set_wallet_choice(settings, "a", true);
    EXPECT_EQ(Value(settings), Value(Value::Object{{"prune", Value("550")},
                                                   {"wallet", Value(Value::Array{Value(""), Value("a")})}}));
    set_wallet_choice(settings, "a", false);
    set_wallet_choice(settings, "unknown", false);
    EXPECT_EQ(*Value(settings).find("wallet"), Value(Value::Array{Value("")}));
    set_wallet_choice(settings, "", false);
    EXPECT_EQ(Value(settings), Value(Value::Object{{"prune", Value("550")}}));
}

TEST(StartupWallets, MayHaveBeenOneText) {
    Value::Object settings{{"wallet", Value("old")}};
    set_wallet_choice(settings, "new", true);
    EXPECT_EQ(*Value(settings).find("wallet"), Value(Value::Array{Value("old"), Value("new")}));
}

}  // namespace
}  // namespace quanta::daemon
