// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/transaction_text.h"

#include <optional>
#include <string_view>

#include "base/check.h"
#include "crypto/secp256k1.h"
#include "descriptor/checksum.h"
#include "descriptor/infer.h"
#include "keys/address.h"

namespace quanta::txjson {

namespace {

using primitives::Coin;
using primitives::Transaction;
using primitives::TxIn;
using primitives::TxOut;
using script::ScriptKind;

/// What the outputs of `transaction` leave of the coins it spends, satoshi.
int64_t fee_sat(const Transaction& transaction, std::span<const Coin> spent) {
    int64_t sum = 0;
    for (const Coin& coin : spent)
        sum += coin.value.sat;
    return sum - transaction.output_sum().sat;
}

std::span<const uint8_t, 32> hash_bytes(const uint8_t* bytes) {
    return std::span<const uint8_t, 32>(bytes, 32);
}

/// An output script of fixed text around one hash or key.
struct Form {
    size_t at;    ///< where in the script the hash begins
    size_t size;  ///< of the hash, bytes
    std::string_view before;
    std::string_view after;
};

/// The forms most outputs have.
std::optional<Form> common_form(ScriptKind kind) {
    switch (kind) {
        case ScriptKind::PubkeyHash:
            return Form{3, 20, "OP_DUP OP_HASH160 ", " OP_EQUALVERIFY OP_CHECKSIG"};
        case ScriptKind::ScriptHash:
            return Form{2, 20, "OP_HASH160 ", " OP_EQUAL"};
        case ScriptKind::WitnessV0KeyHash:
            return Form{2, 20, "0 ", ""};
        case ScriptKind::WitnessV0ScriptHash:
            return Form{2, 32, "0 ", ""};
        case ScriptKind::WitnessV1Taproot:
            return Form{2, 32, "1 ", ""};
        default:
            return std::nullopt;
    }
}

}  // namespace

void TransactionText::hex(base::ByteSpan bytes) {
    m_out.add("\"").hex(bytes).add("\"");
}

void TransactionText::assembly(base::ByteSpan script, ScriptKind kind) {
    if (const std::optional<Form> form = common_form(kind)) {
        m_out.add(form->before).hex(script.subspan(form->at, form->size)).add(form->after);
    } else {
        m_out.add(script::to_asm(script));
    }
}

void TransactionText::descriptor(base::ByteSpan script, ScriptKind kind, std::string_view address) {
    const size_t start = m_out.size();
    if (kind == ScriptKind::WitnessV1Taproot && crypto::is_valid_xonly(script.subspan(2).first<32>())) {
        m_out.add("rawtr(").hex(script.subspan(2)).add(")");
    } else if (!address.empty()) {
        // It has been encoded already, which is much of the work.
        m_out.add("addr(").add(address).add(")");
    } else {
        m_out.add(descriptor::infer_descriptor(script, m_params));
        return;
    }
    const std::optional<descriptor::Checksum> checksum = descriptor::checksum_of(m_out.text().substr(start));
    CHECK(checksum);
    m_out.add("#").add({checksum->data(), checksum->size()});
}

void TransactionText::script_pub_key(base::ByteSpan script) {
    const ScriptKind kind = script::classify_kind(script);
    const keys::AddressText address = keys::address_of_script(kind, script, m_params);
    m_out.add(R"({"asm":")");
    assembly(script, kind);
    m_out.add(R"(","desc":")");
    descriptor(script, kind, address.view());
    m_out.add(R"(","hex":")").hex(script);
    if (!address.view().empty()) m_out.add(R"(","address":")").add(address.view());
    m_out.add(R"(","type":")").add(script::script_kind_name(kind)).add("\"}");
}

void TransactionText::transaction(const Transaction& transaction, const TransactionView& view) {
    m_out.add("{");
    transaction_members(transaction, view);
    m_out.add("}");
}

void TransactionText::transaction_members(const Transaction& transaction, const TransactionView& view) {
    const bool spent_known = !view.spent.empty() && !transaction.is_coinbase();
    CHECK(!spent_known || view.spent.size() == transaction.inputs().size());
    m_out.add(R"("txid":")").reversed_hex(hash_bytes(transaction.txid().data()));
    m_out.add(R"(","hash":")").reversed_hex(hash_bytes(transaction.wtxid().data()));
    m_out.add("\"");
    sizes(transaction);

    m_out.add(R"(,"vin":[)");
    const bool show_prevouts = spent_known && view.prevouts == Prevouts::Show;
    for (size_t i = 0; i < transaction.inputs().size(); ++i) {
        if (i > 0) m_out.add(",");
        input(transaction.inputs()[i], show_prevouts ? &view.spent[i] : nullptr);
    }
    m_out.add(R"(],"vout":[)");
    for (size_t i = 0; i < transaction.outputs().size(); ++i) {
        if (i > 0) m_out.add(",");
        output(transaction.outputs()[i], i);
    }
    m_out.add("]");

    if (spent_known) m_out.add(R"(,"fee":)").amount(fee_sat(transaction, view.spent));
    if (view.hex == RawHex::Show) m_out.add(R"(,"hex":")").hex(transaction.raw()).add("\"");
}

