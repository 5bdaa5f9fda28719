// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "params/chains.h"

namespace quanta::params {

namespace {

constexpr std::string_view kDnsSeeds[] = {
    "seed.testnet4.bitcoin.sprovoost.nl.",
    "seed.testnet4.wiz.biz.",
};

constexpr std::string_view kFixedSeeds[] = {
#include "params/seeds_testnet4.inc"
};

ConsensusParams consensus() {
    ConsensusParams params;
    params.genesis_hash =
        constant_hash<BlockHash>("00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043");
    params.segwit_height = 1;
    params.deployments = {unused_deployment(1512)};
    params.pow_limit =
        Uint256::from_constant("00000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff");
    params.min_difficulty_blocks = true;
    params.enforce_bip94 = true;
    params.minimum_chain_work =
        Uint256::from_constant("0000000000000000000000000000000000000000000009a0fe15d0177d086304");
    params.assume_valid =
        constant_hash<BlockHash>("0000000002368b1e4ee27e2e85676ae6f9f9e69579b29093e9a82c170bf7cf8a");
    return params;
}

std::vector<AssumeUtxo> snapshots() {
    return {
        {90000, constant_hash<UtxoHash>("784fb5e98241de66fdd429f4392155c9e7db5c017148e66e8fdbc95746f8b9b5"),
         11347043,
         constant_hash<BlockHash>("0000000002ebe8bcda020e0dd6ccfbdfac531d2f6a81457191b99fc2df2dbe3b")},
        {120000, constant_hash<UtxoHash>("10b05d05ad468d0971162e1b222a4aa66caca89da2bb2a93f8f37fb29c4794b0"),
         14141057,
         constant_hash<BlockHash>("000000000bd2317e51b3c5794981c35ba894ce27d3e772d5c39ecd9cbce01dc8")},
    };
}

}  // namespace

ChainParams testnet4_chain() {
    ChainParams params;
    params.chain = Chain::Testnet4;
    params.consensus = consensus();
    params.message_start = {0x1c, 0x16, 0x3f, 0x28};
    params.default_port = 48333;
    params.default_rpc_port = 48332;
    params.data_subdirectory = "testnet4";
    params.genesis = testnet4_genesis_block({.time = 1714777860, .nonce = 393743547, .bits = 0x1d00ffff});
    params.prefixes = test_chain_prefixes("tb");
    params.dns_seeds = kDnsSeeds;
    params.fixed_seeds = kFixedSeeds;
    params.assumeutxo = snapshots();
    params.tx_data = {.time = 1772013387, .tx_count = 14191421, .tx_per_s = 0.01848579579528412};
    params.prune_after_height = 1000;
    params.assumed_blockchain_size_gb = 31;
    params.assumed_chain_state_size_gb = 2;
    params.headers_sync_commitment_period = 606;
    params.headers_sync_redownload_buffer = 16092;
    return params;
}

}  // namespace quanta::params
