// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <array>
#include <string>
#include <vector>

#include "base/hex.h"
#include "mempool_rpc/entry_json.h"
#include "rpc/values.h"

namespace quanta::mempool_rpc {

namespace {

using primitives::OutPoint;
using primitives::Txid;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

RpcResult<void> getmempoolcluster(const Context& context, const rpc::Call& call, json::Writer& out) {
    const Txid txid = TRY(txid_argument(call));
    const auto cluster = synced_pool(context).reader().cluster(txid);
    if (!cluster) return not_in_pool();
    out.begin_object().member("clusterweight", cluster->weight).member("txcount", cluster->count);
    out.key("chunks").begin_array();
    for (const auto& chunk : cluster->chunks) {
        out.begin_object();
        out.key("chunkfee").amount(chunk.fee.sat);
        out.member("chunkweight", chunk.weight);
        write_txids(out.key("txs"), chunk.transactions);
        out.end_object();
    }
    out.end_array().end_object();
    return {};
}

rpc::Method cluster_declaration() {
    return {
        .name = "getmempoolcluster",
        .category = Category::Blockchain,
        .description =
            "Shows all transactions that are connected with one of the mempool, in the order they "
            "would be mined.",
        .params = {txid_parameter()},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::Number, "clusterweight", "Weight of all, signature operations counted"},
                       {Kind::Number, "txcount", "Transactions"},
                       {Kind::Array,
                        "chunks",
                        "What would be mined together, best first",
                        {{Kind::Object,
                          "",
                          "",
                          {{Kind::Number, "chunkfee", "Fees, BTC, with what was added"},
                           {Kind::Number, "chunkweight", "Weight, signature operations counted"},
                           {Kind::Array, "txs", "", {{Kind::Hex, "txid", "A transaction"}}}}}}}}}}},
        .examples = {R"(["4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"])"},
    };
}

RpcResult<void> getmempoolfeeratediagram(const Context& context, const rpc::Call&, json::Writer& out) {
    cluster::FeeSize sum;
    const auto write_point = [&] {
        out.begin_object().member("weight", sum.size_wu);
        out.key("fee").amount(sum.fee_sat);
        out.end_object();
    };
    out.begin_array();
    write_point();
    for (const cluster::FeeSize& chunk : synced_pool(context).reader().diagram()) {
        sum += chunk;
        write_point();
    }
    out.end_array();
    return {};
}

/// What gettxspendingprevout is asked for.
struct SpendQuery {
    std::vector<OutPoint> outputs;
    bool with_transaction = false;
};

RpcResult<OutPoint> read_outpoint(const json::Value& value) {
    static constexpr std::array<rpc::MemberRule, 2> kRules{
        {{"txid", json::Type::String}, {"vout", json::Type::Number}}};
    TRY(rpc::read_object(value));
    TRY(rpc::check_members(value, kRules, rpc::OtherMembers::Refused));
    const auto txid = TRY(rpc::parse_hash<Txid>(TRY(rpc::read_string(*value.find("txid"))), "txid"));
    const auto index = TRY(rpc::read_integer<int32_t>(*value.find("vout")));
    if (index < 0) return rpc::fail(rpc::kBadParameter, "Invalid parameter, vout cannot be negative");
    return OutPoint{txid, static_cast<uint32_t>(index)};
}

RpcResult<SpendQuery> read_spend_query(const rpc::Call& call) {
    static constexpr std::array<rpc::MemberRule, 2> kRules{
        {{"mempool_only", json::Type::Bool, true}, {"return_spending_tx", json::Type::Bool, true}}};
    SpendQuery query;
    const auto* const outputs = TRY(rpc::read_array(call.args["outputs"]));
    if (outputs->empty()) {
        return rpc::fail(rpc::kBadParameter, "Invalid parameter, outputs are missing");
    }
    if (const json::Value* const options = call.args.find("options")) {
        TRY(rpc::check_members(*options, kRules, rpc::OtherMembers::Refused));
        if (const json::Value* const wanted = options->find("return_spending_tx"))
            query.with_transaction = TRY(rpc::read_bool(*wanted));
    }
    for (const json::Value& output : *outputs)
        query.outputs.push_back(TRY(read_outpoint(output)));
    return query;
}

RpcResult<void> gettxspendingprevout(const Context& context, const rpc::Call& call, json::Writer& out) {
    const SpendQuery query = TRY(read_spend_query(call));
    const mempool::Reader& reader = synced_pool(context).reader();
    out.begin_array();
    for (const OutPoint& outpoint : query.outputs) {
        out.begin_object().member("txid", outpoint.txid.to_text()).member("vout", outpoint.index);
        if (const auto spender = reader.spender(outpoint)) {
            out.member("spendingtxid", spender->transaction->txid().to_text());
            if (query.with_transaction) out.member("spendingtx", base::to_hex(spender->transaction->raw()));
        }
        out.end_object();
    }
    out.end_array();
    return {};
}

rpc::Method spending_declaration() {
    return {
        .name = "gettxspendingprevout",
        .category = Category::Blockchain,
        .description = "Tells which transactions of the mempool spend outputs.",
        .params = {{.name = "outputs",
                    .kind = Kind::Array,
                    .text = "What may be spent",
                    .inner = {{Kind::Object,
                               "",
                               "",
                               {{Kind::Hex, "txid", "Whose output"}, {Kind::Number, "vout", "Its place"}}}}},
                   {.name = "options",
                    .kind = Kind::Object,
                    .optional = true,
                    .inner = {{Kind::Bool, "mempool_only", "Look at the mempool alone", {}, true},
                              {Kind::Bool, "return_spending_tx", "Give the spending transactions", {}, true}},
                    .members_are_named = true}},
        .results = {{"",
                     {Kind::Array,
                      "",
                      "",
                      {{Kind::Object,
                        "",
                        "",
                        {{Kind::Hex, "txid", "As asked"},
                         {Kind::Number, "vout", "As asked"},
                         {Kind::Hex, "spendingtxid", "Who spends it, if anybody does", {}, true},
                         {Kind::Hex, "spendingtx", "That transaction, if asked for", {}, true},
                         {Kind::Hex, "blockhash", "The block it is in, if it is in one", {}, true}}}}}}},
        .examples =
            {R"([[{"txid": "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", "vout": 0}]])"},
    };
}

}  // namespace

void add_cluster_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, cluster_declaration(), getmempoolcluster);
    add(dispatcher, context,
        {.name = "getmempoolfeeratediagram",
         .category = Category::Hidden,
         .description = "Shows what the mempool pays: fees over weight, in the order it would be mined.",
         .results = {{"",
                      {Kind::Array,
                       "",
                       "",
                       {{Kind::Object,
                         "",
                         "",
                         {{Kind::Number, "weight", "Of all chunks so far"},
                          {Kind::Number, "fee", "Of all chunks so far, BTC"}}}}}}},
         .examples = {"[]"}},
        getmempoolfeeratediagram);
    add(dispatcher, context, spending_declaration(), gettxspendingprevout);
}

}  // namespace quanta::mempool_rpc
