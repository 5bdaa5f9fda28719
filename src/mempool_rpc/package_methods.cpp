// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string>
#include <vector>

#include "mempool_rpc/entry_json.h"
#include "rpc/values.h"

namespace quanta::mempool_rpc {

namespace {

using mempool::TransactionRef;
using mempool::TransactionResult;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

bool is_in_pool(const TransactionResult& result) {
    return result.accepted() || result.outcome == TransactionResult::Outcome::AlreadyThere;
}

void write_result(json::Writer& out, const primitives::Transaction& transaction,
                  const TransactionResult& result) {
    out.begin_object().member("txid", transaction.txid().to_text());
    if (is_in_pool(result)) {
        write_sizes(out, result.vsize, transaction);
        out.key("fees").begin_object();
        out.key("base").amount(result.fee.sat);
        if (result.accepted()) write_effective_rate(out, result);
        out.end_object();
    } else if (result.outcome == TransactionResult::Outcome::DifferentWitness) {
        out.member("other-wtxid", result.other_wtxid.to_text());
    } else {
        out.member("error", result.rejection ? result.rejection->text() : "package-not-validated");
    }
    out.end_object();
}

RpcResult<void> submitpackage(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto package = TRY(package_argument(call, "package"));
    const auto max_rate = TRY(max_rate_argument(call));
    const int64_t max_burn = TRY(max_burn_argument(call));
    for (const TransactionRef& transaction : package)
        TRY(check_burn(*transaction, max_burn));
    mempool::Mempool& pool = synced_pool(context);
    const mempool::PackageResult result = pool.accept_package(package, {.max_rate = max_rate});
    if (result.rejection && result.rejection->kind == policy::PackageRejection::Kind::Mempool)
        return rpc::fail(rpc::kVerify, result.rejection->text());
    out.begin_object();
    out.member("package_msg", result.rejection ? result.rejection->text() : "success");
    out.key("tx-results").begin_object();
    for (size_t i = 0; i < package.size(); ++i) {
        if (is_in_pool(result.transactions[i])) pool.set_unbroadcast(package[i]->txid(), true);
        write_result(out.key(package[i]->wtxid().to_text()), *package[i], result.transactions[i]);
    }
    out.end_object();
    write_txids(out.key("replaced-transactions"), result.replaced);
    out.end_object();
    return {};
}

std::vector<rpc::Shape> result_shapes() {
    std::vector<rpc::Shape> shapes{
        {Kind::Hex, "txid", "Its hash"},
        {Kind::Hex, "other-wtxid", "What is in the mempool with this txid and another witness", {}, true}};
    for (rpc::Shape shape : size_shapes()) {
        shape.optional = true;
        shapes.push_back(std::move(shape));
    }
    shapes.push_back({Kind::Object,
                      "fees",
                      "What it pays, if it is in the mempool now",
                      {{Kind::Amount, "base", "Its own fee, BTC"},
                       {Kind::Amount,
                        "effective-feerate",
                        "The rate it was judged by, BTC/kvB, unless it was there before",
                        {},
                        true},
                       {Kind::Array,
                        "effective-includes",
                        "Whose fees and sizes make that rate",
                        {{Kind::Hex, "wtxid", "A transaction"}},
                        true}},
                      true});
    shapes.push_back({Kind::String, "error", "Why it is not in the mempool", {}, true});
    return shapes;
}

rpc::Method package_declaration() {
    return {
        .name = "submitpackage",
        .category = Category::Rawtransactions,
        .description =
            "Takes a transaction and those it spends outputs of into the mempool.\n"
            "What does not pay for itself is judged with those that depend on it.",
        .params = {{.name = "package",
                    .kind = Kind::Array,
                    .text = "Parents, each before what depends on it, and one child, the last",
                    .inner = {{Kind::Hex, "rawtx", "A transaction's bytes"}}},
                   max_rate_parameter(),
                   max_burn_parameter()},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::String, "package_msg", "success, or what is wrong with them together"},
                       {Kind::Map,
                        "tx-results",
                        "What became of each",
                        {{Kind::Object, "wtxid", "", result_shapes()}}},
                       {Kind::Array,
                        "replaced-transactions",
                        "What had to leave",
                        {{Kind::Hex, "txid", "A transaction"}},
                        true}}}}},
        .examples = {R"([["02000000000101", "02000000000102"]])"},
    };
}

}  // namespace

void add_package_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, package_declaration(), submitpackage);
}

}  // namespace quanta::mempool_rpc
