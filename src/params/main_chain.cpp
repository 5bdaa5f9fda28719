// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "params/chains.h"

namespace quanta::params {

namespace {

constexpr std::string_view kDnsSeeds[] = {
    "dnsseed.bluematt.me.",
    "seed.bitcoin.jonasschnelli.ch.",
    "seed.btc.petertodd.net.",
    "seed.bitcoin.sprovoost.nl.",
    "dnsseed.emzy.de.",
    "seed.bitcoin.wiz.biz.",
    "seed.mainnet.achownodes.xyz.",
};

constexpr std::string_view kFixedSeeds[] = {
#include "params/seeds_main_i2p.inc"
#include "params/seeds_main_ip.inc"
#include "params/seeds_main_onion.inc"
};

ConsensusParams consensus() {
    ConsensusParams params;
    params.genesis_hash =
        constant_hash<BlockHash>("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
    params.script_flag_exceptions = {
        {constant_hash<BlockHash>("00000000000002dc756eebf4f49723ed8d30cc28a5f108eb94b1ba88ac4f9c22"),
         kNoFlags},
        {constant_hash<BlockHash>("0000000000000000000f14c35b2d841e986ab5441de8c585d5ffe55ea1e395ad"),
         kP2sh | kWitness},
    };
    params.bip34_height = 227931;
    params.bip34_hash =
        constant_hash<BlockHash>("000000000000024b89b42a942fe0d9fea3bb44ab7bd1b19115dd6a759c0808b8");
    params.bip65_height = 388381;
    params.bip66_height = 363725;
    params.csv_height = 419328;
    params.segwit_height = 481824;
    params.unknown_deployments_from = 711648;
    params.deployments = {unused_deployment(1815)};
    params.pow_limit =
        Uint256::from_constant("00000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff");
    params.minimum_chain_work =
        Uint256::from_constant("0000000000000000000000000000000000000001128750f82f4c366153a3a030");
    params.assume_valid =
        constant_hash<BlockHash>("00000000000000000000ccebd6d74d9194d8dcdc1d177c478e094bfad51ba5ac");
    return params;
}

std::vector<AssumeUtxo> snapshots() {
    return {
        {840000, constant_hash<UtxoHash>("a2a5521b1b5ab65f67818e5e8eccabb7171a517f9e2382208f77687310768f96"),
         991032194,
         constant_hash<BlockHash>("0000000000000000000320283a032748cef8227873ff4872689bf23f1cda83a5")},
        {880000, constant_hash<UtxoHash>("dbd190983eaf433ef7c15f78a278ae42c00ef52e0fd2a54953782175fbadcea9"),
         1145604538,
         constant_hash<BlockHash>("000000000000000000010b17283c3c400507969a9c2afd1dcf2082ec5cca2880")},
        {910000, constant_hash<UtxoHash>("4daf8a17b4902498c5787966a2b51c613acdab5df5db73f196fa59a4da2f1568"),
         1226586151,
         constant_hash<BlockHash>("0000000000000000000108970acb9522ffd516eae17acddcb1bd16469194a821")},
        {935000, constant_hash<UtxoHash>("e4b90ef9eae834f56c4b64d2d50143cee10ad87994c614d7d04125e2a6025050"),
         1305397408,
         constant_hash<BlockHash>("0000000000000000000147034958af1652b2b91bba607beacc5e72a56f0fb5ee")},
    };
}

}  // namespace

ChainParams main_chain() {
    ChainParams params;
    params.chain = Chain::Main;
    params.consensus = consensus();
    params.message_start = {0xf9, 0xbe, 0xb4, 0xd9};
    params.default_port = 8333;
    params.default_rpc_port = 8332;
    params.data_subdirectory = "";
    params.genesis = genesis_block({.time = 1231006505, .nonce = 2083236893, .bits = 0x1d00ffff});
    params.prefixes = {.pubkey_address = 0,
                       .script_address = 5,
                       .secret_key = 128,
                       .ext_public_key = {0x04, 0x88, 0xb2, 0x1e},
                       .ext_secret_key = {0x04, 0x88, 0xad, 0xe4},
                       .bech32_hrp = "bc"};
    params.dns_seeds = kDnsSeeds;
    params.fixed_seeds = kFixedSeeds;
    params.assumeutxo = snapshots();
    params.tx_data = {.time = 1772055173, .tx_count = 1315805869, .tx_per_s = 5.40111006496122};
    params.prune_after_height = 100000;
    params.assumed_blockchain_size_gb = 856;
    params.assumed_chain_state_size_gb = 14;
    params.headers_sync_commitment_period = 641;
    params.headers_sync_redownload_buffer = 15218;
    return params;
}

}  // namespace quanta::params
