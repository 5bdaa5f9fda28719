// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string_view>

#include "base/check.h"
#include "params/params.h"

/// @file
/// What the files of the single chains share; internal to this library.

namespace quanta::params {

using primitives::BlockHash;
using primitives::Uint256;

// Script flags of exceptional blocks: the bits of script::Verify, which stands above this library.
inline constexpr uint32_t kNoFlags = 0;
inline constexpr uint32_t kP2sh = 1u << 0;
inline constexpr uint32_t kWitness = 1u << 11;

/// A hash written in this source in display order.
template <typename Hash>
Hash constant_hash(std::string_view text) {
    const std::optional<Hash> hash = Hash::from_text(text);
    CHECK(hash.has_value());
    return *hash;
}

/// What genesis blocks differ in; version 1 and a reward of 50 BTC are common to all.
struct GenesisHeader {
    uint32_t time;
    uint32_t nonce;
    uint32_t bits;
};

/// The serialised genesis block of every chain but testnet4, which share one coinbase.
std::vector<uint8_t> genesis_block(const GenesisHeader& header);
/// The serialised genesis block of testnet4, whose coinbase cites a later day.
std::vector<uint8_t> testnet4_genesis_block(const GenesisHeader& header);

/// Prefixes the test chains share.
AddressPrefixes test_chain_prefixes(std::string_view bech32_hrp);

/// The deployment kept for tests, never active, of which `threshold` blocks of 2016 would have to signal.
Deployment unused_deployment(int threshold);

ChainParams main_chain();
ChainParams testnet3_chain();
ChainParams testnet4_chain();
/// Signet: the public one, or the one of `challenge`, of which nothing is known beforehand.
ChainParams signet_chain(const std::optional<std::vector<uint8_t>>& challenge);
/// Regtest before -testactivationheight and -vbparams.
ChainParams regtest_chain(const ParamsOptions& options);
/// Moves the rules of regtest as `options` say. Error: a name that is not known.
base::Result<void, std::string> move_rules(const ParamsOptions& options, ConsensusParams& params);

}  // namespace quanta::params
