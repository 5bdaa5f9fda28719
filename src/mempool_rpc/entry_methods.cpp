// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <optional>
#include <string>
#include <vector>

#include "mempool_rpc/entry_json.h"

namespace quanta::mempool_rpc {

namespace {

using primitives::Txid;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

RpcResult<void> getmempoolinfo(const Context& context, const rpc::Call&, json::Writer& out) {
    const mempool::Mempool& pool = synced_pool(context);
    const mempool::PoolInfo info = pool.reader().info();
    const mempool::Options& options = pool.options();
    out.begin_object().member("loaded", context.node.pool().loaded());
    out.member("size", info.count).member("bytes", info.vsize).member("usage", info.memory_bytes);
    out.key("total_fee").amount(info.fees.sat);
    out.member("maxmempool", info.max_bytes);
    out.key("mempoolminfee").amount(info.min_rate.sat_per_kvb());
    out.key("minrelaytxfee").amount(options.policy.min_relay.sat_per_kvb());
    out.key("incrementalrelayfee").amount(options.policy.incremental.sat_per_kvb());
    out.member("unbroadcastcount", info.unbroadcast);
    out.member("permitbaremultisig", options.policy.permit_bare_multisig);
    out.member("maxdatacarriersize", options.policy.datacarrier_bytes.value_or(0));
    out.member("limitclustercount", options.cluster.count);
    out.member("limitclustersize", policy::virtual_size(options.cluster.size_wu));
    out.member("optimal", true);
    if (context.options.deprecated.contains("fullrbf")) out.member("fullrbf", true);
    out.end_object();
    return {};
}

rpc::Method info_declaration() {
    return {
        .name = "getmempoolinfo",
        .category = Category::Blockchain,
        .description = "Shows the mempool as a whole.",
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::Bool, "loaded", "Whether all that the last run left has been looked at"},
                       {Kind::Number, "size", "Transactions"},
                       {Kind::Number, "bytes", "Virtual bytes of all, signature operations counted"},
                       {Kind::Number, "usage", "Memory, bytes"},
                       {Kind::Amount, "total_fee", "Fees of all, BTC, without what was added"},
                       {Kind::Number, "maxmempool", "Memory it may take, bytes"},
                       {Kind::Amount, "mempoolminfee", "What has to be paid to get in, BTC/kvB"},
                       {Kind::Amount, "minrelaytxfee", "The least that is ever asked for"},
                       {Kind::Number, "incrementalrelayfee", "What replacements add, BTC/kvB"},
                       {Kind::Number, "unbroadcastcount", "Transactions that no peer has asked for yet"},
                       {Kind::Bool, "permitbaremultisig", "Whether bare multisigs are relayed"},
                       {Kind::Number, "maxdatacarriersize", "Bytes of data outputs that are relayed"},
                       {Kind::Number, "limitclustercount", "Transactions a cluster may have"},
                       {Kind::Number, "limitclustersize", "Virtual bytes a cluster may have"},
                       {Kind::Bool, "optimal", "Whether all clusters are in the best order"},
                       {Kind::Bool, "fullrbf", "With -deprecatedrpc=fullrbf: true", {}, true}}}}},
        .examples = {"[]"},
    };
}

RpcResult<void> getrawmempool(const Context& context, const rpc::Call& call, json::Writer& out) {
    const bool verbose = TRY(call.args.boolean_or("verbose", false));
    const bool with_sequence = TRY(call.args.boolean_or("mempool_sequence", false));
    if (verbose && with_sequence) {
        return rpc::fail(rpc::kBadParameter, "Verbose results cannot contain mempool sequence values.");
    }
    const mempool::Reader& reader = synced_pool(context).reader();
    const mempool::OrderedTxids all = reader.ordered();
    if (verbose) {
        write_entries(out, context, all.txids);
    } else if (with_sequence) {
        write_txids(out.begin_object().key("txids"), all.txids);
        out.member("mempool_sequence", all.next_sequence).end_object();
    } else {
        write_txids(out, all.txids);
    }
    return {};
}

rpc::Shape txid_list() {
    return {Kind::Array, "", "", {{Kind::Hex, "txid", "A transaction"}}};
}

rpc::Shape entry_map() {
    return {Kind::Map, "", "", {{Kind::Object, "txid", "", entry_shapes()}}};
}

rpc::Param verbose_parameter() {
    return {.name = "verbose",
            .kind = Kind::Bool,
            .text = "Tell all that is known of each",
            .optional = true,
            .default_json = "false"};
}

rpc::Method raw_declaration() {
    return {
        .name = "getrawmempool",
        .category = Category::Blockchain,
        .description = "Lists the transactions of the mempool in the order they would be mined.",
        .params = {verbose_parameter(),
                   {.name = "mempool_sequence",
                    .kind = Kind::Bool,
                    .text = "Tell, too, which number the next change will have; not with verbose",
                    .optional = true,
                    .default_json = "false"}},
        .results = {{"for verbose = false", txid_list()},
                    {"for verbose = true", entry_map()},
                    {"for verbose = false and mempool_sequence = true",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::Array, "txids", "", {{Kind::Hex, "txid", "A transaction"}}},
                       {Kind::Number, "mempool_sequence", "Number of the next change"}}}}},
        .examples = {"[true]"},
    };
}

RpcResult<void> getmempoolentry(const Context& context, const rpc::Call& call, json::Writer& out) {
    const Txid txid = TRY(txid_argument(call));
    const auto details = synced_pool(context).reader().details({&txid, 1});
    if (details.empty()) return not_in_pool();
    out.begin_object();
    write_entry(out, details[0], context.options.deprecated.contains("bip125"));
    out.end_object();
    return {};
}

using Relatives = std::optional<std::vector<Txid>> (mempool::Reader::*)(const Txid&) const;

template <Relatives kRelatives>
RpcResult<void> show_relatives(const Context& context, const rpc::Call& call, json::Writer& out) {
    const Txid txid = TRY(txid_argument(call));
    const bool verbose = TRY(call.args.boolean_or("verbose", false));
    const auto found = (synced_pool(context).reader().*kRelatives)(txid);
    if (!found) return not_in_pool();
    verbose ? write_entries(out, context, *found) : write_txids(out, *found);
    return {};
}

rpc::Method relatives_declaration(const char* name, const char* description) {
    return {
        .name = name,
        .category = Category::Blockchain,
        .description = description,
        .params = {txid_parameter(), verbose_parameter()},
        .results = {{"for verbose = false", txid_list()}, {"for verbose = true", entry_map()}},
        .examples = {R"(["4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"])"},
    };
}

}  // namespace

void add_entry_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, info_declaration(), getmempoolinfo);
    add(dispatcher, context, raw_declaration(), getrawmempool);
    add(dispatcher, context,
        {.name = "getmempoolentry",
         .category = Category::Blockchain,
         .description = "Shows one transaction of the mempool.",
         .params = {txid_parameter()},
         .results = {{"", {Kind::Object, "", "", entry_shapes()}}},
         .examples = {R"(["4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"])"}},
        getmempoolentry);
    add(dispatcher, context,
        relatives_declaration("getmempoolancestors",
                              "Shows what of the mempool a transaction depends on, directly or not."),
        show_relatives<&mempool::Reader::ancestors>);
    add(dispatcher, context,
        relatives_declaration("getmempooldescendants",
                              "Shows what of the mempool depends on a transaction, directly or not."),
        show_relatives<&mempool::Reader::descendants>);
}

}  // namespace quanta::mempool_rpc
