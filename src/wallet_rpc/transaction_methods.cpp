// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hex.h"
#include "txjson/transaction_json.h"
#include "wallet_rpc/context.h"
#include "wallet_rpc/rescan_methods.h"

namespace quanta::wallet_rpc {
namespace {

using primitives::Amount;
using rpc::Call;
using rpc::RpcResult;
using wallet::Entry;
using wallet::History;
using wallet::HistoryLine;
using wallet::LineKind;
using wallet::Standing;
using wallet::WalletView;

/// Writes what lists and single transactions say alike.
class TransactionWriter {
public:
    TransactionWriter(json::Writer& out, const WalletView& view)
        : m_out(out), m_view(view), m_history(view.history()) {}

    /// The members of one line, without those of its transaction.
    void line(const HistoryLine& line) {
        const std::string address = m_history.address(*line.entry, line.output);
        if (!address.empty()) m_out.member("address", address);
        if (line.kind != LineKind::Send) parents(line);
        m_out.member("category", line_kind_name(line.kind)).key("amount").amount(line.amount.sat);
        const wallet::LabelRow* label = m_history.label(address);
        if (label != nullptr) m_out.member("label", label->label);
        m_out.member("vout", line.output);
        if (line.kind == LineKind::Send) m_out.key("fee").amount(line.fee.sat);
    }
    void abandoned(const Entry& entry) {
        m_out.member("abandoned", entry.row.standing == Standing::Abandoned);
    }

    /// The members of a transaction.
    RpcResult<void> transaction(const Entry& entry) {
        m_out.member("confirmations", wallet::confirmations(entry, m_view.tip.height));
        if (entry.transaction->is_coinbase()) m_out.member("generated", true);
        if (entry.row.standing == Standing::Confirmed)
            place(entry.row.place);
        else
            m_out.member("trusted", m_view.ledger.is_trusted(entry));
        m_out.member("txid", entry.transaction->txid().to_text());
        m_out.member("wtxid", entry.transaction->wtxid().to_text());
        m_out.key("alternate_wtxids").begin_array().end_array().key("walletconflicts").begin_array();
        for (const primitives::Txid& other : TRY(checked(m_view.ledger.conflicts(entry))))
            m_out.value(other.to_text());
        m_out.end_array().key("mempoolconflicts").begin_array();
        for (const primitives::Txid& txid : m_view.ledger.pool().conflicts_of(entry.transaction->txid()))
            m_out.value(txid.to_text());
        m_out.end_array();
        m_out.member("time", entry.row.time_s).member("timereceived", entry.row.received_s);
        return {};
    }

    /// The lines of `entry` that are shown: what came in and cannot be any more is left out.
    std::vector<HistoryLine> shown(const Entry& entry) const {
        std::vector<HistoryLine> lines = m_history.lines(entry);
        if (wallet::confirmations(entry, m_view.tip.height) < 0)
            std::erase_if(lines, [](const HistoryLine& line) { return line.kind != LineKind::Send; });
        return lines;
    }

    /// Whether `line` is of an address called `label`.
    bool is_labelled(const HistoryLine& line, std::string_view label) const {
        const wallet::LabelRow* row = m_history.label(m_history.address(*line.entry, line.output));
        return line.kind != LineKind::Send && row != nullptr && row->label == label;
    }

private:
    void parents(const HistoryLine& line) {
        const wallet::OwnScript* own =
            m_view.addresses.find(line.entry->transaction->outputs()[line.output].script);
        if (own == nullptr) return;
        m_out.key("parent_descs").begin_array();
        m_out.value(m_view.addresses.descriptor(own->descriptor).public_text).end_array();
    }
    void place(const wallet::Place& place) {
        m_out.member("blockhash", place.block.hash.to_text()).member("blockheight", place.block.height);
        m_out.member("blockindex", place.position).member("blocktime", place.time_s);
    }

