// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "base/hex.h"
#include "codec/writer.h"
#include "crypto/hash.h"
#include "params/chains.h"

namespace quanta::params {

namespace {

constexpr std::string_view kDnsSeeds[] = {
    "seed.signet.bitcoin.sprovoost.nl.",
    "seed.signet.achownodes.xyz.",
};

constexpr std::string_view kFixedSeeds[] = {
#include "params/seeds_signet.inc"
};

constexpr std::string_view kPublicChallenge =
    "512103ad5e0edad18cb1f0fc0d28a3d4f1f3e445640337489abb10404f2d1e086be4"
    "30210359ef5021964fe22d6f8e05b2463c9540ce96883fe3b278760f048f5189f2e6c452ae";

/// The rules of every signet.
ConsensusParams consensus() {
    ConsensusParams params;
    params.genesis_hash =
        constant_hash<BlockHash>("00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6");
    params.segwit_height = 1;
    params.deployments = {unused_deployment(1815)};
    params.pow_limit =
        Uint256::from_constant("00000377ae000000000000000000000000000000000000000000000000000000");
    params.signet = true;
    return params;
}

std::vector<AssumeUtxo> snapshots() {
    return {
        {160000, constant_hash<UtxoHash>("fe0a44309b74d6b5883d246cb419c6221bcccf0b308c9b59b7d70783dbdf928a"),
         2289496,
         constant_hash<BlockHash>("0000003ca3c99aff040f2563c2ad8f8ec88bd0fd6b8f0895cfaf1ef90353a62c")},
        {290000, constant_hash<UtxoHash>("97267e000b4b876800167e71b9123f1529d13b14308abec2888bbd2160d14545"),
         28547497,
         constant_hash<BlockHash>("0000000577f2741bb30cd9d39d6d71b023afbeb9764f6260786a97969d5c9ac0")},
    };
}

/// The first bytes of the hash of the challenge, so that nodes of different signets do not understand each
/// other.
std::array<uint8_t, 4> message_start(base::ByteSpan challenge) {
    base::Bytes serialized;
    codec::Writer(serialized).write_sized_bytes(challenge);
    const crypto::Digest256 hash = crypto::sha256d(serialized);
    return {hash[0], hash[1], hash[2], hash[3]};
}

/// What is known of the public signet alone.
void set_public(ChainParams& params) {
    const std::optional<base::Bytes> challenge = base::from_hex(kPublicChallenge);
    CHECK(challenge.has_value());
    params.consensus.signet_challenge = *challenge;
    params.consensus.minimum_chain_work =
        Uint256::from_constant("00000000000000000000000000000000000000000000000000000b463ea0a4b8");
    params.consensus.assume_valid =
        constant_hash<BlockHash>("00000008414aab61092ef93f1aacc54cf9e9f16af29ddad493b908a01ff5c329");
    params.dns_seeds = kDnsSeeds;
    params.fixed_seeds = kFixedSeeds;
    params.tx_data = {.time = 1772055248, .tx_count = 28676833, .tx_per_s = 0.06736623436338929};
    params.assumed_blockchain_size_gb = 24;
    params.assumed_chain_state_size_gb = 4;
}

}  // namespace

ChainParams signet_chain(const std::optional<std::vector<uint8_t>>& challenge) {
    ChainParams params;
    params.chain = Chain::Signet;
    params.consensus = consensus();
    params.default_port = 38333;
    params.default_rpc_port = 38332;
    params.data_subdirectory = "signet";
    params.genesis = genesis_block({.time = 1598918400, .nonce = 52613770, .bits = 0x1e0377ae});
    params.prefixes = test_chain_prefixes("tb");
    params.assumeutxo = snapshots();
    params.prune_after_height = 1000;
    params.headers_sync_commitment_period = 620;
    params.headers_sync_redownload_buffer = 15724;
    if (challenge) {
        params.consensus.signet_challenge = *challenge;
    } else {
        set_public(params);
    }
    params.message_start = message_start(params.consensus.signet_challenge);
    return params;
}

}  // namespace quanta::params
