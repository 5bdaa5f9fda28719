// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/common/wallet_choices.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/command_line.h"
#include "testing/temp_dir.h"

namespace quanta::program {
namespace {

class WalletChoicesTest : public ::testing::Test {
protected:
    base::Result<WalletChoices, std::string> read(std::vector<std::string> arguments,
                                                  config::OptionTable table = config::wallet_options()) {
        arguments.push_back("-datadir=" + m_directory.path().string());
        auto line = config::parse_command_line(table, arguments);
        if (!line) return base::Err(line.error().message);
        const auto options =
            config::load(table, std::move(*line), {sys::real_file_system(), m_directory.path().string()});
        if (!options) return base::Err(options.error().message);
        return read_wallet_choices(*options, sys::real_file_system());
    }
    /// The error of `arguments`, "" when there is none.
    std::string error(std::vector<std::string> arguments,
                      config::OptionTable table = config::wallet_options()) {
        const auto choices = read(std::move(arguments), table);
        return choices ? "" : choices.error();
    }
    std::string path(const std::string& name) const { return (m_directory / name).string(); }

    testing::TempDir m_directory{"wallet_choices"};
};

TEST_F(WalletChoicesTest, Defaults) {
    const auto choices = read({});
    ASSERT_TRUE(choices) << choices.error();
    EXPECT_EQ(choices->directory, path("wallets"));
    EXPECT_TRUE(choices->make_directory);
    EXPECT_EQ(choices->keypool, 1000u);
    EXPECT_EQ(choices->address_type, "bech32");
    EXPECT_EQ(choices->change_type, "");
    EXPECT_FALSE(std::filesystem::exists(path("wallets")));
}

TEST_F(WalletChoicesTest, WhereWalletsAre) {
    EXPECT_EQ(read({"-regtest"})->directory, path("regtest/wallets"));
    // An old wallet lies beside the blocks.
    std::ofstream(path("wallet.dat")) << "old";
    EXPECT_EQ(read({})->directory, m_directory.path().string());
    std::filesystem::create_directory(path("wallets"));
    EXPECT_EQ(read({})->directory, path("wallets"));
    std::filesystem::create_directory(path("mine"));
    const auto mine = read({"-walletdir=" + path("mine/../mine")});
    EXPECT_EQ(mine->directory, path("mine"));
    EXPECT_FALSE(mine->make_directory);
    EXPECT_EQ(read({"-nowalletdir"})->directory, path("wallets"));
    EXPECT_EQ(error({"-walletdir=" + path("nope")}),
              "Specified -walletdir \"" + path("nope") + "\" does not exist");
    EXPECT_EQ(error({"-walletdir=" + path("wallet.dat")}),
              "Specified -walletdir \"" + path("wallet.dat") + "\" is not a directory");
    EXPECT_EQ(error({"-walletdir=."}), "Specified -walletdir \".\" is a relative path");
}

TEST_F(WalletChoicesTest, Keypool) {
    EXPECT_EQ(read({"-keypool=1000000"})->keypool, 1'000'000u);
    EXPECT_EQ(read({"-keypool=1"})->keypool, 1u);
    EXPECT_EQ(read({"-keypool=0"})->keypool, 1u);
    EXPECT_EQ(read({"-keypool=-5"})->keypool, 1u);
    EXPECT_EQ(error({"-keypool=1000001"}), "Invalid value for -keypool: '1000001' (must be at most 1000000)");
    EXPECT_NE(error({"-keypool=x"}).find("-keypool"), std::string::npos);
}

TEST_F(WalletChoicesTest, Types) {
    for (const std::string type : {"legacy", "p2sh-segwit", "bech32", "bech32m"}) {
        const auto choices = read({"-addresstype=" + type, "-changetype=" + type});
        ASSERT_TRUE(choices) << choices.error();
        EXPECT_EQ(choices->address_type, type);
        EXPECT_EQ(choices->change_type, type);
    }
    EXPECT_EQ(error({"-addresstype=Bech32"}), "Unknown address type 'Bech32'");
    EXPECT_EQ(error({"-addresstype="}), "Unknown address type ''");
    EXPECT_EQ(error({"-changetype=bad"}), "Unknown change type 'bad'");
    EXPECT_EQ(error({"-changetype="}), "Unknown change type ''");
}

TEST_F(WalletChoicesTest, Sandbox) {
    for (const std::string mode : {"auto", "off", "require"})
        EXPECT_EQ(error({"-sandbox=" + mode}), "");
    EXPECT_EQ(error({"-sandbox=of"}), "Unknown -sandbox mode 'of', known are auto, off, require");
    EXPECT_EQ(error({"-sandbox=of"}, config::node_ipc_options()),
              "Unknown -sandbox mode 'of', known are auto, off, require");
    // In one process there is none.
    EXPECT_EQ(error({}, config::node_options()), "");
}

}  // namespace
}  // namespace quanta::program
