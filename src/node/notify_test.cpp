// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/notify.h"

#include <gtest/gtest.h>

#include <vector>

#include "node/shutdown.h"
#include "node/warnings.h"
#include "sys/thread.h"

namespace quanta::node {
namespace {

using namespace std::chrono_literals;

TEST(Substitute, ReplacesEveryPlace) {
    EXPECT_EQ(substitute("", {{'s', "x"}}), "");
    EXPECT_EQ(substitute("echo", {{'s', "x"}}), "echo");
    EXPECT_EQ(substitute("%s", {{'s', "abc"}}), "abc");
    EXPECT_EQ(substitute("a %s b %s%s", {{'s', "%s"}}), "a %s b %s%s");
    EXPECT_EQ(substitute("%d %", {{'s', "x"}}), "%d %");
    EXPECT_EQ(substitute("%s%%w", {{'s', "%w"}, {'w', "%s"}}), "%w%%s");
}

/// Commands that would have run.
struct Recorder {
    std::vector<std::string> started;
    std::vector<std::string> run;

    CommandHooks hooks() {
        return {[this](const std::string& command) { started.push_back(command); },
                [this](const std::string& command) { run.push_back(command); }};
    }
};

interfaces::ChainPosition tip(bool initial_block_download) {
    interfaces::ChainPosition made;
    made.tip.hash.bytes()[0] = 0xab;
    made.initial_block_download = initial_block_download;
    return made;
}

TEST(ShellWord, HoldsNothingThatMeansSomethingToAShell) {
    EXPECT_EQ(shell_word(""), "''");
    EXPECT_EQ(shell_word("Disk /dev/x_1: 5 left, (really)? Yes; a@b.c-d"),
              "'Disk /dev/x_1: 5 left, (really)? Yes; a@b.c-d'");
    EXPECT_EQ(shell_word("a'b\"c`d$e\\f|g&h<i>j*k\nl!m{n}o%p\xff"), "'abcdefghijklmnop'");
}

TEST(ShellQuote, KeepsEveryCharacter) {
    EXPECT_EQ(shell_quote(""), "''");
    EXPECT_EQ(shell_quote("a b$`\"\\"), "'a b$`\"\\'");
    EXPECT_EQ(shell_quote("it's"), "'it'\\''s'");
    EXPECT_EQ(shell_quote("'"), "''\\'''");
}

TEST(NotifyCommands, TellOfWalletTransactions) {
    Recorder recorder;
    NotifyOptions options;
    options.wallet = "run %s %w %b %h %x";
    NotifyCommands commands(options, recorder.hooks());
    EXPECT_TRUE(commands.for_wallets());
    primitives::Txid txid;
    txid.bytes()[31] = 0x12;
    const std::string id = "12" + std::string(62, '0');
    commands.wallet_transaction("w'1", txid, std::nullopt);
    interfaces::BlockRef block;
    block.height = 7;
    commands.wallet_transaction("", txid, block);
    EXPECT_EQ(recorder.started,
              (std::vector<std::string>{"run " + id + " 'w'\\''1' unconfirmed -1 %x",
                                        "run " + id + " '' " + std::string(64, '0') + " 7 %x"}));
}

TEST(NotifyCommands, RunOnTheirOccasion) {
    Recorder recorder;
    NotifyCommands commands({"block %s", "start", "stop", "alert %s"}, recorder.hooks());
    commands.chain_changed(tip(true));
    EXPECT_TRUE(recorder.started.empty());
    commands.chain_changed(tip(false));
    commands.started();
    commands.stopping();
    commands.warned("it's bad");
    ASSERT_EQ(recorder.started.size(), 3u);
    EXPECT_EQ(recorder.started[0], "block " + std::string(62, '0') + "ab");
    EXPECT_EQ(recorder.started[1], "start");
    EXPECT_EQ(recorder.started[2], "alert 'its bad'");
    EXPECT_EQ(recorder.run, std::vector<std::string>{"stop"});
}

TEST(NotifyCommands, AreOptional) {
    Recorder recorder;
    NotifyCommands commands({}, recorder.hooks());
    commands.chain_changed(tip(false));
    commands.started();
    commands.stopping();
    commands.warned("bad");
    commands.wallet_transaction("w", {}, std::nullopt);
    EXPECT_FALSE(commands.for_wallets());
    EXPECT_TRUE(recorder.started.empty());
    EXPECT_TRUE(recorder.run.empty());
}

TEST(Shutdown, WakesThoseWhoWait) {
    Shutdown shutdown;
    EXPECT_FALSE(shutdown.requested());
    EXPECT_FALSE(shutdown.wait_for(0ms));
    sys::Thread waiter("waiter", [&] { shutdown.wait(); });
    sys::Thread sleeper("sleeper", [&] { EXPECT_TRUE(shutdown.wait_for(1h)); });
    shutdown.request();
    waiter.join();
    sleeper.join();
    EXPECT_TRUE(shutdown.flag());
    shutdown.wait();
    EXPECT_TRUE(shutdown.wait_for(0ms));
}

TEST(Warnings, ListsThemInOrder) {
    Warnings warnings;
    EXPECT_EQ(warnings.texts(), std::vector<std::string>{kPreReleaseWarning});
    EXPECT_TRUE(warnings.set(Warning::FatalError, "first"));
    EXPECT_FALSE(warnings.set(Warning::FatalError, "first"));
    EXPECT_TRUE(warnings.set(Warning::FatalError, "second"));
    EXPECT_EQ(warnings.texts(), (std::vector<std::string>{kPreReleaseWarning, "second"}));
    warnings.clear(Warning::PreRelease);
    EXPECT_EQ(warnings.texts(), std::vector<std::string>{"second"});
}

}  // namespace
}  // namespace quanta::node
