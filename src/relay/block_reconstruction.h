// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "primitives/block.h"
#include "primitives/transaction.h"
#include "relay/short_ids.h"
#include "wire/message.h"

namespace quanta::relay {

using TransactionPtr = std::shared_ptr<const primitives::Transaction>;

/// Why a block cannot be put together.
enum class ReconstructionFault : uint8_t {
    Malformed,   ///< no block can be like that: the sender's fault
    Collision,   ///< two short ids are equal, or the transactions are not the block's: nobody's fault
    TooMuch,     ///< the message was too much to keep: nobody's fault
    WrongCount,  ///< not as many transactions as were asked for: the sender's fault
};

/// A block being put together from a compact one (BIP152). What is offered is taken by short id; two that fit
/// one place leave it open. Work and memory are bounded by the message.
class BlockReconstruction {
public:
    /// More transactions than these do not fit into a block: each has 60 bytes that are no witness.
    static constexpr size_t kMaxTransactions = 4'000'000 / (4 * 60);

    static base::Result<BlockReconstruction, ReconstructionFault> begin(const wire::CompactBlock& message);

    const primitives::BlockHeader& header() const { return m_header; }
    size_t size() const { return m_places.size(); }
    /// Whether nothing more is needed.
    bool complete() const { return m_open == 0; }
    size_t open() const { return m_open; }

    void offer(const TransactionPtr& transaction);
    /// Places without a transaction, in order.
    std::vector<uint32_t> missing() const;
    /// The block, with `rest` in the places of missing(). Checks that they are those the header commits to,
    /// but for witnesses.
    base::Result<std::shared_ptr<const primitives::Block>, ReconstructionFault> finish(
        std::span<const TransactionPtr> rest) const;

private:
    BlockReconstruction(const primitives::BlockHeader& header, uint64_t nonce)
        : m_header(header), m_ids(header, nonce) {}

    struct Place {
        TransactionPtr transaction;
        bool disputed = false;  ///< two fit: neither is taken
    };

    primitives::BlockHeader m_header;
    ShortIds m_ids;
    std::vector<Place> m_places;
    std::unordered_map<uint64_t, uint32_t> m_by_id;  ///< hashes nobody can choose cheaply: places
    size_t m_open = 0;
};

/// The compact form of `block`, with the coinbase and the transactions at `prefill` (ascending, without 0)
/// whole.
wire::CompactBlock make_compact(const std::shared_ptr<const primitives::Block>& block, uint64_t nonce,
                                std::span<const uint32_t> prefill = {});

/// The transaction at `index` of `block`, which it keeps alive.
TransactionPtr transaction_of(const std::shared_ptr<const primitives::Block>& block, size_t index);

}  // namespace quanta::relay
