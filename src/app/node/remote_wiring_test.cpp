// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/node/remote_wiring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "config/command_line.h"
#include "testing/temp_dir.h"

namespace quanta::node_program {
namespace {

class ForwardedArgumentsTest : public ::testing::Test {
protected:
    /// What a wallet process is told by a node that was started with `arguments`; read back by it, they are
    /// no mistake.
    std::vector<std::string> forwarded(std::vector<std::string> arguments) {
        arguments.push_back("-datadir=" + m_directory.path().string());
        auto line = config::parse_command_line(config::node_ipc_options(), arguments);
        EXPECT_TRUE(line);
        const auto options = config::load(config::node_ipc_options(), std::move(*line),
                                          {sys::real_file_system(), m_directory.path().string()});
        EXPECT_TRUE(options) << options.error().message;
        const std::vector<std::string> told = forwarded_arguments(*options, config::wallet_options());
        const auto read = config::parse_command_line(config::wallet_options(), told);
        EXPECT_TRUE(read) << read.error().message;
        return {told.begin() + 1, told.end()};
    }
    void write(const std::string& name, const std::string& text) {
        std::ofstream((m_directory / name).string()) << text;
    }

    testing::TempDir m_directory{"remote_wiring"};
};

TEST_F(ForwardedArgumentsTest, NameTheChain) {
    EXPECT_EQ(forwarded({}), (std::vector<std::string>{"-chain=main", "-noconf"}));
    EXPECT_EQ(forwarded({"-regtest"}), (std::vector<std::string>{"-chain=regtest", "-noconf"}));
    EXPECT_EQ(forwarded({"-chain=signet"}), (std::vector<std::string>{"-chain=signet", "-noconf"}));
}

TEST_F(ForwardedArgumentsTest, SayWhatFilesSay) {
    write("quanta.conf", "includeconf=more.conf\nkeypool=3\n");
    write("more.conf", "addresstype=legacy\n");
    EXPECT_EQ(forwarded({"-keypool=4"}),
              (std::vector<std::string>{"-chain=main", "-noconf", "-addresstype=legacy", "-keypool=4"}));
}

TEST_F(ForwardedArgumentsTest, KeepTheOrderOfLists) {
    EXPECT_EQ(forwarded({"-debug=ipc", "-debug=walletdb"}),
              (std::vector<std::string>{"-chain=main", "-noconf", "-debug=ipc", "-debug=walletdb"}));
    write("quanta.conf", "debug=net\n");
    EXPECT_EQ(forwarded({"-debug=ipc"}),
              (std::vector<std::string>{"-chain=main", "-noconf", "-debug=ipc", "-debug=net"}));
}

TEST_F(ForwardedArgumentsTest, LeaveOutWhatIsNotForWallets) {
    EXPECT_EQ(forwarded({"-dbcache=100", "-wallet=a", "-ipcbind=unix", "-debuglogfile=my.log"}),
              (std::vector<std::string>{"-chain=main", "-noconf"}));
    // No log is no log anywhere.
    EXPECT_EQ(forwarded({"-nodebuglogfile", "-nowallet"}),
              (std::vector<std::string>{"-chain=main", "-noconf", "-nodebuglogfile"}));
}

}  // namespace
}  // namespace quanta::node_program
