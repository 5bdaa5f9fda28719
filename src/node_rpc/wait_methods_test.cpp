// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <future>

#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

constexpr const char* kGenesisTip =
    R"({"hash":"0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206","height":0})";

class WaitMethods : public RpcFixture {
protected:
    void start_with_blocks(int count, MethodOptions methods = {}) {
        start(options(), std::move(methods));
        m_builder.mine_empty(count);
    }
    std::string shown(int height) const {
        return R"({"hash":")" + m_builder.blocks()[static_cast<size_t>(height) - 1]->hash().to_text() +
               R"(","height":)" + std::to_string(height) + "}";
    }
    std::future<std::string> ask(const std::string& method, const std::string& params) {
        return std::async(std::launch::async, [=, this] { return call(method, params); });
    }
};

TEST_F(WaitMethods, AnswerAtOnceWhenItIsSo) {
    start_with_blocks(3);
    submit_built();
    EXPECT_EQ(call("waitforblockheight", "[2]"), shown(3));
    EXPECT_EQ(call("waitforblock", one(m_builder.tip().hash.to_text())), shown(3));
    EXPECT_EQ(call("waitfornewblock", R"({"current_tip":")" + std::string(64, '0') + "\"}"), shown(3));
}

TEST_F(WaitMethods, AnswerWhenTheTimeIsOver) {
    start_with_blocks(0);
    EXPECT_EQ(call("waitfornewblock", "[1]"), kGenesisTip);
    EXPECT_EQ(call("waitforblockheight", "[1,1]"), kGenesisTip);
    EXPECT_EQ(call("waitforblock", "[\"" + std::string(64, '0') + "\",1]"), kGenesisTip);
}

TEST_F(WaitMethods, AnswerWhenTheBlockComes) {
    start_with_blocks(3);
    auto next = ask("waitfornewblock",
                    R"({"current_tip":"0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"})");
    auto height = ask("waitforblockheight", "[3]");
    auto named = ask("waitforblock", one(m_builder.tip().hash.to_text()));
    submit_built();
    EXPECT_EQ(height.get(), shown(3));
    EXPECT_EQ(named.get(), shown(3));
    EXPECT_NE(next.get(), kGenesisTip);
}

TEST_F(WaitMethods, EndWithTheNode) {
    start_with_blocks(0);
    auto next = ask("waitfornewblock", "[]");
    auto height = ask("waitforblockheight", "[5]");
    m_node->request_shutdown();
    EXPECT_EQ(next.get(), kGenesisTip);
    EXPECT_EQ(height.get(), kGenesisTip);
}

TEST_F(WaitMethods, SoManyWaitAtATime) {
    MethodOptions methods;
    methods.max_waiting = 0;
    start_with_blocks(0, std::move(methods));
    EXPECT_EQ(call("waitfornewblock", "[]"), "-1: Too many calls wait for blocks already; see -rpcthreads");
    // What needs no waiting is answered all the same.
    EXPECT_EQ(call("waitforblockheight", "[0]"), kGenesisTip);
}

TEST_F(WaitMethods, Errors) {
    start_with_blocks(0);
    EXPECT_EQ(call("waitfornewblock", "[-1]"), "-1: Negative timeout");
    EXPECT_EQ(call("waitforblockheight", "[0,-1]"), "-1: Negative timeout");
    EXPECT_EQ(call("waitforblock", "[\"" + std::string(64, '0') + "\",-1]"), "-1: Negative timeout");
    EXPECT_EQ(call("waitforblock", one("zz")), "-8: blockhash must be of length 64 (not 2, for 'zz')");
    EXPECT_EQ(call("waitfornewblock", R"({"current_tip":"zz"})"),
              "-8: current_tip must be of length 64 (not 2, for 'zz')");
    EXPECT_EQ(call("waitfornewblock", "[2147483648]"), "-1: JSON integer out of range");
}

}  // namespace
}  // namespace quanta::node_rpc
