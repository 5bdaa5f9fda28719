// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/help.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace quanta::config {
namespace {

TEST(Help, NoLineIsTooLong) {
    for (const OptionTable table :
         {node_options(), node_ipc_options(), wallet_options(), gui_options(), cli_options(), tx_options(),
          util_options()}) {
        std::istringstream text(help_text(table, HelpLevel::WithDebug));
        for (std::string line; std::getline(text, line);) {
            EXPECT_LE(line.size(), 79u) << line;
            EXPECT_FALSE(line.ends_with(' ')) << line;
        }
    }
}

TEST(Help, ShowsWhatIsWantedAndNoMore) {
    const std::string usual = help_text(node_options(), HelpLevel::Usual);
    const std::string all = help_text(node_options(), HelpLevel::WithDebug);
    EXPECT_NE(usual.find("\n  -dbcache=<n>\n       Memory for"), std::string::npos);
    EXPECT_NE(usual.find("(default: 1024)"), std::string::npos);
    EXPECT_EQ(usual.find("-checkblocks"), std::string::npos);
    EXPECT_NE(all.find("  -checkblocks=<n>\n"), std::string::npos);
    EXPECT_EQ(all.find("-uiplatform"), std::string::npos);
    EXPECT_EQ(all.find("-ipcbind"), std::string::npos);
    const std::string apart = help_text(node_ipc_options(), HelpLevel::WithDebug);
    EXPECT_NE(apart.find("IPC interprocess connection options:\n\n  -ipcallow="), std::string::npos);
    EXPECT_NE(apart.find("\n  -ipcbind=<address>\n"), std::string::npos);
    EXPECT_EQ(apart.find("-ipcfd"), std::string::npos);
    EXPECT_NE(help_text(gui_options(), HelpLevel::Usual).find("UI options:\n\n  -choosedatadir\n"),
              std::string::npos);
    EXPECT_TRUE(usual.starts_with("Options:\n\n  -alertnotify=<cmd>\n"));
}

TEST(Help, OfCommandsLooksTheSame) {
    const CommandHelp commands[] = {{"do=<n>", "Does it"}, {"undo", std::string_view("Takes it back")}};
    EXPECT_EQ(command_help_text("Commands", commands),
              "Commands:\n\n  do=<n>\n       Does it\n\n  undo\n       Takes it back\n\n");
}

TEST(Help, WrapsAndCuts) {
    const std::string sentence = std::string(72, 'a') + " " + std::string(80, 'b') + " cc";
    const OptionSpec option{"x", Group::Rpc, 0, "<n>", "1", sentence};
    EXPECT_EQ(help_text({&option, 1}, HelpLevel::Usual),
              "RPC server options:\n\n  -x=<n>\n       " + std::string(72, 'a') + "\n       " +
                  std::string(72, 'b') + "\n       bbbbbbbb cc (default: 1)\n\n");
}

}  // namespace
}  // namespace quanta::config