    json::Writer& m_out;
    const WalletView& m_view;
    const History m_history;
};

/// The part of a history that listtransactions is asked for.
struct ListRange {
    std::optional<std::string> label;
    size_t count = 10;
    size_t skip = 0;
};

RpcResult<ListRange> read_range(const Call& call) {
    ListRange range;
    const std::string label(TRY(call.args.string_or("label", "*")));
    if (label.empty()) {
        return rpc::fail(rpc::kBadParameter, "Label argument must be a valid label name or \"*\".");
    }
    if (label != "*") range.label = label;
    const int count = TRY(call.args.integer_or<int>("count", 10));
    const int skip = TRY(call.args.integer_or<int>("skip", 0));
    if (count < 0) return rpc::fail(rpc::kBadParameter, "Negative count");
    if (skip < 0) return rpc::fail(rpc::kBadParameter, "Negative from");
    range.count = static_cast<size_t>(count);
    range.skip = static_cast<size_t>(skip);
    return range;
}

RpcResult<void> listtransactions(const WalletView& view, const Call& call, json::Writer& out) {
    const ListRange range = TRY(read_range(call));
    TransactionWriter writer(out, view);
    std::deque<Entry> entries;
    std::vector<HistoryLine> lines;  // newest first, in a transaction too
    const size_t wanted = range.count + range.skip;
    TRY(checked(view.ledger.newest_first([&](const Entry& entry) -> wallet::WalletResult<bool> {
        if (lines.size() >= wanted) return false;
        for (const HistoryLine& line : writer.shown(entries.emplace_back(entry))) {
            if (!range.label || writer.is_labelled(line, *range.label)) lines.push_back(line);
        }
        return true;
    })));
    out.begin_array();
    for (size_t i = std::min(wanted, lines.size()); i > range.skip; --i) {
        const HistoryLine& line = lines[i - 1];
        out.begin_object();
        writer.line(line);
        // What was sent says so last.
        if (line.kind != LineKind::Send) writer.abandoned(*line.entry);
        TRY(writer.transaction(*line.entry));
        if (line.kind == LineKind::Send) writer.abandoned(*line.entry);
        out.end_object();
    }
    out.end_array();
    return {};
}

RpcResult<void> gettransaction(const WalletView& view, const Call& call, json::Writer& out) {
    const auto txid = TRY(call.args.hash<primitives::Txid>("txid"));
    const bool verbose = TRY(call.args.boolean_or("verbose", false));
    const std::optional<Entry> entry = TRY(checked(view.ledger.find(txid)));
    if (!entry) return rpc::fail(rpc::kUnknownKey, "Invalid or non-wallet transaction id");
    const primitives::Transaction& transaction = *entry->transaction;
    const Amount debit = entry->row.debit;
    const Amount credit = wallet::is_immature(*entry, view.tip.height) ? Amount() : entry->row.credit;
    const Amount fee = debit.sat > 0 ? transaction.output_sum() - debit : Amount();
    TransactionWriter writer(out, view);
    out.begin_object().key("amount").amount((credit - debit - fee).sat);
    if (debit.sat > 0) out.key("fee").amount(fee.sat);
    TRY(writer.transaction(*entry));
    out.key("details").begin_array();
    for (const HistoryLine& line : writer.shown(*entry)) {
        out.begin_object();
        writer.line(line);
        writer.abandoned(*entry);
        out.end_object();
    }
    out.end_array().member("hex", base::to_hex(transaction.raw()));
    if (verbose) {
        out.key("decoded");
        txjson::TransactionView shape;
        shape.hex = txjson::RawHex::Omit;
        txjson::TransactionJson(out, view.params).transaction(transaction, shape);
    }
    write_last_block(out, view);
    out.end_object();
    return {};
}

}  // namespace

void add_transaction_methods(Registrar& registrar) {
    registrar.add_reader("listtransactions", Sync::Yes, listtransactions);
    registrar.add_reader("gettransaction", Sync::Yes, gettransaction);
    add_rescan_methods(registrar);
}

}  // namespace quanta::wallet_rpc
