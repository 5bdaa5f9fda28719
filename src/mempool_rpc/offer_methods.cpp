// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string>
#include <vector>

#include "mempool_rpc/context.h"
#include "rpc/values.h"
#include "txjson/transaction_hex.h"

namespace quanta::mempool_rpc {

namespace {

using mempool::TransactionRef;
using mempool::TransactionResult;
using policy::Rejection;
using primitives::FeeRate;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// What Terms::max_rate refuses with.
constexpr std::string_view kRateReason = "max feerate exceeded";

/// Why a transaction that was sent did not get in.
base::Err<rpc::RpcError> refusal(const Rejection& rejection) {
    if (rejection.reason == kRateReason) {
        return rpc::fail(rpc::kVerify, "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)");
    }
    if (rejection.reason == "txn-already-known")
        return rpc::fail(rpc::kAlreadyInChain, "Transaction outputs already in utxo set");
    if (rejection.kind == Rejection::Kind::MissingInputs) return rpc::fail(rpc::kVerify, rejection.reason);
    return rpc::fail(rpc::kVerifyRejected, rejection.text());
}

RpcResult<void> sendrawtransaction(const Context& context, const rpc::Call& call, json::Writer& out) {
    const int64_t max_burn = TRY(max_burn_argument(call));
    const TransactionRef transaction =
        txjson::decode_transaction(TRY(call.args.string("hexstring")), txjson::TransactionForm::Either);
    if (!transaction)
        return rpc::fail(rpc::kDecode, "TX decode failed. Make sure the tx has at least one input.");
    TRY(check_burn(*transaction, max_burn));
    const auto max_rate = TRY(max_rate_argument(call));
    mempool::Mempool& pool = synced_pool(context);
    // One that is there already is told to peers once more.
    if (!pool.reader().contains(transaction->txid())) {
        const TransactionResult result = pool.accept(transaction, {.max_rate = max_rate});
        if (!result.accepted()) return refusal(*result.rejection);
    }
    pool.set_unbroadcast(transaction->txid(), true);
    out.value(transaction->txid().to_text());
    return {};
}

rpc::Method send_declaration() {
    return {
        .name = "sendrawtransaction",
        .category = Category::Rawtransactions,
        .description =
            "Takes a transaction into the mempool and tells peers of it.\n"
            "They are told of it again until one asks for it.",
        .params = {{.name = "hexstring", .kind = Kind::Hex, .text = "The transaction's bytes"},
                   max_rate_parameter(),
                   max_burn_parameter()},
        .results = {{"", {Kind::Hex, "", "The transaction's hash"}}},
        .examples = {R"(["02000000000101"])"},
    };
}

/// Writes the answers of testmempoolaccept, one transaction after the other.
class TestAnswers {
public:
    TestAnswers(json::Writer& out, std::optional<FeeRate> max_rate) : m_out(out), m_max_rate(max_rate) {}

    void write(const primitives::Transaction& transaction, const TransactionResult& result,
               const std::optional<policy::PackageRejection>& package) {
        m_out.begin_object().member("txid", transaction.txid().to_text());
        m_out.member("wtxid", transaction.wtxid().to_text());
        if (package && package->kind == policy::PackageRejection::Kind::Policy)
            m_out.member("package-error", package->text());
        if (!m_ended) write_outcome(transaction, result);
        m_out.end_object();
    }

private:
    void write_outcome(const primitives::Transaction& transaction, const TransactionResult& result) {
        if (result.rejection) return write_rejection(*result.rejection);
        if (!result.accepted()) return;
        if (m_max_rate && result.fee > m_max_rate->fee_for(result.vsize)) {
            // What comes after it might depend on it.
            m_ended = true;
            m_out.member("allowed", false).member("reject-reason", "max-fee-exceeded");
            return;
        }
        m_out.member("allowed", true);
        write_sizes(m_out, result.vsize, transaction);
        m_out.key("fees").begin_object();
        m_out.key("base").amount(result.fee.sat);
        write_effective_rate(m_out, result);
        m_out.end_object();
    }
    void write_rejection(const Rejection& rejection) {
        m_out.member("allowed", false);
        if (rejection.kind == Rejection::Kind::MissingInputs) {
            m_out.member("reject-reason", "missing-inputs");
        } else {
            m_out.member("reject-reason", rejection.reason).member("reject-details", rejection.text());
        }
    }

    json::Writer& m_out;
    const std::optional<FeeRate> m_max_rate;
    bool m_ended = false;
};

RpcResult<void> testmempoolaccept(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto package = TRY(package_argument(call, "rawtxs"));
    const auto max_rate = TRY(max_rate_argument(call));
    const mempool::PackageResult result = synced_pool(context).test(package);
    TestAnswers answers(out, max_rate);
    out.begin_array();
    for (size_t i = 0; i < package.size(); ++i)
        answers.write(*package[i], result.transactions[i], result.rejection);
    out.end_array();
    return {};
}

std::vector<rpc::Shape> test_shapes() {
    std::vector<rpc::Shape> shapes{
        {Kind::Hex, "txid", "Its hash"},
        {Kind::Hex, "wtxid", "Its hash with the witness"},
        {Kind::String, "package-error", "What is wrong with all of them together", {}, true},
        {Kind::Bool, "allowed", "Whether it would be taken; missing when that was not found out", {}, true}};
    for (rpc::Shape shape : size_shapes()) {
        shape.optional = true;
        shapes.push_back(std::move(shape));
    }
    shapes.push_back({Kind::Object,
                      "fees",
                      "What it pays, if it would be taken",
                      {{Kind::Amount, "base", "Its own fee, BTC"},
                       {Kind::Amount, "effective-feerate", "The rate it is judged by, BTC/kvB"},
                       {Kind::Array,
                        "effective-includes",
                        "Whose fees and sizes make that rate",
                        {{Kind::Hex, "wtxid", "A transaction"}}}},
                      true});
    shapes.push_back({Kind::String, "reject-reason", "Why it would not be taken", {}, true});
    shapes.push_back({Kind::String, "reject-details", "The same, with more of it", {}, true});
    return shapes;
}

rpc::Method test_declaration() {
    return {
        .name = "testmempoolaccept",
        .category = Category::Rawtransactions,
        .description =
            "Tells whether the mempool would take transactions, without offering them.\n"
            "Of several, parents come before children; each has to pay for itself.",
        .params = {{.name = "rawtxs",
                    .kind = Kind::Array,
                    .text = "1 to 25 transactions",
                    .inner = {{Kind::Hex, "rawtx", "A transaction's bytes"}}},
                   max_rate_parameter()},
        .results = {{"", {Kind::Array, "", "", {{Kind::Object, "", "", test_shapes()}}}}},
        .examples = {R"([["02000000000101"]])"},
    };
}

}  // namespace

void write_effective_rate(json::Writer& out, const TransactionResult& result) {
    if (!result.effective_rate) return;
    out.key("effective-feerate").amount(result.effective_rate->sat_per_kvb());
    out.key("effective-includes").begin_array();
    for (const primitives::Wtxid& wtxid : result.effective_includes)
        out.value(wtxid.to_text());
    out.end_array();
}

void add_offer_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, send_declaration(), sendrawtransaction);
    add(dispatcher, context, test_declaration(), testmempoolaccept);
}

}  // namespace quanta::mempool_rpc
