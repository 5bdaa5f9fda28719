// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/transaction_json.h"

namespace quanta::txjson {

using primitives::Transaction;

void TransactionJson::write_value() {
    m_out.raw(m_text.text());
    m_text.clear();
}

void TransactionJson::script_pub_key(base::ByteSpan script) {
    m_maker.script_pub_key(script);
    write_value();
}

void TransactionJson::transaction(const Transaction& transaction, const TransactionView& view) {
    m_maker.transaction(transaction, view);
    write_value();
}

void TransactionJson::transaction_members(const Transaction& transaction, const TransactionView& view) {
    m_maker.transaction_members(transaction, view);
    m_out.raw_members(m_text.text());
    m_text.clear();
}

void TransactionJson::coinbase_summary(const Transaction& coinbase) {
    m_maker.coinbase_summary(coinbase);
    write_value();
}

void TransactionJson::hex(base::ByteSpan bytes) {
    m_maker.hex(bytes);
    write_value();
}

}  // namespace quanta::txjson
