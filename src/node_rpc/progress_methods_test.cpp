// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/tasks.h"
#include "node_rpc/test_rpc.h"

namespace quanta::node_rpc {
namespace {

class ProgressMethods : public RpcFixture {};

TEST_F(ProgressMethods, NothingIsGoingOn) {
    start();
    m_builder.mine_empty(3);
    submit_built();
    EXPECT_EQ(call("verifychain", "[4,0]"), "true");
    EXPECT_EQ(call("getprogress"), R"({"work":[]})");
    EXPECT_EQ(call("getprogress", "[1]").substr(0, 4), "-1: ");
}

TEST_F(ProgressMethods, TellsWhatIsKnown) {
    start();
    chain::Task import(m_node->tasks(), "importing x.dat", "bytes", 1000);
    const chain::Task other(m_node->tasks(), "writing coins", "coins", 0);
    EXPECT_EQ(call("getprogress"),
              R"({"work":[{"name":"importing x.dat","unit":"bytes","done":0,"total":1000,"progress":0,"elapsed":0},)"
              R"({"name":"writing coins","unit":"coins","done":0,"elapsed":0}]})");
    m_clock.advance_us(2'400'000);
    import.at(250);
    EXPECT_EQ(call("getprogress"),
              R"({"work":[{"name":"importing x.dat","unit":"bytes","done":250,"total":1000,"progress":0.25,)"
              R"("elapsed":2,"eta":8},{"name":"writing coins","unit":"coins","done":0,"elapsed":2}]})");
}

TEST_F(ProgressMethods, AnswersDuringTheWarmUp) {
    start();
    m_dispatcher->set_warm_up("Verifying blocks…");
    EXPECT_EQ(call("getblockcount"), "-28: Verifying blocks…");
    EXPECT_EQ(call("getprogress"), R"({"work":[]})");
}

TEST_F(ProgressMethods, IsListedUnderControl) {
    start();
    const std::string help = m_dispatcher->help("");
    EXPECT_NE(help.find("== Control ==\ngetprogress"), std::string::npos) << help;
    EXPECT_NE(m_dispatcher->help("getprogress").find("eta"), std::string::npos);
}

}  // namespace
}  // namespace quanta::node_rpc
