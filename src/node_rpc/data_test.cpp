// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdio>
#include <filesystem>
#include <map>

#include "chain/importer.h"
#include "node_rpc/test_rpc.h"
#include "testing/test_data.h"

namespace quanta::node_rpc {
namespace {

/// Blocks of data/signed-small/invalid, each on top of the chain's tip, with the deployed node's answers.
class InvalidBlocks : public RpcFixture {
protected:
    void open(const std::filesystem::path& folder) {
        const json::Value expected = json::parse(testing::read_text(folder / "expected.json")).value();
        m_cases = expected.find("cases")->object();
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            const std::string stem = entry.path().stem().string();
            if (stem.size() > 4 && stem[3] == '-') m_files[stem.substr(4)] = entry.path();
        }
    }
    std::string expected_answer(const json::Value& recorded) const {
        const json::Value* answer = recorded.find("submitblock");
        if (answer == nullptr || answer->is_null()) return "null";
        const std::string prefix = "error: ";
        if (answer->string().starts_with(prefix)) return "-22: " + answer->string().substr(prefix.size());
        return json::to_text(*answer);
    }
    /// Submits one block and takes it back if it was accepted.
    void check(const std::string& name, const json::Value& recorded) {
        const json::Value file = json::parse(testing::read_text(m_files.at(name))).value();
        EXPECT_EQ(call("submitblock", one(file.find("block")->string())), expected_answer(recorded)) << name;
        if (call("getbestblockhash") != m_tip) {
            EXPECT_EQ(call("invalidateblock", one(file.find("hash")->string())), "null");
        }
        EXPECT_EQ(call("getbestblockhash"), m_tip) << name;
    }

    json::Value::Object m_cases;
    std::map<std::string, std::filesystem::path> m_files;
    std::string m_tip;
};

TEST_F(InvalidBlocks, GetTheDeployedAnswer) {
    const auto folder = testing::test_data(QUANTA_TEST_DATA, "data/signed-small");
    if (!folder) GTEST_SKIP() << "needs data/signed-small of QUANTA_TEST_DATA";
    start();
    m_clock.set_system_time_s(sys::system_clock().system_time_s());
    ASSERT_TRUE(chain::import_file(m_node->chain(), *folder / "blk00000.dat"));
    m_tip = call("getbestblockhash");
    const auto coins = [&] { return value("gettxoutsetinfo").find("hash_serialized_3")->string(); };
    const std::string coins_before = coins();
    open(*folder / "invalid");
    ASSERT_FALSE(m_cases.empty());
    // Two cases share the hash of the block they are made from. The one that gets accepted, as that very
    // block, must come last, for it is marked invalid afterwards.
    const std::string same_as_base = "commitment-no-reserved";
    json::Value last;
    for (const auto& [name, recorded] : m_cases) {
        if (name == same_as_base)
            last = recorded;
        else if (name != "base")
            check(name, recorded);
    }
    check(same_as_base, last);
    EXPECT_EQ(coins(), coins_before);
    std::printf("data/signed-small/invalid: %zu blocks\n", m_cases.size());
}

}  // namespace
}  // namespace quanta::node_rpc
