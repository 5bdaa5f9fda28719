// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "interfaces/block_ref.h"
#include "primitives/amount.h"
#include "primitives/hashes.h"

namespace quanta::interfaces {

/// For ever, milliseconds.
inline constexpr double kNoTimeout_ms = std::numeric_limits<double>::max();

/// How a template is made.
struct BlockCreateOptions {
    bool use_mempool = true;
    /// For the header, the number of transactions and the miner's coinbase, weight units: 2,000 to 4,000,000.
    uint64_t block_reserved_weight = 8000;
    /// Signature operations that outputs added to the coinbase may cost: up to 80,000.
    uint64_t coinbase_output_max_additional_sigops = 400;
};

/// When a better template is worth having.
struct BlockWaitOptions {
    double timeout_ms = kNoTimeout_ms;
    /// More in fees than the template before. Nothing reaches the default: a new tip alone does.
    primitives::Amount fee_threshold{primitives::kMaxMoneySat};
};

struct BlockCheckOptions {
    bool check_merkle_root = true;
    bool check_pow = true;
};

/// What the coinbase of a template must have.
struct CoinbaseTx {
    uint32_t version = 0;
    uint32_t sequence = 0;
    base::Bytes script_sig_prefix;              ///< the miner appends
    std::optional<base::Bytes> witness;         ///< of the one input; absent without a commitment
    primitives::Amount block_reward_remaining;  ///< subsidy and fees
    std::vector<base::Bytes> required_outputs;  ///< serialised; after those of the miner
    uint32_t lock_time = 0;
};

/// A block that waits for its proof of work. Hashes are in internal order. Any thread; interrupt_wait does
/// not wait.
class BlockTemplate {
public:
    virtual ~BlockTemplate() = default;
    virtual base::Bytes get_block_header() = 0;  ///< 80 bytes
    virtual base::Bytes get_block() = 0;         ///< with witness
    // Without an entry for the coinbase.
    virtual std::vector<primitives::Amount> get_tx_fees() = 0;
    virtual std::vector<int64_t> get_tx_sigops() = 0;  ///< as costs
    virtual CoinbaseTx get_coinbase_tx() = 0;
    /// The hashes that lead from the coinbase to the merkle root.
    virtual std::vector<base::Bytes> get_coinbase_merkle_path() = 0;
    /// The template with a nonce that works and the miner's `coinbase`, serialised with or without witness:
    /// whether the block is the chain's. Throws for bytes that are no transaction; empty ones are no
    /// solution.
    virtual bool submit_solution_old7(uint32_t version, uint32_t timestamp, uint32_t nonce,
                                      const base::Bytes& coinbase) = 0;
    /// Waits for a new tip or better fees; null after the time or interrupt_wait().
    virtual std::unique_ptr<BlockTemplate> wait_next(const BlockWaitOptions& options) = 0;
    virtual void interrupt_wait() = 0;
    /// As the old one; when refused, `reason` and `debug` say why.
    virtual bool submit_solution(uint32_t version, uint32_t timestamp, uint32_t nonce,
                                 const base::Bytes& coinbase, std::string& reason, std::string& debug) = 0;
};

/// What miners and template providers ask of a node. Errors are std::runtime_error. Any thread; interrupt
/// does not wait.
class Mining {
public:
    virtual ~Mining() = default;
    virtual bool is_test_chain() = 0;
    virtual bool is_initial_block_download() = 0;
    virtual std::optional<BlockRef> get_tip() = 0;
    /// Waits until the tip is not `current_tip` (32 bytes) or the time is over; nothing after interrupt() and
    /// when the node stops.
    virtual std::optional<BlockRef> wait_tip_changed(const base::Bytes& current_tip, double timeout_ms) = 0;
    /// If `cooldown`, waits while blocks lag behind headers, and on the main chain for the end of the initial
    /// download. Null after interrupt(). Throws when an option is out of range.
    virtual std::unique_ptr<BlockTemplate> create_new_block(const BlockCreateOptions& options,
                                                            bool cooldown) = 0;
    /// Whether `block` could follow the tip; when not, `reason` and `debug` say why.
    virtual bool check_block(const base::Bytes& block, const BlockCheckOptions& options, std::string& reason,
                             std::string& debug) = 0;
    /// Ends the waits of this object.
    virtual void interrupt() = 0;
    /// Submits a block; when it does not become part of the chain, `reason` and `debug` say why.
    virtual bool submit_block(const base::Bytes& block, std::string& reason, std::string& debug) = 0;
    /// Transactions of the mempool, serialised with witness; empty for those not found.
    virtual std::vector<base::Bytes> get_transactions_by_txid(const std::vector<base::Bytes>& txids) = 0;
    virtual std::vector<base::Bytes> get_transactions_by_witness_id(
        const std::vector<base::Bytes>& wtxids) = 0;
};

}  // namespace quanta::interfaces