void TransactionText::sizes(const Transaction& transaction) {
    const auto weight = transaction.weight();
    m_out.add(R"(,"version":)").number(transaction.version());
    m_out.add(R"(,"size":)").number(transaction.total_size());
    m_out.add(R"(,"vsize":)").number((weight + primitives::kWitnessScale - 1) / primitives::kWitnessScale);
    m_out.add(R"(,"weight":)").number(weight);
    m_out.add(R"(,"locktime":)").number(transaction.lock_time());
}

void TransactionText::input(const TxIn& input, const Coin* spent) {
    if (input.prevout.is_null()) {
        m_out.add(R"({"coinbase":")").hex(input.script_sig).add("\"");
    } else {
        spend(input);
    }
    if (!input.witness.empty()) witness(input);
    if (spent != nullptr) prevout(*spent);
    m_out.add(R"(,"sequence":)").number(input.sequence).add("}");
}

void TransactionText::spend(const TxIn& input) {
    m_out.add(R"({"txid":")").reversed_hex(hash_bytes(input.prevout.txid.data()));
    m_out.add(R"(","vout":)").number(input.prevout.index).add(R"(,"scriptSig":{"asm":")");
    if (!input.script_sig.empty()) m_out.add(script::to_asm(input.script_sig, script::AsmSigHash::Decode));
    m_out.add(R"(","hex":")").hex(input.script_sig).add("\"}");
}

void TransactionText::witness(const TxIn& input) {
    m_out.add(R"(,"txinwitness":[)");
    bool first = true;
    for (const base::ByteSpan item : input.witness) {
        m_out.add(first ? "\"" : ",\"").hex(item).add("\"");
        first = false;
    }
    m_out.add("]");
}

void TransactionText::prevout(const Coin& coin) {
    m_out.add(R"(,"prevout":{"generated":)").add(coin.is_coinbase ? "true" : "false");
    m_out.add(R"(,"height":)").number(coin.height).add(R"(,"value":)").amount(coin.value.sat);
    m_out.add(R"(,"scriptPubKey":)");
    script_pub_key(coin.script);
    m_out.add("}");
}

void TransactionText::output(const TxOut& output, size_t index) {
    m_out.add(R"({"value":)").amount(output.value.sat).add(R"(,"n":)").number(index);
    m_out.add(R"(,"scriptPubKey":)");
    script_pub_key(output.script);
    m_out.add("}");
}

void TransactionText::coinbase_summary(const Transaction& coinbase) {
    const TxIn& input = coinbase.inputs()[0];
    m_out.add(R"({"version":)").number(coinbase.version());
    m_out.add(R"(,"locktime":)").number(coinbase.lock_time());
    m_out.add(R"(,"sequence":)").number(input.sequence).add(R"(,"coinbase":")").hex(input.script_sig);
    if (!input.witness.empty()) m_out.add(R"(","witness":")").hex(input.witness[0]);
    m_out.add("\"}");
}

}  // namespace quanta::txjson
