// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

class TimeMethods : public RpcFixture {
protected:
    void start_with_clock() {
        MethodOptions methods;
        methods.set_mock_time_s = [this](int64_t time_s) { m_set.push_back(time_s); };
        start(options(), std::move(methods));
    }
    std::vector<int64_t> m_set;
};

class OtherChain : public RpcFixture {
protected:
    OtherChain() : RpcFixture(params::make_params(params::Chain::Signet).value()) {}
};

TEST_F(TimeMethods, SetmocktimeHasBounds) {
    start_with_clock();
    EXPECT_EQ(call("setmocktime", "[0]"), "null");
    EXPECT_EQ(call("setmocktime", "[4294967295]"), "null");
    EXPECT_EQ(m_set, (std::vector<int64_t>{0, 4294967295}));
    EXPECT_EQ(call("setmocktime", "[-1]"), "-8: Mocktime must be in the range [0, 4294967295], not -1.");
    EXPECT_EQ(call("setmocktime", "[4294967296]"),
              "-8: Mocktime must be in the range [0, 4294967295], not 4294967296.");
    EXPECT_EQ(m_set.size(), 2u);
}

TEST_F(TimeMethods, MockschedulerHasBounds) {
    start_with_clock();
    EXPECT_EQ(call("mockscheduler", "[1]"), "null");
    EXPECT_EQ(call("mockscheduler", "[3600]"), "null");
    for (const char* step : {"[0]", "[-1]", "[3601]"}) {
        EXPECT_EQ(call("mockscheduler", step), "-1: delta_time must be between 1 and 3600 seconds (1 hr)");
    }
}

TEST_F(OtherChain, HasNoMockedTime) {
    start();
    EXPECT_EQ(call("setmocktime", "[1]"), "-1: setmocktime is for regression testing (-regtest mode) only");
    EXPECT_EQ(call("mockscheduler", "[1]"),
              "-1: mockscheduler is for regression testing (-regtest mode) only");
}

}  // namespace
}  // namespace quanta::node_rpc
