// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "json/text_buffer.h"
#include "params/params.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "script/script.h"

namespace quanta::txjson {

/// Whether inputs show the outputs they spend.
enum class Prevouts : uint8_t { Omit, Show };
/// Whether a transaction shows its serialisation.
enum class RawHex : uint8_t { Omit, Show };

/// What is known and wanted of a transaction beside itself.
struct TransactionView {
    /// The coins it spends, in order of its inputs: shows the fee. Empty: not known.
    std::span<const primitives::Coin> spent;
    Prevouts prevouts = Prevouts::Omit;  ///< Show needs `spent`
    RawHex hex = RawHex::Show;
};

/// Appends scripts and transactions as RPC shows them, as compact JSON, to a buffer. One thread.
class TransactionText {
public:
    /// Both outlive the object.
    TransactionText(json::TextBuffer& out, const params::ChainParams& params)
        : m_out(out), m_params(params) {}

    /// An output script: asm, desc, hex, address where it has one, type. About 0.4 microseconds; an output
    /// key of taproot, which is checked to be a point of the curve, takes twice as long again.
    void script_pub_key(base::ByteSpan script);
    /// A whole transaction.
    void transaction(const primitives::Transaction& transaction, const TransactionView& view);
    /// Its members, for objects that have more.
    void transaction_members(const primitives::Transaction& transaction, const TransactionView& view);
    /// The coinbase of a block in short: version, locktime, sequence, coinbase and, where it has one,
    /// witness.
    void coinbase_summary(const primitives::Transaction& coinbase);
    /// `bytes` in hex, in quotes.
    void hex(base::ByteSpan bytes);

private:
    void sizes(const primitives::Transaction& transaction);
    void input(const primitives::TxIn& input, const primitives::Coin* spent);
    void spend(const primitives::TxIn& input);
    void output(const primitives::TxOut& output, size_t index);
    void witness(const primitives::TxIn& input);
    void prevout(const primitives::Coin& coin);
    void assembly(base::ByteSpan script, script::ScriptKind kind);
    void descriptor(base::ByteSpan script, script::ScriptKind kind, std::string_view address);

    json::TextBuffer& m_out;
    const params::ChainParams& m_params;
};

}  // namespace quanta::txjson
