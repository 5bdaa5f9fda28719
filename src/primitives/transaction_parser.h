// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <vector>

#include "codec/reader.h"
#include "primitives/transaction.h"

namespace quanta::primitives {

/// The parts that parsed transactions view. Must outlive them and not move or grow after finish().
struct TransactionStorage {
    std::vector<TxIn> inputs;
    std::vector<TxOut> outputs;
    std::vector<base::ByteSpan> witness_items;
    std::vector<Transaction> transactions;
};

/// Parses transactions one after the other into one TransactionStorage with few allocations: parts are
/// collected first, and the spans between them are set by finish(), when the vectors no longer grow.
class TransactionParser {
public:
    explicit TransactionParser(TransactionStorage& storage) : m_storage(storage) {}

    /// Parses one transaction off `reader` (whose bytes must outlive the storage) and hashes it.
    base::Result<void, codec::DecodeError> parse_one(codec::Reader& reader, WitnessForm form);
    /// Connects the parts. Call once, after the last parse_one.
    void finish();

private:
    struct Layout;

    base::Result<size_t, codec::DecodeError> parse_inputs(codec::Reader& reader);
    base::Result<size_t, codec::DecodeError> parse_outputs(codec::Reader& reader);
    base::Result<bool, codec::DecodeError> parse_witnesses(codec::Reader& reader, size_t input_count);
    base::Result<Layout, codec::DecodeError> parse_parts(codec::Reader& reader, WitnessForm form);

    struct Counts {
        size_t inputs;
        size_t outputs;
    };

    TransactionStorage& m_storage;
    std::vector<Counts> m_counts;             ///< per transaction
    std::vector<uint32_t> m_witness_counts;   ///< per input
};

}  // namespace quanta::primitives
