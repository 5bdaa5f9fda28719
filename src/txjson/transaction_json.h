// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "base/bytes.h"
#include "json/text_buffer.h"
#include "json/writer.h"
#include "params/params.h"
#include "primitives/transaction.h"
#include "txjson/transaction_text.h"

namespace quanta::txjson {

/// Writes what TransactionText makes as values to a JSON writer, which is compact. One thread.
class TransactionJson {
public:
    /// Both outlive the object.
    TransactionJson(json::Writer& out, const params::ChainParams& params)
        : m_out(out), m_maker(m_text, params) {}
    TransactionJson(const TransactionJson&) = delete;
    TransactionJson& operator=(const TransactionJson&) = delete;

    /// An output script.
    void script_pub_key(base::ByteSpan script);
    /// A whole transaction.
    void transaction(const primitives::Transaction& transaction, const TransactionView& view);
    /// Its members, for objects that have more.
    void transaction_members(const primitives::Transaction& transaction, const TransactionView& view);
    /// The coinbase of a block in short.
    void coinbase_summary(const primitives::Transaction& coinbase);
    /// `bytes` in hex, as a value.
    void hex(base::ByteSpan bytes);

private:
    void write_value();

    json::Writer& m_out;
    json::TextBuffer m_text;  ///< reused
    TransactionText m_maker;
};

}  // namespace quanta::txjson
