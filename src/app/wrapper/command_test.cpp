// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wrapper/command.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "sys/test_directory.h"

namespace quanta::wrapper {
namespace {

using Words = std::vector<std::string>;

Request parsed(const Words& arguments) {
    auto request = parse(arguments);
    EXPECT_TRUE(request) << (request ? "" : request.error());
    return request ? *request : Request{};
}

std::string refusal(const Words& arguments) {
    const auto request = parse(arguments);
    return request ? "accepted" : request.error();
}

TEST(WrapperParse, Wishes) {
    EXPECT_EQ(parsed({}).wish, Wish::Nothing);
    EXPECT_EQ(parsed({"-m"}).wish, Wish::Nothing);
    for (const char* word : {"-v", "--version"})
        EXPECT_EQ(parsed({"-m", word, "node"}).wish, Wish::Version);
    for (const char* word : {"-h", "--help"})
        EXPECT_EQ(parsed({word}).wish, Wish::Usage);
    EXPECT_EQ(parsed({"help"}).wish, Wish::FullHelp);
    EXPECT_EQ(parsed({"-M", "help"}).wish, Wish::FullHelp);
}

TEST(WrapperParse, TheLastTopologyCounts) {
    EXPECT_EQ(parsed({"node"}).topology, Topology::Unsaid);
    EXPECT_EQ(parsed({"-m", "node"}).topology, Topology::Processes);
    EXPECT_EQ(parsed({"--multiprocess", "node"}).topology, Topology::Processes);
    EXPECT_EQ(parsed({"-M", "node"}).topology, Topology::One);
    EXPECT_EQ(parsed({"-m", "--monolithic", "node"}).topology, Topology::One);
    EXPECT_EQ(parsed({"-M", "-m", "node"}).topology, Topology::Processes);
}

TEST(WrapperParse, WhatFollowsTheCommandIsTheCommands) {
    const Request request = parsed({"-m", "node", "-M", "--help", "help", "", "-v"});
    EXPECT_EQ(request.wish, Wish::Run);
    EXPECT_EQ(request.topology, Topology::Processes);
    EXPECT_EQ(request.command, "node");
    EXPECT_EQ(request.arguments, (Words{"-M", "--help", "help", "", "-v"}));
}

TEST(WrapperParse, Refusals) {
    EXPECT_EQ(refusal({"nosuch"}), "Unrecognized command: 'nosuch'");
    EXPECT_EQ(refusal({""}), "Unrecognized command: ''");
    EXPECT_EQ(refusal({"-m", "nod"}), "Unrecognized command: 'nod'");
    for (const std::string option : {"-x", "--", "-", "-regtest", "--Multiprocess", "-mM", "-version"}) {
        EXPECT_EQ(refusal({option, "node"}), "Unknown option: " + option);
    }
}

TEST(WrapperText, NamesEveryCommand) {
    const std::string brief = usage("quanta"), all = full_help("bin/quanta");
    for (const char* command : {"gui", "node", "rpc", "wallet", "tx", "util"}) {
        const std::string line = std::string("\n  ") + command + " [ARGS]";
        EXPECT_NE(brief.find(line), std::string::npos) << command;
        EXPECT_NE(all.find(line), std::string::npos) << command;
    }
    for (const char* command : {"bench", "chainstate", "test", "test-gui"}) {
        const std::string line = std::string("\n  ") + command + " [ARGS]";
        EXPECT_EQ(brief.find(line), std::string::npos) << command;
        EXPECT_NE(all.find(line), std::string::npos) << command;
    }
    EXPECT_TRUE(brief.starts_with("Usage: quanta [OPTIONS] COMMAND...\n"));
    EXPECT_TRUE(all.starts_with("Usage: bin/quanta [OPTIONS] COMMAND...\n"));
    EXPECT_NE(brief.find("\n  help  "), std::string::npos);
}

class WrapperProgram : public testing::Test {
protected:
    std::string chosen(const Words& arguments) {
        const Program program = choose(arguments);
        std::string text = program.name;
        for (const std::string& argument : program.arguments)
            text += " " + argument;
        return text;
    }
    Program choose(const Words& arguments) {
        return choose_program(parsed(arguments), {sys::real_file_system(), m_home.path()});
    }
    void write_conf(const std::string& text, const std::string& name = "quanta.conf") {
        std::ofstream(m_home / name) << text;
    }

