// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"
#include "primitives/hashes.h"
#include "primitives/transaction.h"
#include "primitives/transaction_parser.h"

namespace quanta::primitives {

/// The 80 bytes that proof of work commits to.
struct BlockHeader {
    static constexpr size_t kSize = 80;

    int32_t version = 0;
    BlockHash previous;
    MerkleRoot merkle_root;
    uint32_t time = 0;   ///< seconds since 1970, as the miner claims
    uint32_t bits = 0;   ///< target in compact form
    uint32_t nonce = 0;

    /// Double SHA-256 of the serialisation; computed at each call.
    BlockHash hash() const;
    std::array<uint8_t, kSize> serialize() const;
    static base::Result<BlockHeader, codec::DecodeError> parse(codec::Reader& reader);

    friend bool operator==(const BlockHeader&, const BlockHeader&) = default;
};

/// An immutable parsed block: its serialisation and views into it. Held by shared_ptr, read by any thread.
class Block {
public:
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    /// Parses a block that takes up all of `raw`, which it keeps, and hashes header and transactions. No
    /// consensus rule is checked beyond what the encoding needs. Linear time, no recursion.
    static base::Result<std::shared_ptr<const Block>, codec::DecodeError> parse(base::Bytes raw);

    /// A block of `header` and `transactions` (each a serialisation with witness), as bytes to parse.
    static base::Bytes assemble(const BlockHeader& header, std::span<const base::Bytes> transactions);

    const BlockHeader& header() const { return m_header; }
    const BlockHash& hash() const { return m_hash; }
    std::span<const Transaction> transactions() const { return m_storage.transactions; }
    base::ByteSpan raw() const { return m_raw; }
    /// Bytes without witnesses, and weight units (BIP141).
    size_t stripped_size() const { return m_stripped_size; }
    size_t weight() const { return m_stripped_size * (kWitnessScale - 1) + m_raw.size(); }
    /// Inputs of all transactions, in order; the coinbase's first.
    std::span<const TxIn> all_inputs() const { return m_storage.inputs; }
    /// Outputs of all transactions, in order.
    std::span<const TxOut> all_outputs() const { return m_storage.outputs; }

private:
    Block() = default;

    base::Bytes m_raw;
    BlockHeader m_header;
    BlockHash m_hash;
    size_t m_stripped_size = 0;
    TransactionStorage m_storage;
};

}  // namespace quanta::primitives
