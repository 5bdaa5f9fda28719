// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/settings.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "app/daemon/test_options.h"
#include "sys/thread.h"

namespace quanta::daemon {
namespace {

using base::Category;
using base::LogLevel;

class SettingsTest : public ::testing::Test {
protected:
    SettingsResult<Settings> make(std::vector<std::string> arguments) {
        const auto options = TRY(test_options(m_directory, std::move(arguments)));
        return make_settings(options, sys::real_file_system());
    }
    /// The error of a start with `arguments`, "" when there is none.
    std::string error(std::vector<std::string> arguments) {
        const auto made = make(std::move(arguments));
        return made ? "" : made.error();
    }

    testing::TempDir m_directory{"settings"};
};

TEST_F(SettingsTest, Defaults) {
    const auto made = make({});
    ASSERT_TRUE(made) << made.error();
    const chain::ChainOptions& chain = made->node.chain;
    EXPECT_EQ(made->params.chain, params::Chain::Main);
    EXPECT_EQ(chain.data_directory, m_directory.path());
    EXPECT_EQ(chain.blocks_directory, m_directory / "blocks");
    EXPECT_EQ(chain.cache_bytes, uint64_t{1024} << 20);
    EXPECT_EQ(chain.script_threads, std::min(sys::cpu_count(), 15));
    EXPECT_FALSE(chain.prune.enabled);
    EXPECT_FALSE(chain.assume_valid);
    EXPECT_EQ(chain.max_tip_age_s, 24 * 60 * 60);
    ASSERT_TRUE(made->rpc);
    EXPECT_EQ(made->rpc->port, 8332);
    EXPECT_EQ(made->rpc->cookie_path, (m_directory / ".cookie").string());
    EXPECT_EQ(made->log.output.file_path, (m_directory / "debug.log").string());
    EXPECT_TRUE(made->log.output.to_console);
    EXPECT_TRUE(made->log.shrink);
    EXPECT_EQ(made->pid_path, (m_directory / "quantad.pid").string());
    EXPECT_EQ(made->mock_time_s, 0);
}

TEST_F(SettingsTest, FilesOfATestChainAreInItsFolder) {
    std::filesystem::create_directory(m_directory / "elsewhere");
    const std::string elsewhere = (m_directory / "elsewhere").string();
    const auto made =
        make({"-regtest", "-blocksdir=" + elsewhere, "-debuglogfile=own.log", "-pid=own.pid", "-server=0"});
    ASSERT_TRUE(made) << made.error();
    EXPECT_EQ(made->node.chain.data_directory, m_directory / "regtest");
    EXPECT_EQ(made->node.chain.blocks_directory, m_directory / "elsewhere" / "regtest" / "blocks");
    EXPECT_EQ(made->log.output.file_path, (m_directory / "regtest" / "own.log").string());
    EXPECT_EQ(made->pid_path, (m_directory / "regtest" / "own.pid").string());
    EXPECT_FALSE(made->rpc);
    const std::string missing = (m_directory / "missing").string();
    EXPECT_EQ(error({"-blocksdir=" + missing}),
              "Specified blocks directory \"" + missing + "\" does not exist.");
}

TEST_F(SettingsTest, Metrics) {
    EXPECT_FALSE(make({})->metrics);
    EXPECT_FALSE(make({"-metricsbind=127.0.0.1", "-nometricsbind"})->metrics);
    const auto made = make({"-metricsbind=127.0.0.1", "-metricsbind=[::1]:5", "-metricsallowip=10.0.0.0/8"});
    ASSERT_TRUE(made && made->metrics);
    EXPECT_EQ(made->metrics->bind, (std::vector<std::string>{"127.0.0.1", "[::1]:5"}));
    EXPECT_EQ(made->metrics->allow_ip, std::vector<std::string>{"10.0.0.0/8"});
    EXPECT_EQ(made->metrics->port, 9332);
    const std::pair<const char*, uint16_t> ports[] = {
        {"test", 19332}, {"testnet4", 49332}, {"signet", 39332}, {"regtest", 19443}};
    for (const auto& [chain, port] : ports) {
        const auto other = make({std::string("-chain=") + chain, "-metricsbind=127.0.0.1"});
        ASSERT_TRUE(other && other->metrics) << chain;
        EXPECT_EQ(other->metrics->port, port) << chain;
    }
    // Without an address nobody is asked.
    const auto lone = make({"-metricsallowip=10.0.0.0/8"});
    ASSERT_TRUE(lone);
    EXPECT_FALSE(lone->metrics);
    EXPECT_EQ(lone->notes, std::vector<std::string>{"-metricsallowip has no effect without -metricsbind."});
}

TEST_F(SettingsTest, Prune) {
    EXPECT_FALSE(make({"-prune=0"})->node.chain.prune.enabled);
    EXPECT_EQ(make({"-prune=1"})->node.chain.prune.target_bytes, 0u);
    EXPECT_TRUE(make({"-prune=1"})->node.chain.prune.enabled);
    EXPECT_EQ(make({"-prune=550"})->node.chain.prune.target_bytes, 576716800u);
    EXPECT_EQ(error({"-prune=549"}),
              "Prune configured below the minimum of 550 MiB.  Please use a higher number. (-prune=549)");
    EXPECT_EQ(error({"-prune=-1"}), "Prune cannot be configured with a negative value. (-prune=-1)");
    EXPECT_EQ(make({"-prune=2", "-fastprune"})->node.chain.prune.target_bytes, 2u << 20);
    EXPECT_NE(error({"-prune=1", "-reindex-chainstate"}).find("-reindex-chainstate"), std::string::npos);
    EXPECT_NE(error({"-prune=x"}).find("-prune"), std::string::npos);
}

TEST_F(SettingsTest, LimitsAreClamped) {
    EXPECT_EQ(make({"-dbcache=3"})->node.chain.cache_bytes, uint64_t{4} << 20);
    EXPECT_EQ(make({"-dbcache=5"})->node.chain.cache_bytes, uint64_t{5} << 20);
    EXPECT_EQ(make({"-par=1"})->node.chain.script_threads, 1);
    EXPECT_EQ(make({"-par=16"})->node.chain.script_threads, 15);
    EXPECT_EQ(make({"-par=-1000"})->node.chain.script_threads, 1);
    EXPECT_EQ(make({"-checklevel=9"})->node.chain.check_level, 4);
    EXPECT_EQ(make({"-checklevel=-9"})->node.chain.check_level, 0);
    EXPECT_EQ(make({"-checkblocks=-1"})->node.chain.check_blocks, 0);
    EXPECT_NE(error({"-stopatheight=-1"}).find("-stopatheight"), std::string::npos);
    EXPECT_NE(error({"-maxtipage=-1"}).find("-maxtipage"), std::string::npos);
    for (const char* name :
         {"dbcache", "par", "checklevel", "checkblocks", "stopatheight", "rpcthreads", "mocktime"}) {
        EXPECT_NE(error({std::string("-") + name + "=x"}).find(std::string("-") + name), std::string::npos)
            << name;
    }
}

TEST_F(SettingsTest, Trust) {
    EXPECT_EQ(make({"-minimumchainwork=0x10"})->node.chain.minimum_chain_work, primitives::Uint256(16));
    EXPECT_TRUE(make({"-assumevalid=0"})->node.chain.assume_valid->is_null());
    const std::string hash = "00000000000000000000ccebd6d74d9194d8dcdc1d177c478e094bfad51ba5ac";
    EXPECT_EQ(make({"-assumevalid=" + hash})->node.chain.assume_valid->to_text(), hash);
    EXPECT_EQ(error({"-minimumchainwork=test"}),
              "Invalid minimum work specified (test), must be up to 64 hex digits (-minimumchainwork=test)");
    EXPECT_EQ(error({"-assumevalid=zz"}),
              "Invalid assumevalid block hash specified (zz), must be up to 64 hex digits (or 0 to disable) "
              "(-assumevalid=zz)");
    EXPECT_NE(error({"-assumevalid=" + hash + "0"}), "");
}

TEST_F(SettingsTest, TestChainOptions) {
    EXPECT_TRUE(make({"-regtest", "-test=bip94"})->params.consensus.enforce_bip94);
    EXPECT_EQ(error({"-regtest", "-test=nothing"}),
              "Unrecognised option \"nothing\" provided in -test=<option>.");
    EXPECT_EQ(error({"-test=bip94"}), "-test=<option> can only be used with regtest");
    EXPECT_EQ(make({"-regtest", "-testactivationheight=segwit@7"})->params.consensus.segwit_height, 7);
    EXPECT_NE(error({"-regtest", "-testactivationheight=segwit"}).find("-testactivationheight"),
              std::string::npos);
    EXPECT_NE(error({"-regtest", "-vbparams=testdummy:0:0:x"}).find("(-vbparams=testdummy:0:0:x)"),
              std::string::npos);
    EXPECT_NE(error({"-signet", "-signetchallenge=x"}).find("-signetchallenge"), std::string::npos);
    EXPECT_EQ(make({"-signet", "-signetchallenge=51"})->params.consensus.signet_challenge, base::Bytes{0x51});
}

TEST_F(SettingsTest, LogCategories) {
    const auto level = [&](const std::vector<std::string>& arguments, Category category) {
        const auto made = make(arguments);
        EXPECT_TRUE(made) << made.error();
        return made->log.levels[static_cast<size_t>(category)];
    };
    EXPECT_EQ(level({}, Category::Net), LogLevel::Info);
    EXPECT_EQ(level({"-debug"}, Category::Net), LogLevel::Debug);
    EXPECT_EQ(level({"-debug=all"}, Category::Zmq), LogLevel::Debug);
    EXPECT_EQ(level({"-debug=net"}, Category::Net), LogLevel::Debug);
    EXPECT_EQ(level({"-debug=net"}, Category::Rpc), LogLevel::Info);
    EXPECT_EQ(level({"-debug=net", "-debug=none"}, Category::Net), LogLevel::Info);
    EXPECT_EQ(level({"-debug", "-debugexclude=net"}, Category::Net), LogLevel::Info);
    EXPECT_EQ(level({"-debug=net", "-loglevel=trace"}, Category::Net), LogLevel::Trace);
    EXPECT_EQ(level({"-debug=net", "-loglevel=net:trace", "-loglevel=info"}, Category::Net), LogLevel::Trace);
    EXPECT_EQ(level({"-loglevel=net:trace"}, Category::Net), LogLevel::Info);
    EXPECT_EQ(error({"-debug=nosuch"}), "Unsupported logging category -debug=nosuch.");
    EXPECT_EQ(error({"-debugexclude=nosuch"}), "Unsupported logging category -debugexclude=nosuch.");
    EXPECT_EQ(error({"-loglevel=nosuch"}),
              "Unsupported global logging level -loglevel=nosuch. Valid values: info, debug, trace.");
    for (const char* bad : {"nosuch:debug", "net:nosuch", "net:", ":"}) {
        EXPECT_NE(error({std::string("-loglevel=") + bad}).find("category-specific"), std::string::npos)
            << bad;
    }
    EXPECT_FALSE(make({"-debug=net"})->log.shrink);
    EXPECT_TRUE(make({"-nodebuglogfile"})->log.output.file_path.empty());
    EXPECT_FALSE(make({"-daemon"})->log.output.to_console);
    EXPECT_TRUE(make({"-daemon", "-printtoconsole"})->log.output.to_console);
}

TEST_F(SettingsTest, RpcServer) {
    const auto made =
        make({"-regtest", "-rpcuser=u", "-rpcpassword=p", "-rpcallowip=10.0.0.0/8", "-rpcbind=10.0.0.1",
              "-rpcthreads=3", "-norpccookiefile", "-rpcwhitelistdefault=0", "-deprecatedrpc=warnings"});
    ASSERT_TRUE(made) << made.error();
    ASSERT_TRUE(made->rpc);
    EXPECT_EQ(made->rpc->port, 18443);
    EXPECT_EQ(made->rpc->user, "u");
    EXPECT_EQ(made->rpc->password, "p");
    EXPECT_EQ(made->rpc->allow_ip, std::vector<std::string>{"10.0.0.0/8"});
    EXPECT_EQ(made->rpc->bind, std::vector<std::string>{"10.0.0.1"});
    EXPECT_EQ(made->rpc->threads, 3);
    EXPECT_EQ(made->rpc->cookie_path, "");
    EXPECT_EQ(made->rpc->whitelist_default, false);
    EXPECT_TRUE(made->methods.deprecated.contains("warnings"));
    for (const char* port : {"0", "65536", "x"}) {
        EXPECT_NE(error({std::string("-rpcport=") + port}).find("-rpcport"), std::string::npos) << port;
    }
}

TEST_F(SettingsTest, ImportAndNotifications) {
    const auto made =
        make({"-loadblock=a", "-loadblock=b", "-blocknotify=x %s", "-noshutdownnotify", "-alertnotify=y %s",
              "-walletnotify=z %w", "-mocktime=5", "-stopafterblockimport", "-txindex"});
    ASSERT_TRUE(made) << made.error();
    EXPECT_EQ(made->node.load_blocks, (std::vector<std::filesystem::path>{"a", "b"}));
    EXPECT_EQ(made->node.notify.block, "x %s");
    EXPECT_EQ(made->node.notify.shutdown, "");
    EXPECT_EQ(made->node.notify.alert, "y %s");
    EXPECT_EQ(made->node.notify.wallet, "z %w");
    EXPECT_TRUE(made->node.stop_after_import);
    EXPECT_EQ(made->mock_time_s, 5);
    ASSERT_EQ(made->notes.size(), 1u);
    EXPECT_NE(made->notes[0].find("-txindex"), std::string::npos);
}

TEST_F(SettingsTest, Wallets) {
    EXPECT_EQ(make({"-wallet=a", "-wallet=b"})->load_wallets, (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(make({"-wallet=a", "-nowallet"})->load_wallets.empty());
    EXPECT_EQ(error({"-addresstype=bad"}), "Unknown address type 'bad'");
    const auto without = make({"-disablewallet", "-wallet=a", "-addresstype=bad"});
    ASSERT_TRUE(without) << without.error();
    EXPECT_FALSE(without->wallets);
    EXPECT_TRUE(without->load_wallets.empty());
}

TEST_F(SettingsTest, RefusesWordsThatAreNoOptions) {
    EXPECT_EQ(error({"stray"}),
              "Command line contains unexpected token 'stray', see quantad -h for a list of options.");
}

}  // namespace
}  // namespace quanta::daemon
