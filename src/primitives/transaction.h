// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"
#include "primitives/amount.h"
#include "primitives/hashes.h"
#include "primitives/script_bytes.h"

namespace quanta::primitives {

/// Weight units per byte that is not witness (BIP141).
inline constexpr int kWitnessScale = 4;

/// An output of a transaction, by position.
struct OutPoint {
    static constexpr uint32_t kNullIndex = 0xffffffff;

    Txid txid;
    uint32_t index = kNullIndex;

    /// Whether this is the prevout of a coinbase input: zero hash, index 0xffffffff.
    bool is_null() const { return index == kNullIndex && txid.is_null(); }
    friend auto operator<=>(const OutPoint&, const OutPoint&) = default;
    friend bool operator==(const OutPoint&, const OutPoint&) = default;
};

/// An input of a parsed transaction. The spans point into the buffer of its Transaction's owner.
struct TxIn {
    OutPoint prevout;
    base::ByteSpan script_sig;
    uint32_t sequence = 0;
    std::span<const base::ByteSpan> witness;
};

/// An output of a parsed transaction. The span points into the buffer of its Transaction's owner.
struct TxOut {
    Amount value;
    base::ByteSpan script;
};

/// An immutable parsed transaction: views into a serialisation owned by a Block or, for a transaction on its
/// own, by the shared_ptr that parse_transaction returns. Hashes are computed while parsing. Any thread.
class Transaction {
public:
    uint32_t version() const { return m_version; }
    std::span<const TxIn> inputs() const { return m_inputs; }
    std::span<const TxOut> outputs() const { return m_outputs; }
    uint32_t lock_time() const { return m_lock_time; }

    const Txid& txid() const { return m_txid; }
    const Wtxid& wtxid() const { return m_wtxid; }

    /// The serialisation this was parsed from; with the witness when there is one (BIP144).
    base::ByteSpan raw() const { return m_raw; }
    /// Bytes with and without the witness, and weight units (BIP141).
    size_t total_size() const { return m_raw.size(); }
    size_t stripped_size() const { return m_stripped_size; }
    size_t weight() const { return m_stripped_size * (kWitnessScale - 1) + m_raw.size(); }
    /// Whether any input has a witness.
    bool has_witness() const { return m_stripped_size != m_raw.size(); }
    /// One input whose prevout is null.
    bool is_coinbase() const { return m_inputs.size() == 1 && m_inputs[0].prevout.is_null(); }
    /// Sum of the outputs; only meaningful once consensus has checked their range.
    Amount output_sum() const;

    /// Appends the serialisation without the witness to `out`.
    void append_stripped(base::Bytes& out) const;

private:
    friend class TransactionParser;

    uint32_t m_version = 0;
    uint32_t m_lock_time = 0;
    size_t m_stripped_size = 0;
    std::span<const TxIn> m_inputs;
    std::span<const TxOut> m_outputs;
    base::ByteSpan m_raw;
    Txid m_txid;
    Wtxid m_wtxid;
};

/// Whether the extended form with a witness (BIP144) is understood.
enum class WitnessForm : uint8_t { Allow, Forbid };

/// Parses one transaction that takes up all of `raw`, which it keeps. Linear time, no recursion.
base::Result<std::shared_ptr<const Transaction>, codec::DecodeError> parse_transaction(
    base::Bytes raw, WitnessForm form = WitnessForm::Allow);

/// A transaction to build or change: owns its parts. Not thread-safe.
struct MutableTransaction {
    struct Input {
        OutPoint prevout;
        base::Bytes script_sig;
        uint32_t sequence = 0xffffffff;
        std::vector<base::Bytes> witness;
    };
    struct Output {
        Amount value;
        base::Bytes script;
    };

    uint32_t version = 2;
    std::vector<Input> inputs;
    std::vector<Output> outputs;
    uint32_t lock_time = 0;

    MutableTransaction() = default;
    explicit MutableTransaction(const Transaction& transaction);

    /// The serialisation; with witnesses in the extended form if there are any and `form` allows it.
    base::Bytes serialize(WitnessForm form = WitnessForm::Allow) const;
    /// This transaction, parsed. Aborts for a transaction without inputs, which has no unambiguous form.
    std::shared_ptr<const Transaction> freeze() const;
};

}  // namespace quanta::primitives
