// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/result.h"
#include "consensus/block_error.h"
#include "consensus/header_link.h"
#include "params/params.h"
#include "primitives/block.h"
#include "primitives/coin.h"
#include "script/flags.h"
#include "script/verify.h"

namespace quanta::consensus {

// The rules of consensus by stage. All are pure functions: no I/O, clock or thread; the time a rule needs is
// an argument.

// ---- header -------------------------------------------------------------------------------------------

/// Proof of work of `hash` against `bits` within the chain's limit. Errors: HighHash.
base::Result<void, BlockError> check_header_work(const primitives::BlockHash& hash, uint32_t bits,
                                                 const params::ConsensusParams& params);

/// The bits a block with `time` on top of `parent` must have (difficulty, BIP94, test chain exceptions).
uint32_t next_bits(const HeaderLink& parent, uint32_t time, const params::ConsensusParams& params);

/// Rules of a header on top of `parent`; `now` is our clock, seconds. Errors: BadDiffBits, TimeTooOld,
/// TimeTimewarp, TimeTooNew, BadVersion.
base::Result<void, BlockError> accept_header(const primitives::BlockHeader& header, const HeaderLink& parent,
                                             const params::ConsensusParams& params, int64_t now);

// ---- block without context ----------------------------------------------------------------------------

/// Whether proof of work is looked at: block templates and tests have none yet.
enum class CheckWork : uint8_t { Yes, No };
/// Whether the header's merkle root is looked at: a block whose coinbase still changes has none.
enum class CheckMerkleRoot : uint8_t { Yes, No };

/// Context-free rules of a block: proof of work, merkle root, signet solution, sizes, coinbase position,
/// every transaction by itself, legacy sigops. Errors: those of header HighHash and of the check stage.
base::Result<void, BlockError> check_block(const primitives::Block& block, const params::ConsensusParams& params,
                                           CheckWork work = CheckWork::Yes,
                                           CheckMerkleRoot merkle_root = CheckMerkleRoot::Yes);

/// Context-free rules of a transaction. Errors: InputsEmpty … PrevoutNull.
base::Result<void, BlockError> check_transaction(const primitives::Transaction& transaction);

// ---- block with the headers before it -----------------------------------------------------------------

/// Rules of a block that need its parent (null for genesis, to which none applies): lock times (BIP113),
/// height in the coinbase (BIP34), witness commitment (BIP141), weight. Errors: those of the accept stage.
base::Result<void, BlockError> accept_block(const primitives::Block& block, const HeaderLink& parent,
                                            const params::ConsensusParams& params);

/// Whether `transaction` is final in a block at `height` whose lock time cutoff is `time_cutoff`.
bool is_final(const primitives::Transaction& transaction, primitives::Height height, int64_t time_cutoff);

// ---- block with its coins -----------------------------------------------------------------------------

/// The unspent coins a block is connected to. Calls are made from one thread.
class CoinView {
public:
    virtual ~CoinView() = default;
    /// Takes the coin at `outpoint` out of the set; nothing when there is none.
    virtual std::optional<primitives::Coin> spend(const primitives::OutPoint& outpoint) = 0;
    /// Puts a new coin in; one that is there already is overwritten (BIP30 exceptions alone do that).
    virtual void add(const primitives::OutPoint& outpoint, primitives::Coin coin) = 0;
    /// Whether there is a coin at `outpoint`.
    virtual bool contains(const primitives::OutPoint& outpoint) = 0;
};

/// A block connected to the coins, its scripts not yet verified.
struct ConnectedBlock {
    primitives::BlockUndo undo;
    primitives::Amount fees;
    script::VerifyFlags flags = 0;  ///< to verify its scripts with
};

/// A block that could not be connected, and how far it got, so that the caller can take it back: the first
/// `transactions_applied` transactions have spent and created their coins, and `undo` holds all coins spent,
/// including those of the failing transaction (which has created none); its input_counts entry, the last, says
/// how many of its inputs, from the first on, were spent.
struct ConnectFailure {
    BlockError error;
    primitives::BlockUndo undo;
    size_t transactions_applied = 0;
};

/// Connects `block` at `link` to `coins`: BIP30, inputs exist and are mature, amounts, BIP68, sigop cost, subsidy.
/// The block has passed check_block and accept_block: on chains with heights in every coinbase BIP30 relies on
/// them. Creates no coin for unspendable outputs, nor for the genesis block. Errors: those of the connect stage
/// but ScriptFailed.
base::Result<ConnectedBlock, ConnectFailure> connect_block(const primitives::Block& block, const HeaderLink& link,
                                                           const params::ConsensusParams& params, CoinView& coins);

/// The flags the scripts of the block at `link` are verified with.
script::VerifyFlags script_flags(const HeaderLink& link, const params::ConsensusParams& params);

/// Verifies the scripts of one transaction's inputs [first, first + count). Error: ScriptFailed, naming the input.
base::Result<void, BlockError> check_scripts(const script::SpendContext& context, size_t first, size_t count,
                                             script::VerifyFlags flags);

/// New satoshi a block at `height` may create.
primitives::Amount block_subsidy(primitives::Height height, const params::ConsensusParams& params);

/// Whether an output with this script can never be spent, and so has no coin: starts with OP_RETURN or is
/// longer than a script may be.
bool is_unspendable(base::ByteSpan script);

}  // namespace quanta::consensus
