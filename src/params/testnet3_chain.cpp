// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "params/chains.h"

namespace quanta::params {

namespace {

constexpr std::string_view kDnsSeeds[] = {
    "testnet-seed.bitcoin.jonasschnelli.ch.",
    "seed.tbtc.petertodd.net.",
    "testnet-seed.bluematt.me.",
    "seed.testnet.achownodes.xyz.",
};

constexpr std::string_view kFixedSeeds[] = {
#include "params/seeds_testnet3.inc"
};

ConsensusParams consensus() {
    ConsensusParams params;
    params.genesis_hash =
        constant_hash<BlockHash>("000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943");
    params.script_flag_exceptions = {
        {constant_hash<BlockHash>("00000000dd30457c001f4095d208cc1296b0eed002427aa599874af7a432b105"),
         kNoFlags},
    };
    params.bip34_height = 21111;
    params.bip34_hash =
        constant_hash<BlockHash>("0000000023b3a96d3484e5abb3755c413e7d41500f8e2a5c3f0dd01299cd8ef8");
    params.bip65_height = 581885;
    params.bip66_height = 330776;
    params.csv_height = 770112;
    params.segwit_height = 834624;
    params.unknown_deployments_from = 2013984;
    params.deployments = {unused_deployment(1512)};
    params.pow_limit =
        Uint256::from_constant("00000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff");
    params.min_difficulty_blocks = true;
    params.minimum_chain_work =
        Uint256::from_constant("0000000000000000000000000000000000000000000017dde1c649f3708d14b6");
    params.assume_valid =
        constant_hash<BlockHash>("000000007a61e4230b28ac5cb6b5e5a0130de37ac1faf2f8987d2fa6505b67f4");
    return params;
}

std::vector<AssumeUtxo> snapshots() {
    return {
        {2500000, constant_hash<UtxoHash>("f841584909f68e47897952345234e37fcd9128cd818f41ee6c3ca68db8071be7"),
         66484552,
         constant_hash<BlockHash>("0000000000000093bcb68c03a9a168ae252572d348a2eaeba2cdf9231d73206f")},
        {4840000, constant_hash<UtxoHash>("ce6bb677bb2ee9789c4a1c9d73e6683c53fc20e8fdbedbdaaf468982a0c8db2a"),
         536078574,
         constant_hash<BlockHash>("00000000000000f4971a7fb37fbdff89315b69a2e1920c467654a382f0d64786")},
    };
}

}  // namespace

ChainParams testnet3_chain() {
    ChainParams params;
    params.chain = Chain::Testnet3;
    params.consensus = consensus();
    params.message_start = {0x0b, 0x11, 0x09, 0x07};
    params.default_port = 18333;
    params.default_rpc_port = 18332;
    params.data_subdirectory = "testnet3";
    params.genesis = genesis_block({.time = 1296688602, .nonce = 414098458, .bits = 0x1d00ffff});
    params.prefixes = test_chain_prefixes("tb");
    params.dns_seeds = kDnsSeeds;
    params.fixed_seeds = kFixedSeeds;
    params.assumeutxo = snapshots();
    params.tx_data = {.time = 1772051651, .tx_count = 536108416, .tx_per_s = 0.02691479016257117};
    params.prune_after_height = 1000;
    params.assumed_blockchain_size_gb = 245;
    params.assumed_chain_state_size_gb = 19;
    params.headers_sync_commitment_period = 673;
    params.headers_sync_redownload_buffer = 14460;
    return params;
}

}  // namespace quanta::params
