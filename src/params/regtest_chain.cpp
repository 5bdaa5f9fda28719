// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "params/chains.h"

namespace quanta::params {

namespace {

constexpr std::string_view kDnsSeeds[] = {
    "dummySeed.invalid.",
};

ConsensusParams consensus() {
    ConsensusParams params;
    params.genesis_hash =
        constant_hash<BlockHash>("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206");
    params.subsidy_halving_interval = 150;
    params.deployments = {{.name = "testdummy",
                           .bit = 28,
                           .start_time = 0,
                           .timeout = Deployment::kNoTimeout,
                           .min_activation_height = 0,
                           .threshold = 108,
                           .period = 144}};
    params.pow_limit =
        Uint256::from_constant("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");
    params.pow_target_timespan_s = 86400;
    params.min_difficulty_blocks = true;
    params.no_retargeting = true;
    return params;
}

std::vector<AssumeUtxo> snapshots() {
    return {
        {110, constant_hash<UtxoHash>("86e9a1205b418b16dde3a18a78c730e30137e28466bda5dbf6b33ab8fc05447c"),
         111, constant_hash<BlockHash>("135eec25a6fb277884e5824e7aa7d052c4868161c99a5122170b5266f86c273d")},
        {200, constant_hash<UtxoHash>("17dcc016d188d16068907cdeb38b75691a118d43053b8cd6a25969419381d13a"),
         201, constant_hash<BlockHash>("385901ccbd69dff6bbd00065d01fb8a9e464dede7cfe0372443884f9b1dcf6b9")},
        {299, constant_hash<UtxoHash>("106b2c56233e378a824cf0d5ff2be42ed32c72f1605c9be288d00942908a40ac"),
         334, constant_hash<BlockHash>("0c552ced4721c249a389eb9b08cb8da261cd46f0e7b5f9d064d48f3113406853")},
    };
}

}  // namespace

ChainParams regtest_chain(const ParamsOptions& options) {
    ChainParams params;
    params.chain = Chain::Regtest;
    params.consensus = consensus();
    params.consensus.enforce_bip94 = options.enforce_bip94;
    params.message_start = {0xfa, 0xbf, 0xb5, 0xda};
    params.default_port = 18444;
    params.default_rpc_port = 18443;
    params.data_subdirectory = "regtest";
    params.genesis = genesis_block({.time = 1296688602, .nonce = 2, .bits = 0x207fffff});
    params.prefixes = test_chain_prefixes("bcrt");
    params.dns_seeds = kDnsSeeds;
    params.assumeutxo = snapshots();
    params.tx_data = {.time = 0, .tx_count = 0, .tx_per_s = 0.001};
    params.prune_after_height = options.fast_prune ? 100 : 1000;
    params.assumed_blockchain_size_gb = 0;
    params.assumed_chain_state_size_gb = 0;
    params.mines_on_demand = true;
    params.headers_sync_commitment_period = 275;
    params.headers_sync_redownload_buffer = 7017;
    return params;
}

}  // namespace quanta::params