    sys::TestDirectory m_home;
};

TEST_F(WrapperProgram, OfEachCommand) {
    const std::vector<std::array<std::string, 3>> table{
        {"gui", "quanta-qt", "quanta-gui"},
        {"node", "quantad", "quanta-node"},
        {"rpc", "quanta-cli -named", "quanta-cli -named"},
        {"wallet", "quanta-wallet", "quanta-wallet"},
        {"tx", "quanta-tx", "quanta-tx"},
        {"util", "quanta-util", "quanta-util"},
        {"bench", "quanta-bench", "quanta-bench"},
        {"chainstate", "quanta-chainstate", "quanta-chainstate"},
        {"test", "test_quanta", "test_quanta"},
        {"test-gui", "test_quanta-qt", "test_quanta-qt"},
    };
    for (const auto& [command, one, processes] : table) {
        EXPECT_EQ(chosen({command, "-a", "b"}), one + " -a b");
        EXPECT_EQ(chosen({"-M", command, "-a", "b"}), one + " -a b");
        EXPECT_EQ(chosen({"-m", command, "-a", "b"}), processes + " -a b");
    }
    EXPECT_TRUE(choose({"-m", "node"}).apart);
    EXPECT_FALSE(choose({"-M", "node"}).apart);
    EXPECT_FALSE(choose({"-m", "wallet"}).apart);
}

TEST_F(WrapperProgram, ByTheCommandLine) {
    for (const std::string option : {"-ipcbind=unix", "--ipcbind=unix:x", "-ipcbind", "-ipcallow=x=Echo",
                                     "-sandbox=off", "-noipcbind=0"}) {
        EXPECT_EQ(choose({"node", "-regtest", option}).name, "quanta-node") << option;
        EXPECT_EQ(choose({"gui", option}).name, "quanta-gui") << option;
        EXPECT_EQ(choose({"-M", "node", option}).name, "quantad") << option;
    }
    for (const std::string option : {"-noipcbind", "-ipcbind=0x", "-ipcfd=3", "-regtest", "ipcbind=unix"}) {
        EXPECT_EQ(choose({"node", option}).name, option == "-ipcbind=0x" ? "quanta-node" : "quantad")
            << option;
    }
    EXPECT_EQ(choose({"gui", "-ipcconnect=unix"}).name, "quanta-gui");
    EXPECT_EQ(choose({"node", "-ipcconnect=unix"}).name, "quantad");
    // The program that is meant complains about the rest.
    EXPECT_EQ(choose({"node", "-nosuch", "-ipcbind=unix"}).name, "quanta-node");
    EXPECT_EQ(choose({"node", "-datadir=/nonexistent", "-ipcbind=unix"}).name, "quanta-node");
    EXPECT_EQ(choose({"node", "-ipcbind=unix", "-noipcbind"}).name, "quantad");
    EXPECT_EQ(choose({"node", "-noipcbind", "-ipcbind=unix"}).name, "quanta-node");
    EXPECT_EQ(choose({"node", "word", "-ipcbind=unix"}).name, "quantad");
}

TEST_F(WrapperProgram, ByTheConfigurationFile) {
    EXPECT_EQ(choose({"node"}).name, "quantad");
    write_conf("server=1\n[regtest]\nipcbind=unix\n");
    EXPECT_EQ(choose({"node"}).name, "quantad");
    EXPECT_EQ(choose({"node", "-regtest"}).name, "quanta-node");
    EXPECT_EQ(choose({"gui", "-regtest"}).name, "quanta-gui");
    EXPECT_EQ(choose({"-M", "node", "-regtest"}).name, "quantad");
    EXPECT_EQ(choose({"node", "-regtest", "-noconf"}).name, "quantad");
    EXPECT_EQ(choose({"node", "-regtest", "-noipcbind"}).name, "quantad");
    EXPECT_EQ(choose({"wallet", "-regtest"}).name, "quanta-wallet");

    write_conf("ipcconnect=unix\n");
    EXPECT_EQ(choose({"node"}).name, "quantad");
    EXPECT_EQ(choose({"gui"}).name, "quanta-gui");

    write_conf("noipcbind=1\n");
    EXPECT_EQ(choose({"node"}).name, "quantad");
    write_conf("nosuchoption=1\nipcbind=unix\n");
    EXPECT_EQ(choose({"node"}).name, "quanta-node");
    write_conf("ipcbind=unix\nno setting\n");
    EXPECT_EQ(choose({"node"}).name, "quantad");

    write_conf("includeconf=more.conf\n");
    write_conf("ipcbind=unix\n", "more.conf");
    EXPECT_EQ(choose({"node"}).name, "quanta-node");
    std::filesystem::remove(m_home / "quanta.conf");
    EXPECT_EQ(choose({"node", "-conf=more.conf"}).name, "quanta-node");
    std::filesystem::create_directory(m_home / "other");
    EXPECT_EQ(choose({"node", "-conf=more.conf", "-datadir=" + (m_home / "other")}).name, "quantad");
}

}  // namespace
}  // namespace quanta::wrapper
