// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdio>
#include <functional>
#include <sstream>
#include <string>

#include "node_rpc/test_rpc.h"
#include "testing/test_data.h"

namespace quanta::node_rpc {

/// A node on regtest that is asked what deployed nodes were asked, in the recorded calls of QUANTA_TEST_DATA.
class TranscriptFixture : public RpcFixture {
protected:
    /// Whether a recorded call can be answered without what the recording node had.
    using Selector = std::function<bool(const std::string& params, const json::Value& recorded)>;

    /// Compares the answers to all calls of `method`, text by text; prints how many.
    void replay(const std::string& method, const Selector& wanted = {}) {
        const auto path =
            testing::test_data(QUANTA_TEST_DATA, "reference/rpc-transcripts/" + method + ".jsonl");
        if (!path) GTEST_SKIP() << "needs reference/rpc-transcripts of QUANTA_TEST_DATA";
        std::istringstream lines(testing::read_text(*path));
        std::string line;
        size_t compared = 0;
        size_t left_out = 0;
        while (std::getline(lines, line)) {
            const json::Value recorded = json::parse(line).value();
            const std::string params = json::to_text(*recorded.find("params"));
            const bool cut = line.find("…") != std::string::npos;
            if (cut || (wanted && !wanted(params, recorded))) {
                ++left_out;
                continue;
            }
            ++compared;
            compare(method, params, recorded);
        }
        EXPECT_GT(compared, 0u);
        std::printf("%s: %zu recorded calls, %zu left out\n", method.c_str(), compared, left_out);
    }

private:
    void compare(const std::string& method, const std::string& params, const json::Value& recorded) {
        std::string expected;
        if (const json::Value* error = recorded.find("error")) {
            expected = error->find("code")->number_text().value() + ": " + error->find("message")->string();
        } else {
            expected = json::to_text(*recorded.find("reply"));
        }
        const std::string answer = call(method, params);
        // Usage texts are our own.
        if (expected == "-1: <help text>")
            EXPECT_EQ(answer.substr(0, 4 + method.size()), "-1: " + method);
        else
            EXPECT_EQ(answer, expected) << method << params;
    }
};

}  // namespace quanta::node_rpc
