// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mempool_rpc/methods.h"
#include "node_rpc/test_rpc.h"
#include "testing/spending.h"

namespace quanta::mempool_rpc {

/// A node that is synchronised, whose pool takes any form of transaction, and its methods.
class MempoolFixture : public node_rpc::RpcFixture {
protected:
    static constexpr int kBlocks = 110;

    void start_mempool(node_rpc::MethodOptions methods = {}) {
        node::NodeOptions wanted = options();
        wanted.pool.pool.policy.require_standard = false;
        wanted.chain.max_tip_age_s = int64_t{100} * 365 * 24 * 3600;
        start(wanted, methods);
        add_mempool_methods(*m_dispatcher, *m_node, std::move(methods));
        m_builder.mine_empty(kBlocks);
        submit_built();
    }

    /// Spends the coinbase of the block at `height`.
    mempool::TransactionRef spend(primitives::Height height, int64_t fee_sat = 10'000) const {
        return testing::spend_to(std::vector{m_builder.coinbase_coin(height)},
                                 testing::anyone_witness_script(), {fee_sat})
            .freeze();
    }
    static mempool::TransactionRef child_of(const mempool::TransactionRef& parent, int64_t fee_sat = 10'000) {
        auto made = testing::spend_to(std::vector{testing::coin_of(*parent, 0, kBlocks + 1)},
                                      testing::anyone_witness_script(), {fee_sat});
        made.inputs[0].witness = testing::anyone_witness();
        return made.freeze();
    }
    static std::string hex(const mempool::TransactionRef& transaction) {
        return base::to_hex(transaction->raw());
    }
    static std::string txid(const mempool::TransactionRef& transaction) {
        return transaction->txid().to_text();
    }
    static std::string quoted(const std::string& text) { return "[\"" + text + "\"]"; }
    std::string send(const mempool::TransactionRef& transaction) {
        return call("sendrawtransaction", quoted(hex(transaction)));
    }
};

}  // namespace quanta::mempool_rpc
