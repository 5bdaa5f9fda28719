// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/command_line.h"

#include <gtest/gtest.h>

#include <set>

namespace quanta::config {
namespace {

using Words = std::vector<std::string>;

CommandLine parsed(const Words& arguments) {
    auto result = parse_command_line(node_options(), arguments);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? *result : CommandLine();
}

std::string refusal(const Words& arguments) {
    const auto result = parse_command_line(node_options(), arguments);
    if (result) return "accepted";
    EXPECT_EQ(result.error().code, ConfigErrorCode::CommandLine);
    return result.error().message;
}

TEST(CommandLine, FormsOfAnOption) {
    const CommandLine line =
        parsed({"-server", "--txindex=1", "-nolisten", "-debug=net", "-debug=rpc", "-uacomment=a=b"});
    EXPECT_EQ(line.settings.at("server"), (std::vector<Setting>{{"", false}}));
    EXPECT_EQ(line.settings.at("txindex"), (std::vector<Setting>{{"1", false}}));
    EXPECT_EQ(line.settings.at("listen"), (std::vector<Setting>{{"0", true}}));
    EXPECT_EQ(line.settings.at("debug"), (std::vector<Setting>{{"net", false}, {"rpc", false}}));
    EXPECT_EQ(line.settings.at("uacomment"), (std::vector<Setting>{{"a=b", false}}));
    EXPECT_TRUE(line.words.empty());
}

TEST(CommandLine, DoubleNegationIsOnAndSaysSo) {
    const CommandLine line = parsed({"-nolisten=0", "-noserver=1"});
    EXPECT_EQ(line.settings.at("listen"), (std::vector<Setting>{{"1", false}}));
    EXPECT_EQ(line.settings.at("server"), (std::vector<Setting>{{"0", true}}));
    ASSERT_EQ(line.warnings.size(), 1u);
    EXPECT_NE(line.warnings[0].find("-nolisten=0"), std::string::npos);
}

TEST(CommandLine, WordsEndTheOptions) {
    EXPECT_EQ(parsed({"-server", "getblock", "-1", "-unknown"}).words, (Words{"getblock", "-1", "-unknown"}));
    EXPECT_EQ(parsed({"-", "x"}).words, (Words{"-", "x"}));
}

TEST(CommandLine, Refusals) {
    const std::string prefix = "Error parsing command line arguments: ";
    EXPECT_EQ(refusal({"-foo"}), prefix + "Invalid parameter -foo");
    EXPECT_EQ(refusal({"-foo=1"}), prefix + "Invalid parameter -foo=1");
    EXPECT_EQ(refusal({"-regtest.rpcport=1"}), prefix + "Invalid parameter -regtest.rpcport=1");
    EXPECT_EQ(refusal({"-=1"}), prefix + "Invalid parameter -=1");
    EXPECT_EQ(refusal({"-no"}), prefix + "Invalid parameter -no");
    EXPECT_EQ(refusal({"--"}), prefix + "Invalid parameter --");
    EXPECT_EQ(refusal({"-nodatadir"}),
              prefix + "Negating of -datadir is meaningless and therefore forbidden");
    EXPECT_EQ(refusal({"-proxy"}),
              prefix + "Can not set -proxy with no value. Please specify value with -proxy=value.");
    EXPECT_EQ(refusal({"-noproxy", "-proxy=", "-proxy=x"}), "accepted");
    EXPECT_EQ(refusal({"-includeconf=x.conf"}),
              prefix + "-includeconf cannot be used from commandline; -includeconf=x.conf");
    EXPECT_EQ(refusal({"-noincludeconf"}), "accepted");
}

TEST(CommandLine, HelpAndVersion) {
    for (const char* word : {"-help", "-h", "-?", "-help-debug", "--help"})
        EXPECT_TRUE(parsed({word}).help_wanted());
    EXPECT_TRUE(parsed({"-help-debug"}).debug_help_wanted());
    EXPECT_FALSE(parsed({"-help"}).debug_help_wanted());
    EXPECT_TRUE(parsed({"-version"}).version_wanted());
    EXPECT_FALSE(parsed({"-server"}).help_wanted());
    EXPECT_FALSE(parsed({"-server"}).version_wanted());
}

TEST(Tables, NamesAreUniqueSortedAndExplained) {
    for (const OptionTable table :
         {node_options(), node_ipc_options(), wallet_options(), gui_options(), qt_options(), cli_options()}) {
        std::set<std::string_view> names;
        for (const OptionSpec& option : table) {
            EXPECT_TRUE(names.insert(option.name).second) << option.name;
            EXPECT_EQ(find_option(table, option.name), &option);
            EXPECT_TRUE(option.group == Group::Hidden || option.help.size() > 8) << option.name;
        }
        EXPECT_EQ(find_option(table, ""), nullptr);
        EXPECT_EQ(find_option(table, "zzz"), nullptr);
    }
    EXPECT_EQ(find_option(cli_options(), "dbcache"), nullptr);
    EXPECT_TRUE(find_option(cli_options(), "rpcwait") != nullptr);
}

TEST(Tables, ProgramsHaveWhatTheyNeed) {
    const auto shown = [](OptionTable table, std::string_view name) {
        const OptionSpec* option = find_option(table, name);
        return option != nullptr && option->group != Group::Hidden;
    };
    for (const char* name : {"ipcbind", "ipcallow", "sandbox"}) {
        EXPECT_FALSE(shown(node_options(), name));
        EXPECT_FALSE(shown(qt_options(), name));
        EXPECT_TRUE(shown(node_ipc_options(), name));
        EXPECT_TRUE(shown(gui_options(), name));
        EXPECT_FALSE(find_option(node_ipc_options(), name)->flags & kProcessesOnly);
        EXPECT_FALSE(find_option(gui_options(), name)->flags & kProcessesOnly);
    }
    for (const char* name : {"min", "lang", "splash"}) {
        EXPECT_TRUE(shown(gui_options(), name));
        EXPECT_TRUE(shown(qt_options(), name));
        EXPECT_FALSE(shown(node_ipc_options(), name));
        EXPECT_TRUE(find_option(node_ipc_options(), name) != nullptr);
        EXPECT_EQ(find_option(wallet_options(), name), nullptr);
    }
    for (const char* name : {"datadir", "wallet", "walletdir", "keypool", "unsafesqlitesync", "regtest",
                             "debug", "printtoconsole", "ipcconnect", "sandbox"}) {
        EXPECT_TRUE(shown(wallet_options(), name)) << name;
    }
    for (const char* name :
         {"ipcbind", "disablewallet", "dbcache", "rpcport", "proxy", "zmqpubrawtx", "settings"}) {
        EXPECT_EQ(find_option(wallet_options(), name), nullptr) << name;
    }
    EXPECT_TRUE(shown(gui_options(), "ipcconnect"));
    EXPECT_FALSE(shown(qt_options(), "ipcconnect"));
    EXPECT_EQ(find_option(wallet_options(), "printtoconsole")->default_text, "1 if -debug, else 0");
    EXPECT_EQ(find_option(gui_options(), "printtoconsole")->default_text, "1 unless -daemon");
}

TEST(CommandLine, OptionsOfSeparateProcesses) {
    const auto refusal_in = [](OptionTable table, const std::string& argument) {
        const auto result = parse_command_line(table, std::vector<std::string>{argument});
        return result ? "accepted" : result.error().message;
    };
    const std::string reason =
        "it takes separate processes, so quanta-node or quanta-gui (\"quanta -m node\", \"quanta -m gui\")";
    for (const std::string name : {"ipcbind", "ipcallow", "ipcfd", "sandbox"}) {
        const std::string argument = "-" + name + "=3";
        const std::string expected =
            "Error parsing command line arguments: Invalid parameter -" + name + ": " + reason;
        EXPECT_EQ(refusal_in(node_options(), argument), expected);
        EXPECT_EQ(refusal_in(qt_options(), argument), expected);
        EXPECT_EQ(refusal_in(node_ipc_options(), argument), "accepted");
        EXPECT_EQ(refusal_in(gui_options(), argument), "accepted");
    }
    EXPECT_EQ(refusal_in(node_options(), "-noipcbind"), "accepted");
    EXPECT_EQ(refusal_in(wallet_options(), "-ipcconnect"), "accepted");
    EXPECT_EQ(refusal_in(gui_options(), "-ipcconnect=unix:x"), "accepted");
    EXPECT_EQ(refusal_in(node_ipc_options(), "-ipcconnect=unix"),
              "Error parsing command line arguments: -ipcconnect cannot be used from commandline; "
              "-ipcconnect=unix");
    EXPECT_EQ(refusal_in(node_ipc_options(), "-ipcfd"),
              "Error parsing command line arguments: Can not set -ipcfd with no value. Please specify value "
              "with -ipcfd=value.");
}

TEST(Setting, BoolsFromText) {
    for (const char* text : {"", "1", "-1", "2x", " 1", "+1", "99999999999999999999"}) {
        EXPECT_TRUE(interpret_bool(text)) << text;
    }
    for (const char* text : {"0", "-0", "00", "false", "true", "yes", " ", "0x1"}) {
        EXPECT_FALSE(interpret_bool(text)) << text;
    }
}

}  // namespace
}  // namespace quanta::config
