// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/bytes.h"
#include "json/writer.h"
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

/// Writes scripts and transactions as RPC shows them, piece by piece and with hardly any allocation. One
/// thread.
class TransactionJson {
public:
    /// Both outlive the object.
    TransactionJson(json::Writer& out, const params::ChainParams& params) : m_out(out), m_params(params) {}

    /// An output script: asm, desc, hex, address where it has one, type.
    void script_pub_key(base::ByteSpan script);
    /// A whole transaction.
    void transaction(const primitives::Transaction& transaction, const TransactionView& view);
    /// Its members, for objects that have more.
    void transaction_members(const primitives::Transaction& transaction, const TransactionView& view);
    /// The coinbase of a block in short: version, locktime, sequence, coinbase and, where it has one,
    /// witness.
    void coinbase_summary(const primitives::Transaction& coinbase);
    /// `bytes` in hex, as a value.
    void hex(base::ByteSpan bytes);

private:
    void hash(const uint8_t* bytes);
    void input(const primitives::TxIn& input, const primitives::Coin* spent);
    void output(const primitives::TxOut& output, size_t index);
    void witness(const primitives::TxIn& input);
    void prevout(const primitives::Coin& coin);
    void assembly(base::ByteSpan script, script::AsmSigHash sighash);

    json::Writer& m_out;
    const params::ChainParams& m_params;
    std::string m_text;  ///< reused
};

}  // namespace quanta::txjson
