// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/transaction_json.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/hex.h"
#include "txjson/output_description.h"

namespace quanta::txjson {

namespace {

using primitives::Coin;
using primitives::Transaction;
using primitives::TxIn;
using primitives::TxOut;

/// What the outputs of `transaction` leave of the coins it spends, satoshi.
int64_t fee_sat(const Transaction& transaction, std::span<const Coin> spent) {
    int64_t sum = 0;
    for (const Coin& coin : spent)
        sum += coin.value.sat;
    return sum - transaction.output_sum().sat;
}

}  // namespace

void TransactionJson::hex(base::ByteSpan bytes) {
    m_text.assign(1, '"');
    base::append_hex(m_text, bytes);
    m_text += '"';
    m_out.raw(m_text);
}

void TransactionJson::hash(const uint8_t* bytes) {
    std::array<uint8_t, 32> reversed;
    std::reverse_copy(bytes, bytes + reversed.size(), reversed.begin());
    hex(reversed);
}

void TransactionJson::assembly(base::ByteSpan script, script::AsmSigHash sighash) {
    m_text.assign(1, '"');
    m_text += script::to_asm(script, sighash);
    m_text += '"';
    m_out.raw(m_text);
}

void TransactionJson::script_pub_key(base::ByteSpan script) {
    const OutputDescription description = describe_output(script, m_params);
    m_out.begin_object().key("asm");
    assembly(script, script::AsmSigHash::Plain);
    m_out.member("desc", description.descriptor).key("hex");
    hex(script);
    if (!description.address.empty()) m_out.member("address", description.address);
    m_out.member("type", script::script_kind_name(description.kind)).end_object();
}

void TransactionJson::transaction(const Transaction& transaction, const TransactionView& view) {
    m_out.begin_object();
    transaction_members(transaction, view);
    m_out.end_object();
}

void TransactionJson::transaction_members(const Transaction& transaction, const TransactionView& view) {
    const bool spent_known = !view.spent.empty() && !transaction.is_coinbase();
    CHECK(!spent_known || view.spent.size() == transaction.inputs().size());
    m_out.key("txid");
    hash(transaction.txid().data());
    m_out.key("hash");
    hash(transaction.wtxid().data());
    m_out.member("version", transaction.version()).member("size", transaction.total_size());
    m_out.member("vsize", (transaction.weight() + primitives::kWitnessScale - 1) / primitives::kWitnessScale);
    m_out.member("weight", transaction.weight()).member("locktime", transaction.lock_time());

    m_out.key("vin").begin_array();
    const bool show_prevouts = spent_known && view.prevouts == Prevouts::Show;
    for (size_t i = 0; i < transaction.inputs().size(); ++i) {
        input(transaction.inputs()[i], show_prevouts ? &view.spent[i] : nullptr);
    }
    m_out.end_array().key("vout").begin_array();
    for (size_t i = 0; i < transaction.outputs().size(); ++i)
        output(transaction.outputs()[i], i);
    m_out.end_array();

    if (spent_known) m_out.key("fee").amount(fee_sat(transaction, view.spent));
    if (view.hex == RawHex::Omit) return;
    m_out.key("hex");
    hex(transaction.raw());
}

void TransactionJson::input(const TxIn& input, const Coin* spent) {
    m_out.begin_object();
    if (input.prevout.is_null()) {
        m_out.key("coinbase");
        hex(input.script_sig);
    } else {
        m_out.key("txid");
        hash(input.prevout.txid.data());
        m_out.member("vout", input.prevout.index).key("scriptSig").begin_object().key("asm");
        assembly(input.script_sig, script::AsmSigHash::Decode);
        m_out.key("hex");
        hex(input.script_sig);
        m_out.end_object();
    }
    if (!input.witness.empty()) witness(input);
    if (spent != nullptr) prevout(*spent);
    m_out.member("sequence", input.sequence).end_object();
}

void TransactionJson::witness(const TxIn& input) {
    m_out.key("txinwitness").begin_array();
    for (const base::ByteSpan item : input.witness)
        hex(item);
    m_out.end_array();
}

void TransactionJson::prevout(const Coin& coin) {
    m_out.key("prevout").begin_object().member("generated", coin.is_coinbase).member("height", coin.height);
    m_out.key("value").amount(coin.value.sat).key("scriptPubKey");
    script_pub_key(coin.script);
    m_out.end_object();
}

void TransactionJson::output(const TxOut& output, size_t index) {
    m_out.begin_object().key("value").amount(output.value.sat).member("n", index).key("scriptPubKey");
    script_pub_key(output.script);
    m_out.end_object();
}

void TransactionJson::coinbase_summary(const Transaction& coinbase) {
    const TxIn& input = coinbase.inputs()[0];
    m_out.begin_object().member("version", coinbase.version()).member("locktime", coinbase.lock_time());
    m_out.member("sequence", input.sequence).key("coinbase");
    hex(input.script_sig);
    if (!input.witness.empty()) {
        m_out.key("witness");
        hex(input.witness[0]);
    }
    m_out.end_object();
}

}  // namespace quanta::txjson
