// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdio>

#include "node_rpc/test_rpc.h"
#include "rpc/control.h"
#include "rpc/conversion_check.h"

namespace quanta::node_rpc {
namespace {

using Conversions = RpcFixture;

TEST_F(Conversions, OfTheCommandLineAreThoseThatAreDeclared) {
    start();
    rpc::add_control_methods(*m_dispatcher, {[] {}, [] { return int64_t{1}; }, ""});
    const auto methods = m_dispatcher->methods();
    for (const rpc::Method* method : methods) {
        for (const std::string& fault : rpc::conversion_faults(*method))
            ADD_FAILURE() << fault;
    }
    std::printf("%zu methods\n", methods.size());
}

TEST(ConversionFaults, AreFound) {
    rpc::Method method{.name = "getblock"};
    const std::vector<std::string> none_left{"getblock: there is no verbosity to convert",
                                             "getblock: there is no verbose to convert"};
    EXPECT_EQ(rpc::conversion_faults(method), none_left);
    method.params = {{.name = "blockhash", .kind = rpc::Kind::Number},
                     {.name = "verbosity", .kind = rpc::Kind::String, .aliases = {"verbose"}}};
    const std::vector<std::string> wrong{"getblock: blockhash is no string and sent as one",
                                         "getblock: verbosity is a string and sent as JSON"};
    EXPECT_EQ(rpc::conversion_faults(method), wrong);
}

}  // namespace
}  // namespace quanta::node_rpc
