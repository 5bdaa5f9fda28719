// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool_rpc/entry_json.h"

#include <algorithm>

namespace quanta::mempool_rpc {

using rpc::Kind;

namespace {

/// Entries copied out of the pool at once.
constexpr size_t kBatch = 256;
/// Sequences up to this ask for replaceability (BIP125).
constexpr uint32_t kMaxReplaceableSequence = 0xfffffffd;

bool signals_replaceability(const primitives::Transaction& transaction) {
    return std::ranges::any_of(transaction.inputs(), [](const primitives::TxIn& input) {
        return input.sequence <= kMaxReplaceableSequence;
    });
}

}  // namespace

void write_entry(json::Writer& out, const mempool::EntryDetails& details, bool bip125) {
    const mempool::Entry& entry = details.entry;
    write_sizes(out, entry.vsize(), *entry.transaction);
    out.member("weight", static_cast<int64_t>(entry.transaction->weight()));
    out.member("time", entry.time_s).member("height", entry.height);
    out.member("descendantcount", details.descendants.count);
    out.member("descendantsize", details.descendants.vsize);
    out.member("ancestorcount", details.ancestors.count);
    out.member("ancestorsize", details.ancestors.vsize);
    out.member("wtxid", entry.transaction->wtxid().to_text());
    out.member("chunkweight", details.chunk_weight);
    out.key("fees").begin_object();
    out.key("base").amount(entry.fee.sat);
    out.key("modified").amount(entry.modified_fee().sat);
    out.key("ancestor").amount(details.ancestors.fees.sat);
    out.key("descendant").amount(details.descendants.fees.sat);
    out.key("chunk").amount(details.chunk_fee.sat);
    out.end_object();
    write_txids(out.key("depends"), details.parents);
    write_txids(out.key("spentby"), details.children);
    out.member("unbroadcast", entry.unbroadcast);
    if (bip125) out.member("bip125-replaceable", signals_replaceability(*entry.transaction));
}

std::vector<rpc::Shape> entry_shapes() {
    std::vector<rpc::Shape> shapes = size_shapes();
    const std::vector<rpc::Shape> rest{
        {Kind::Number, "weight", "Weight units (BIP141)"},
        {Kind::Time, "time", "When it entered"},
        {Kind::Number, "height", "Of the tip when it entered"},
        {Kind::Number, "descendantcount", "How many depend on it, itself among them"},
        {Kind::Number, "descendantsize", "Virtual bytes of these"},
        {Kind::Number, "ancestorcount", "How many it depends on, itself among them"},
        {Kind::Number, "ancestorsize", "Virtual bytes of these"},
        {Kind::Hex, "wtxid", "Its hash with the witness"},
        {Kind::Number, "chunkweight", "Weight of the chunk it would be mined with"},
        {Kind::Object,
         "fees",
         "Fees, BTC",
         {{Kind::Amount, "base", "Its own"},
          {Kind::Amount, "modified", "Its own, with what prioritisetransaction added"},
          {Kind::Amount, "ancestor", "Of those it depends on and itself, with what was added"},
          {Kind::Amount, "descendant", "Of those that depend on it and itself, with what was added"},
          {Kind::Amount, "chunk", "Of its chunk, with what was added"}}},
        {Kind::Array, "depends", "What it spends outputs of", {{Kind::Hex, "txid", "In the mempool"}}},
        {Kind::Array, "spentby", "What spends its outputs", {{Kind::Hex, "txid", "In the mempool"}}},
        {Kind::Bool, "unbroadcast", "Whether no peer has asked for it yet since it was made here"},
        {Kind::Bool,
         "bip125-replaceable",
         "Whether it asks for replaceability; with -deprecatedrpc=bip125 alone",
         {},
         true}};
    shapes.insert(shapes.end(), rest.begin(), rest.end());
    return shapes;
}

void write_entries(json::Writer& out, const Context& context, std::span<const primitives::Txid> txids) {
    const mempool::Reader& reader = context.node.pool().pool().reader();
    const bool bip125 = context.options.deprecated.contains("bip125");
    out.begin_object();
    while (!txids.empty()) {
        const auto batch = txids.first(std::min(kBatch, txids.size()));
        txids = txids.subspan(batch.size());
        for (const mempool::EntryDetails& details : reader.details(batch)) {
            out.key(details.entry.transaction->txid().to_text()).begin_object();
            write_entry(out, details, bip125);
            out.end_object();
        }
    }
    out.end_object();
}

void write_txids(json::Writer& out, std::span<const primitives::Txid> txids) {
    out.begin_array();
    for (const primitives::Txid& txid : txids)
        out.value(txid.to_text());
    out.end_array();
}

}  // namespace quanta::mempool_rpc
