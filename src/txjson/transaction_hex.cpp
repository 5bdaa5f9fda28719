// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/transaction_hex.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "base/hex.h"
#include "script/script.h"

namespace quanta::txjson {

namespace {

using primitives::Transaction;
using primitives::TxIn;
using primitives::TxOut;
using primitives::WitnessForm;
using TransactionPtr = std::shared_ptr<const Transaction>;

/// Whether `transaction` looks like one: bytes read in the wrong form hardly ever do.
bool is_plausible(const Transaction& transaction) {
    const auto plausible_script = [](base::ByteSpan script) {
        return script.size() <= script::kMaxScriptSize && has_known_operations(script);
    };
    const bool inputs = transaction.is_coinbase() ||
                        std::all_of(transaction.inputs().begin(), transaction.inputs().end(),
                                    [&](const TxIn& input) { return plausible_script(input.script_sig); });
    return inputs && std::all_of(transaction.outputs().begin(), transaction.outputs().end(),
                                 [&](const TxOut& output) { return plausible_script(output.script); });
}

TransactionPtr parse(const base::Bytes& raw, WitnessForm form) {
    auto parsed = primitives::parse_transaction(raw, form);
    return parsed ? std::move(parsed).value() : nullptr;
}

}  // namespace

bool has_known_operations(base::ByteSpan script) {
    script::ScriptReader reader(script);
    while (reader.next()) {
        if (reader.opcode() > script::OP_NOP10 || reader.data().size() > script::kMaxElementSize)
            return false;
    }
    return !reader.failed();
}

TransactionPtr decode_transaction(std::string_view text, TransactionForm form) {
    const std::optional<base::Bytes> raw = base::from_hex(text);
    if (!raw) return nullptr;
    if (form == TransactionForm::Plain) return parse(*raw, WitnessForm::Forbid);
    TransactionPtr extended = parse(*raw, WitnessForm::Allow);
    if (form == TransactionForm::Extended || (extended && is_plausible(*extended))) return extended;
    TransactionPtr plain = parse(*raw, WitnessForm::Forbid);
    if (plain && is_plausible(*plain)) return plain;
    return extended ? extended : plain;
}

}  // namespace quanta::txjson
