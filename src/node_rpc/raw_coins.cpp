// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/raw_coins.h"

#include <utility>

#include "base/log.h"

namespace quanta::node_rpc {

using primitives::Coin;
using primitives::MutableTransaction;
using primitives::OutPoint;

rpc::RpcResult<std::map<OutPoint, Coin>> spent_coins(const Context& context,
                                                     const MutableTransaction& transaction) {
    std::map<OutPoint, Coin> coins;
    for (const MutableTransaction::Input& input : transaction.inputs) {
        auto found = context.chain().coin(input.prevout);
        if (!found) {
            base::log_error("cannot read the coins: {}", found.error().message);
            return rpc::fail(rpc::kInternal, "Unable to read UTXO set");
        }
        if (found->coin) coins.emplace(input.prevout, std::move(*found->coin));
    }
    return coins;
}

sign::InputCoins input_coins(const MutableTransaction& transaction, const std::map<OutPoint, Coin>& known) {
    sign::InputCoins coins;
    for (const MutableTransaction::Input& input : transaction.inputs) {
        const auto found = known.find(input.prevout);
        coins.push_back(found == known.end() ? std::nullopt : std::optional(found->second));
    }
    return coins;
}

}  // namespace quanta::node_rpc
