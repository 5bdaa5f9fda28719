// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/mempool_settings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/daemon/test_options.h"

namespace quanta::daemon {
namespace {

using primitives::FeeRate;

class MempoolSettings : public ::testing::Test {
protected:
    SettingsResult<node::PoolOptions> make(std::vector<std::string> arguments) {
        const auto options = TRY(test_options(m_directory, std::move(arguments)));
        return make_pool_options(options, TRY(make_chain_params(options)));
    }
    node::PoolOptions pool(std::vector<std::string> arguments) {
        auto made = make(std::move(arguments));
        EXPECT_TRUE(made) << made.error();
        return made ? *made : node::PoolOptions();
    }
    policy::Options policy(std::vector<std::string> arguments) {
        return pool(std::move(arguments)).pool.policy;
    }
    std::string error(std::vector<std::string> arguments) {
        const auto made = make(std::move(arguments));
        return made ? "" : made.error();
    }

    testing::TempDir m_directory{"mempool_settings"};
};

TEST_F(MempoolSettings, Defaults) {
    const node::PoolOptions made = pool({});
    EXPECT_EQ(made.pool.max_bytes, 300'000'000u);
    EXPECT_EQ(made.pool.expiry_s, 336 * 3600);
    EXPECT_EQ(made.pool.cluster.count, 64u);
    EXPECT_EQ(made.pool.cluster.size_wu, 404'000);
    EXPECT_GE(made.pool.threads, 1);
    EXPECT_EQ(made.pool.check_every, 0);
    EXPECT_TRUE(made.persist);
    EXPECT_EQ(made.dump_version, mempool::DumpVersion::Obfuscated);
    EXPECT_EQ(made.verified_bytes, size_t{32} << 20);
    const policy::Options& policy = made.pool.policy;
    EXPECT_EQ(policy.min_relay, FeeRate::per_kvb(100));
    EXPECT_EQ(policy.incremental, FeeRate::per_kvb(100));
    EXPECT_EQ(policy.dust, FeeRate::per_kvb(3000));
    EXPECT_EQ(policy.datacarrier_bytes, 100'000u);
    EXPECT_EQ(policy.bytes_per_sigop, 20);
    EXPECT_TRUE(policy.permit_bare_multisig && policy.require_standard);
}

TEST_F(MempoolSettings, WhatIsRelayed) {
    EXPECT_EQ(policy({"-minrelaytxfee=0.00002"}).min_relay, FeeRate::per_kvb(2'000));
    EXPECT_EQ(policy({"-dustrelayfee=0"}).dust, FeeRate::per_kvb(0));
    EXPECT_EQ(policy({"-datacarriersize=83"}).datacarrier_bytes, 83u);
    EXPECT_EQ(policy({"-datacarriersize=0"}).datacarrier_bytes, 0u);
    EXPECT_EQ(policy({"-datacarrier=0"}).datacarrier_bytes, std::nullopt);
    EXPECT_EQ(policy({"-bytespersigop=0"}).bytes_per_sigop, 0);
    EXPECT_FALSE(policy({"-permitbaremultisig=0"}).permit_bare_multisig);
    EXPECT_FALSE(policy({"-regtest", "-acceptnonstdtxn"}).require_standard);
    EXPECT_EQ(error({"-acceptnonstdtxn"}), "acceptnonstdtxn is not currently supported for main chain");
    EXPECT_EQ(error({"-minrelaytxfee=x"}), "Invalid amount for -minrelaytxfee=<amount>: 'x'");
    EXPECT_EQ(error({"-incrementalrelayfee=-1"}), "Invalid amount for -incrementalrelayfee=<amount>: '-1'");
    EXPECT_EQ(error({"-dustrelayfee=1.123456789"}),
              "Invalid amount for -dustrelayfee=<amount>: '1.123456789'");
}

TEST_F(MempoolSettings, RelayPaysAtLeastWhatReplacementsDo) {
    EXPECT_EQ(policy({"-incrementalrelayfee=0.00005"}).min_relay, FeeRate::per_kvb(5'000));
    EXPECT_EQ(policy({"-incrementalrelayfee=0.0000005"}).min_relay, FeeRate::per_kvb(100));
    const auto asked = policy({"-incrementalrelayfee=0.00005", "-minrelaytxfee=0.00001"});
    EXPECT_EQ(asked.min_relay, FeeRate::per_kvb(1'000));
    EXPECT_EQ(asked.incremental, FeeRate::per_kvb(5'000));
}

TEST_F(MempoolSettings, Size) {
    EXPECT_EQ(pool({"-maxmempool=5"}).pool.max_bytes, 5'000'000u);
    EXPECT_EQ(error({"-maxmempool=4"}), "-maxmempool must be at least 5 MB");
    EXPECT_EQ(error({"-maxmempool=-1"}), "-maxmempool must be at least 5 MB");
    EXPECT_EQ(pool({"-blocksonly"}).pool.max_bytes, 5'000'000u);
    EXPECT_EQ(pool({"-blocksonly", "-maxmempool=20"}).pool.max_bytes, 20'000'000u);
    EXPECT_EQ(pool({"-limitclustersize=100", "-maxmempool=4"}).pool.max_bytes, 4'000'000u);
    EXPECT_EQ(pool({"-mempoolexpiry=0"}).pool.expiry_s, 0);
    EXPECT_EQ(pool({"-maxsigcachesize=0"}).verified_bytes, 0u);
}

TEST_F(MempoolSettings, Clusters) {
    EXPECT_EQ(pool({"-limitclustercount=1"}).pool.cluster.count, 1u);
    EXPECT_EQ(error({"-limitclustercount=65"}), "limitclustercount must be less than or equal to 64");
    EXPECT_NE(error({"-limitclustercount=0"}), "");
    EXPECT_EQ(pool({"-limitclustersize=1"}).pool.cluster.size_wu, 4'000);
    EXPECT_NE(error({"-limitclustersize=0"}), "");
}

TEST_F(MempoolSettings, FileAndChecks) {
    EXPECT_FALSE(pool({"-persistmempool=0"}).persist);
    EXPECT_EQ(pool({"-persistmempoolv1"}).dump_version, mempool::DumpVersion::Plain);
    EXPECT_EQ(pool({"-regtest"}).pool.check_every, 1);
    EXPECT_EQ(pool({"-regtest", "-checkmempool=0"}).pool.check_every, 0);
    EXPECT_EQ(pool({"-checkmempool=50"}).pool.check_every, 50);
}

TEST_F(MempoolSettings, Fees) {
    EXPECT_TRUE(pool({}).fees.enabled);
    EXPECT_EQ(pool({}).fees.stale, fees::StaleFiles::Ignore);
    EXPECT_FALSE(pool({"-blocksonly"}).fees.enabled);
    EXPECT_EQ(pool({"-regtest", "-acceptstalefeeestimates"}).fees.stale, fees::StaleFiles::Accept);
    EXPECT_EQ(error({"-acceptstalefeeestimates"}), "acceptstalefeeestimates is not supported on main chain.");
}

}  // namespace
}  // namespace quanta::daemon
