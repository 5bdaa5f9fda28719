// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/tx/program.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "sys/file.h"

namespace quanta::tx {
namespace {

constexpr const char* kEmpty = "02000000000000000000";

program::ToolRun run(const std::vector<std::string>& arguments, const std::string& text = "") {
    std::istringstream input(text);
    return program::run_tool(make_tool(input, sys::real_file_system()), arguments);
}

/// What it prints; it must not fail.
std::string printed(const std::vector<std::string>& arguments, const std::string& text = "") {
    const program::ToolRun done = run(arguments, text);
    EXPECT_EQ(done.status, 0);
    EXPECT_EQ(done.errors, "");
    return done.output;
}

std::string refusal(const std::vector<std::string>& arguments, const std::string& text = "") {
    const program::ToolRun done = run(arguments, text);
    EXPECT_EQ(done.status, 1);
    EXPECT_EQ(done.output, "");
    return done.errors;
}

TEST(TxProgram, WhereTheTransactionComesFrom) {
    const std::string line = std::string(kEmpty) + "\n";
    EXPECT_EQ(printed({"-create"}), line);
    EXPECT_EQ(printed({kEmpty}), line);
    EXPECT_EQ(printed({"-"}, "\n " + line + "\t"), line);
    EXPECT_EQ(printed({"-create=0", kEmpty}), line);
    EXPECT_EQ(printed({"-", "locktime=1"}, kEmpty), "02000000000001000000\n");
    EXPECT_EQ(refusal({"-create", kEmpty}), "error: unknown command '" + std::string(kEmpty) + "'\n");
    EXPECT_EQ(refusal({"-"}), "error: invalid transaction encoding\n");
    EXPECT_EQ(refusal({"-json"}), "error: too few parameters\n");
    EXPECT_EQ(refusal({"-nocreate"}), "error: too few parameters\n");
}

TEST(TxProgram, Forms) {
    EXPECT_EQ(printed({"-txid", "-create"}),
              "4ebd325a4b394cff8c57e8317ccf5a8d0e2bdf1b8526f8aad6c8e43d8240621a\n");
    const std::string json = printed({"-json", "-create", "outdata=0.5:00"});
    EXPECT_EQ(json.find("{\n    \"txid\": \""), 0u);
    EXPECT_NE(json.find("\n    \"vin\": [\n    ],\n"), std::string::npos);
    EXPECT_NE(json.find("\n            \"value\": 0.50000000,\n"), std::string::npos);
    EXPECT_TRUE(json.ends_with("\"\n}\n"));
    EXPECT_EQ(printed({"-json", "-txid", "-create", "outdata=0.5:00"}), json);
}

TEST(TxProgram, Chains) {
    const std::string command = "outaddr=1:bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    EXPECT_NE(refusal({"-create", command}).find("error: invalid TX output address"), std::string::npos);
    EXPECT_NE(printed({"-regtest", "-create", command}).find("751e76e8199196d454941c45d1b3a323f1433bd6"),
              std::string::npos);
    EXPECT_EQ(refusal({"-chain=nosuch", "-create"}), "Error: Unknown chain nosuch.\n");
    EXPECT_NE(refusal({"-signet", "-signetchallenge=zz", "-create"}).find("Error: "), std::string::npos);
    EXPECT_NE(refusal({"-regtest", "-vbparams=x", "-create"}).find("(-vbparams=x)"), std::string::npos);
    EXPECT_NE(refusal({"-regtest", "-testactivationheight=x", "-create"}).find("Error: "), std::string::npos);
}

TEST(TxProgram, HelpVersionAndOptions) {
    const program::ToolRun nothing = run({});
    EXPECT_EQ(nothing.status, 1);
    EXPECT_EQ(nothing.errors, "Error: too few parameters\n");
    EXPECT_EQ(nothing.output, printed({"-help"}));
    EXPECT_NE(nothing.output.find("Commands:\n\n  delin=N\n"), std::string::npos);
    EXPECT_EQ(printed({"-version"}).find("Quanta transaction tool version v"), 0u);
    EXPECT_EQ(refusal({"-nosuch"}), "Error parsing command line arguments: Invalid parameter -nosuch\n");
}

}  // namespace
}  // namespace quanta::tx
