// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "primitives/block.h"
#include "primitives/hashes.h"
#include "primitives/uint256.h"

namespace quanta::params {

/// The chains a node can follow.
enum class Chain : uint8_t { Main, Testnet3, Testnet4, Signet, Regtest };

/// The word of -chain= and of getblockchaininfo: main, test, testnet4, signet, regtest.
std::string_view chain_name(Chain chain);
/// The chain called `name`, if there is one.
std::optional<Chain> chain_from_name(std::string_view name);

/// A BIP9 deployment.
struct Deployment {
    static constexpr int64_t kAlwaysActive = -1;
    static constexpr int64_t kNeverActive = -2;
    static constexpr int64_t kNoTimeout = std::numeric_limits<int64_t>::max();

    std::string_view name;
    int bit = 28;
    int64_t start_time = kNeverActive;  ///< seconds, median time past
    int64_t timeout = kNoTimeout;       ///< seconds, median time past
    primitives::Height min_activation_height = 0;
    int threshold = 1815;               ///< signalling blocks of a period that lock it in
    int period = 2016;                  ///< blocks
};

/// A block whose scripts are verified with `flags` instead of the usual set.
struct ScriptFlagException {
    primitives::BlockHash block;
    uint32_t flags = 0;  ///< script::VerifyFlags
};

/// What the rules of consensus depend on.
struct ConsensusParams {
    primitives::BlockHash genesis_hash;
    int subsidy_halving_interval = 210000;
    std::vector<ScriptFlagException> script_flag_exceptions;
    primitives::Height bip34_height = 1;
    primitives::BlockHash bip34_hash;  ///< of the block at bip34_height; null when not pinned
    primitives::Height bip65_height = 1;
    primitives::Height bip66_height = 1;
    primitives::Height csv_height = 1;     ///< BIP68, BIP112, BIP113
    primitives::Height segwit_height = 0;  ///< BIP141, BIP143, BIP147
    std::vector<Deployment> deployments;
    primitives::Height unknown_deployments_from = 0;  ///< signals below it are of deployments long settled
    primitives::Uint256 pow_limit;
    int64_t pow_target_spacing_s = 600;
    int64_t pow_target_timespan_s = 1209600;
    bool min_difficulty_blocks = false;
    bool enforce_bip94 = false;
    bool no_retargeting = false;
    primitives::Uint256 minimum_chain_work;
    primitives::BlockHash assume_valid;    ///< null: verify every script
    bool signet = false;
    std::vector<uint8_t> signet_challenge; ///< block script (BIP325)

    /// Blocks between difficulty adjustments.
    int64_t retarget_interval() const { return pow_target_timespan_s / pow_target_spacing_s; }
};

/// Hash of a serialised UTXO set (hash_serialized_3).
using UtxoHash = base::Hash256<struct UtxoHashTag>;

/// A UTXO set a node may start from.
struct AssumeUtxo {
    primitives::Height height;
    UtxoHash hash_serialized;
    uint64_t chain_tx_count;
    primitives::BlockHash block_hash;
};

/// What the progress estimate is based on.
struct ChainTxData {
    int64_t time = 0;
    uint64_t tx_count = 0;
    double tx_per_s = 0;
};

/// Prefixes of keys and addresses.
struct AddressPrefixes {
    uint8_t pubkey_address = 0;
    uint8_t script_address = 5;
    uint8_t secret_key = 128;
    std::array<uint8_t, 4> ext_public_key{};
    std::array<uint8_t, 4> ext_secret_key{};
    std::string_view bech32_hrp;
};

/// All that tells one chain from another.
struct ChainParams {
    Chain chain = Chain::Main;
    ConsensusParams consensus;
    std::array<uint8_t, 4> message_start{};
    uint16_t default_port = 0;
    uint16_t default_rpc_port = 0;
    std::string_view data_subdirectory;  ///< below the data directory; empty for main
    std::vector<uint8_t> genesis;        ///< the serialised genesis block
    AddressPrefixes prefixes;
    std::span<const std::string_view> dns_seeds;
    std::span<const std::string_view> fixed_seeds;  ///< "address:port" each
    std::vector<AssumeUtxo> assumeutxo;
    ChainTxData tx_data;
    primitives::Height prune_after_height = 100000;
    uint64_t assumed_blockchain_size_gb = 0;
    uint64_t assumed_chain_state_size_gb = 0;
    bool mines_on_demand = false;  ///< regtest
    int headers_sync_commitment_period = 0;
    int headers_sync_redownload_buffer = 0;
};

/// Test chains' settings from the command line.
struct ParamsOptions {
    std::optional<std::vector<uint8_t>> signet_challenge;         ///< -signetchallenge
    std::vector<std::pair<std::string, primitives::Height>> activation_heights;  ///< -testactivationheight, regtest
    struct VersionBits {
        std::string deployment;
        int64_t start_time;
        int64_t timeout;
        primitives::Height min_activation_height = 0;
    };
    std::vector<VersionBits> version_bits;                        ///< -vbparams, regtest
    bool enforce_bip94 = false;                                   ///< -test=bip94, regtest
    bool fast_prune = false;                                      ///< -fastprune: prune after height 100
};

/// The parameters of `chain`. Errors are sentences for the user that name the option.
base::Result<ChainParams, std::string> make_params(Chain chain, const ParamsOptions& options = {});

/// Parse the values of -testactivationheight (name@height), -vbparams (name:start:timeout[:height]) and
/// -signetchallenge (hex) into `options`. Errors are the deployed node's sentences.
base::Result<void, std::string> add_activation_height(ParamsOptions& options, std::string_view value);
base::Result<void, std::string> add_version_bits(ParamsOptions& options, std::string_view value);
base::Result<void, std::string> add_signet_challenge(ParamsOptions& options, std::string_view value);

}  // namespace quanta::params
