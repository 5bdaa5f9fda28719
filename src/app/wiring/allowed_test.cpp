// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/allowed.h"

#include <gtest/gtest.h>

namespace quanta::wiring {
namespace {

TEST(Allowed, IsReadForEachPath) {
    const auto allowed = read_allowed({"a.sock=Mining", "/run/b=c.sock=Rpc,Echo", "a.sock=Echo"}, "/data");
    ASSERT_TRUE(allowed) << allowed.error();
    ASSERT_EQ(allowed->size(), 2u);
    EXPECT_EQ(allowed->at("/data/a.sock"), kMiningGrants);
    EXPECT_EQ(allowed->at("/run/b=c.sock"), (Grants{.echo = true, .rpc = true}));
    EXPECT_TRUE(read_allowed({}, "/data")->empty());
    EXPECT_EQ(read_allowed({"a.sock"}, "/data").error(),
              "-ipcallow=a.sock: must be <socket path>=<interface>[,<interface>…]");
    EXPECT_EQ(read_allowed({"=Echo"}, "/data").error(),
              "-ipcallow==Echo: must be <socket path>=<interface>[,<interface>…]");
    EXPECT_EQ(
        read_allowed({"a=Tea"}, "/data").error(),
        "-ipcallow=a=Tea: unknown interface 'Tea', known are Echo, Mining, Rpc, Node, Chain, WalletLoader");
}

}  // namespace
}  // namespace quanta::wiring
