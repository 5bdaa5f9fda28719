// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "params/params.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "primitives/merkle.h"

namespace quanta::params {
namespace {

using primitives::Block;
using primitives::BlockHash;
using primitives::Uint256;

struct Expected {
    Chain chain;
    std::string_view name;
    std::string_view directory;
    std::string_view merkle_root;
    std::string_view message_start;
    uint16_t port;
    uint16_t rpc_port;
    size_t fixed_seeds;
    std::string_view bech32_hrp;
};

constexpr std::string_view kCommonRoot = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";
constexpr Expected kExpected[] = {
    {Chain::Main, "main", "", kCommonRoot, "f9beb4d9", 8333, 8332, 2059, "bc"},
    {Chain::Testnet3, "test", "testnet3", kCommonRoot, "0b110907", 18333, 18332, 181, "tb"},
    {Chain::Testnet4, "testnet4", "testnet4",
     "7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e", "1c163f28", 48333, 48332, 230, "tb"},
    {Chain::Signet, "signet", "signet", kCommonRoot, "0a03cf40", 38333, 38332, 170, "tb"},
    {Chain::Regtest, "regtest", "regtest", kCommonRoot, "fabfb5da", 18444, 18443, 0, "bcrt"},
};

TEST(Params, GenesisBlocksHashToWhatIsKnown) {
    for (const Expected& expected : kExpected) {
        SCOPED_TRACE(expected.name);
        const ChainParams params = make_params(expected.chain).value();
        const auto block = Block::parse(params.genesis).value();
        EXPECT_EQ(block->hash().to_text(), params.consensus.genesis_hash.to_text());
        EXPECT_EQ(block->header().merkle_root.to_text(), expected.merkle_root);
        EXPECT_EQ(primitives::transaction_merkle_root(*block).root.to_text(), expected.merkle_root);
        EXPECT_EQ(block->all_outputs()[0].value.sat, 50 * primitives::kCoinSat);
        const auto target = primitives::decode_compact(block->header().bits);
        EXPECT_LE(target.value, params.consensus.pow_limit);
        EXPECT_LE(Uint256::from_hash(block->hash()), target.value);
    }
}

TEST(Params, NamesAndNetworkValues) {
    for (const Expected& expected : kExpected) {
        const ChainParams params = make_params(expected.chain).value();
        EXPECT_EQ(params.chain, expected.chain);
        EXPECT_EQ(chain_name(expected.chain), expected.name);
        EXPECT_EQ(chain_from_name(expected.name), expected.chain);
        EXPECT_EQ(params.data_subdirectory, expected.directory);
        EXPECT_EQ(base::to_hex(params.message_start), expected.message_start);
        EXPECT_EQ(params.default_port, expected.port);
        EXPECT_EQ(params.default_rpc_port, expected.rpc_port);
        EXPECT_EQ(params.fixed_seeds.size(), expected.fixed_seeds);
        EXPECT_EQ(params.prefixes.bech32_hrp, expected.bech32_hrp);
        EXPECT_EQ(params.mines_on_demand, expected.chain == Chain::Regtest);
    }
    EXPECT_EQ(chain_from_name("testnet3"), std::nullopt);
    EXPECT_EQ(chain_from_name(""), std::nullopt);
}

TEST(Params, FixedSeedsHaveAPort) {
    for (const Expected& expected : kExpected) {
        const ChainParams params = make_params(expected.chain).value();
        for (std::string_view seed : params.fixed_seeds) {
            const size_t colon = seed.rfind(':');
            ASSERT_NE(colon, std::string_view::npos) << seed;
            EXPECT_GT(colon, 0u);
            EXPECT_LT(colon + 1, seed.size()) << seed;
            EXPECT_EQ(seed.find_first_not_of("0123456789", colon + 1), std::string_view::npos) << seed;
        }
    }
}

TEST(Params, SnapshotsAscend) {
    for (const Expected& expected : kExpected) {
        primitives::Height last = 0;
        const ChainParams params = make_params(expected.chain).value();
        for (const AssumeUtxo& snapshot : params.assumeutxo) {
            EXPECT_GT(snapshot.height, last);
            EXPECT_GT(snapshot.chain_tx_count, static_cast<uint64_t>(snapshot.height));
            EXPECT_FALSE(snapshot.block_hash.is_null());
            last = snapshot.height;
        }
        EXPECT_GT(last, 0);
    }
}

TEST(Params, RetargetInterval) {
    EXPECT_EQ(make_params(Chain::Main).value().consensus.retarget_interval(), 2016);
    EXPECT_EQ(make_params(Chain::Regtest).value().consensus.retarget_interval(), 144);
}

TEST(Params, MainChainKnowsItsExceptionsAndWork) {
    const ConsensusParams params = make_params(Chain::Main).value().consensus;
    ASSERT_EQ(params.script_flag_exceptions.size(), 2u);
    EXPECT_EQ(params.script_flag_exceptions[0].flags, 0u);
    EXPECT_EQ(params.script_flag_exceptions[1].flags, 1u << 0 | 1u << 11);
    EXPECT_EQ(params.minimum_chain_work.to_text(),
              "0000000000000000000000000000000000000001128750f82f4c366153a3a030");
    EXPECT_FALSE(params.assume_valid.is_null());
    EXPECT_FALSE(params.signet);
}

TEST(Params, CustomSignetKnowsNothingBeforehand) {
    ParamsOptions options;
    const std::string challenge =
        "512102f7561d208dd9ae99bf497273e16f389bdbd6c4742ddb8e6b216e64fa2928ad8f51ae";
    ASSERT_TRUE(add_signet_challenge(options, challenge));
    const ChainParams custom = make_params(Chain::Signet, options).value();
    EXPECT_EQ(base::to_hex(custom.consensus.signet_challenge), challenge);
    EXPECT_EQ(base::to_hex(custom.message_start), "a5df2dcb");
    EXPECT_TRUE(custom.dns_seeds.empty());
    EXPECT_TRUE(custom.fixed_seeds.empty());
    EXPECT_EQ(custom.consensus.minimum_chain_work, Uint256(0));
    EXPECT_TRUE(custom.consensus.assume_valid.is_null());
    EXPECT_EQ(custom.tx_data.time, 0);

    const ChainParams standard = make_params(Chain::Signet).value();
    EXPECT_TRUE(standard.consensus.signet);
    EXPECT_EQ(standard.dns_seeds.size(), 2u);
    EXPECT_GT(standard.consensus.minimum_chain_work, Uint256(0));
    EXPECT_EQ(standard.consensus.signet_challenge.size(), 71u);
}

TEST(Params, SignetChallengeIsOneHexValue) {
    ParamsOptions options;
    EXPECT_EQ(add_signet_challenge(options, "5x").error(), "-signetchallenge must be hex, not '5x'.");
    EXPECT_EQ(add_signet_challenge(options, "512").error(), "-signetchallenge must be hex, not '512'.");
    EXPECT_TRUE(add_signet_challenge(options, "51"));
    EXPECT_EQ(add_signet_challenge(options, "52").error(), "-signetchallenge cannot be multiple values.");
}

TEST(Params, ActivationHeightsMoveRulesOfRegtest) {
    ParamsOptions options;
    for (std::string_view value : {"segwit@1", "bip34@2", "dersig@3", "cltv@4", "csv@5", "csv@6"}) {
        EXPECT_TRUE(add_activation_height(options, value)) << value;
    }
    const ConsensusParams params = make_params(Chain::Regtest, options).value().consensus;
    EXPECT_EQ(params.segwit_height, 1);
    EXPECT_EQ(params.bip34_height, 2);
    EXPECT_EQ(params.bip66_height, 3);
    EXPECT_EQ(params.bip65_height, 4);
    EXPECT_EQ(params.csv_height, 6);
    EXPECT_EQ(make_params(Chain::Main, options).value().consensus.segwit_height, 481824);
}

TEST(Params, ActivationHeightsAreRefusedByPart) {
    struct Case {
        std::string_view value, part;
    };
    for (const Case& bad : {Case{"", "format"},
                            {"segwit", "format"},
                            {"segwit@", "height value"},
                            {"segwit@-1", "height value"},
                            {"segwit@+1", "height value"},
                            {"segwit@2147483647", "height value"},
                            {"segwit@1 ", "height value"},
                            {"taproot@1", "name"},
                            {"@1", "name"}}) {
        ParamsOptions options;
        EXPECT_EQ(add_activation_height(options, bad.value).error(),
                  "Invalid " + std::string(bad.part) + " (" + std::string(bad.value) +
                      ") for -testactivationheight=name@height.");
    }
    ParamsOptions options;
    EXPECT_TRUE(add_activation_height(options, "segwit@2147483646"));
    options.activation_heights = {{"nothing", 3}};
    EXPECT_EQ(make_params(Chain::Regtest, options).error(),
              "Invalid name (nothing@3) for -testactivationheight=name@height.");
}

TEST(Params, VersionBitsMoveDeploymentsOfRegtest) {
    ParamsOptions options;
    EXPECT_TRUE(add_version_bits(options, "testdummy:-1:9223372036854775807"));
    EXPECT_EQ(make_params(Chain::Regtest, options).value().consensus.deployments[0].start_time,
              Deployment::kAlwaysActive);
    EXPECT_TRUE(add_version_bits(options, "testdummy:100:200:300"));
    const Deployment moved = make_params(Chain::Regtest, options).value().consensus.deployments[0];
    EXPECT_EQ(moved.start_time, 100);
    EXPECT_EQ(moved.timeout, 200);
    EXPECT_EQ(moved.min_activation_height, 300);
    EXPECT_EQ(moved.threshold, 108);
    EXPECT_EQ(moved.period, 144);
}

TEST(Params, VersionBitsAreRefusedByPart) {
    const std::string malformed =
        "Version bits parameters malformed, expecting deployment:start:end[:min_activation_height]";
    struct Case {
        std::string_view value;
        std::string error;
    };
    const Case cases[] = {{"", malformed},
                          {"testdummy:1", malformed},
                          {"testdummy:1:2:3:4", malformed},
                          {"testdummy::2", "Invalid nStartTime ()"},
                          {"testdummy:a:2", "Invalid nStartTime (a)"},
                          {"testdummy:1:9223372036854775808", "Invalid nTimeout (9223372036854775808)"},
                          {"testdummy:1:2:", "Invalid min_activation_height ()"},
                          {"testdummy:1:2:2147483648", "Invalid min_activation_height (2147483648)"},
                          {"taproot:1:2", "Invalid deployment (taproot)"}};
    for (const Case& bad : cases) {
        ParamsOptions options;
        EXPECT_EQ(add_version_bits(options, bad.value).error(), bad.error) << bad.value;
        EXPECT_TRUE(options.version_bits.empty());
    }
    ParamsOptions options;
    options.version_bits.push_back({"nothing", 1, 2, 0});
    EXPECT_EQ(make_params(Chain::Regtest, options).error(), "Invalid deployment (nothing)");
}

TEST(Params, RegtestSwitches) {
    EXPECT_EQ(make_params(Chain::Regtest).value().prune_after_height, 1000);
    EXPECT_FALSE(make_params(Chain::Regtest).value().consensus.enforce_bip94);
    ParamsOptions options;
    options.fast_prune = true;
    options.enforce_bip94 = true;
    EXPECT_EQ(make_params(Chain::Regtest, options).value().prune_after_height, 100);
    EXPECT_TRUE(make_params(Chain::Regtest, options).value().consensus.enforce_bip94);
    EXPECT_FALSE(make_params(Chain::Main, options).value().consensus.enforce_bip94);
}

}  // namespace
}  // namespace quanta::params
