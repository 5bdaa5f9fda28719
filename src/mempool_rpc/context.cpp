// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool_rpc/context.h"

#include <algorithm>
#include <utility>

#include "policy/limits.h"
#include "policy/standard.h"
#include "rpc/values.h"
#include "script/script.h"
#include "txjson/transaction_hex.h"

namespace quanta::mempool_rpc {

using rpc::Kind;
using rpc::RpcResult;

namespace {

constexpr int64_t kDefaultMaxRateSat = primitives::kCoinSat / 10;

}  // namespace

mempool::Mempool& synced_pool(const Context& context) {
    mempool::Mempool& pool = context.node.pool().pool();
    pool.sync();
    return pool;
}

RpcResult<primitives::Txid> txid_argument(const rpc::Call& call) {
    return call.args.hash<primitives::Txid>("txid");
}

base::Err<rpc::RpcError> not_in_pool() {
    return rpc::fail(rpc::kUnknownKey, "Transaction not in mempool");
}

rpc::Param txid_parameter() {
    return {.name = "txid", .kind = Kind::Hex, .text = "A transaction of the mempool"};
}

RpcResult<std::optional<primitives::FeeRate>> max_rate_argument(const rpc::Call& call) {
    const json::Value* const given = call.args.find("maxfeerate");
    const int64_t sat = given ? TRY(rpc::parse_amount(*given)) : kDefaultMaxRateSat;
    if (sat >= primitives::kCoinSat) {
        return rpc::fail(rpc::kBadParameter, "Fee rates larger than or equal to 1BTC/kvB are not accepted");
    }
    if (sat == 0) return std::optional<primitives::FeeRate>();
    return std::optional(primitives::FeeRate::per_kvb(sat));
}

RpcResult<int64_t> max_burn_argument(const rpc::Call& call) {
    const json::Value* const given = call.args.find("maxburnamount");
    if (!given) return int64_t{0};
    return rpc::parse_amount(*given);
}

rpc::Param max_rate_parameter() {
    return {.name = "maxfeerate",
            .kind = Kind::Amount,
            .text = "Refuse what pays more, BTC/kvB; 0: no limit",
            .optional = true,
            .default_json = "\"0.10\""};
}

rpc::Param max_burn_parameter() {
    return {.name = "maxburnamount",
            .kind = Kind::Amount,
            .text = "Refuse what pays more than this, BTC, to an output that nobody can ever spend",
            .optional = true,
            .default_json = "\"0.00\""};
}

RpcResult<void> check_burn(const primitives::Transaction& transaction, int64_t max_burn_sat) {
    const bool burns = std::ranges::any_of(transaction.outputs(), [&](const primitives::TxOut& output) {
        const bool lost =
            script::is_unspendable(output.script) || !txjson::has_known_operations(output.script);
        return lost && output.value.sat > max_burn_sat;
    });
    if (!burns) return {};
    return rpc::fail(rpc::kVerify, "Unspendable output exceeds maximum configured by user (maxburnamount)");
}

RpcResult<std::vector<mempool::TransactionRef>> package_argument(const rpc::Call& call,
                                                                 std::string_view name) {
    const auto* const texts = TRY(rpc::read_array(call.args[name]));
    if (texts->empty() || texts->size() > policy::kMaxPackageCount) {
        return rpc::fail(rpc::kBadParameter, "Array must contain between 1 and " +
                                                 std::to_string(policy::kMaxPackageCount) + " transactions.");
    }
    std::vector<mempool::TransactionRef> package;
    for (const json::Value& text : *texts) {
        const std::string_view hex = TRY(rpc::read_string(text));
        auto transaction = txjson::decode_transaction(hex, txjson::TransactionForm::Either);
        if (!transaction) {
            return rpc::fail(rpc::kDecode, "TX decode failed: " + std::string(hex) +
                                               " Make sure the tx has at least one input.");
        }
        package.push_back(std::move(transaction));
    }
    return package;
}

void write_sizes(json::Writer& out, int64_t adjusted_vsize, const primitives::Transaction& transaction) {
    out.member("vsize_adjusted", adjusted_vsize).member("vsize", adjusted_vsize);
    out.member("vsize_bip141", policy::virtual_size(static_cast<int64_t>(transaction.weight())));
}

std::vector<rpc::Shape> size_shapes() {
    return {{Kind::Number, "vsize_adjusted", "Virtual bytes, or what its signature operations count for"},
            {Kind::Number, "vsize", "The same"},
            {Kind::Number, "vsize_bip141", "Virtual bytes (BIP141)"}};
}

}  // namespace quanta::mempool_rpc
