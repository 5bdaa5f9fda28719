// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "interfaces/pool.h"
#include "ipc/fake_values.h"

namespace quanta::ipc {

/// Answers with what it was asked.
class FakePool final : public interfaces::Pool {
public:
    interfaces::PoolPage changes_after(const interfaces::PoolPlace& place, uint64_t max_bytes) override {
        return {true,
                {{interfaces::PoolEvent::Entered,
                  primitives::Txid(hash_of(1).bytes()),
                  base::Bytes(max_bytes, 4),
                  {}},
                 {interfaces::PoolEvent::Reorg,
                  primitives::Txid(hash_of(2).bytes()),
                  {},
                  primitives::Txid(hash_of(3).bytes())}},
                {place.sequence + 1, place.told + 2},
                true,
                block_of(14)};
    }
    uint64_t sequence() override { return 77; }
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::PoolSink> sink) override {
        sink->pool_changed(78);
        return std::make_unique<FakeHandler>();
    }
    std::string broadcast(const base::Bytes& raw, int64_t max_rate, bool relay) override {
        return std::to_string(raw.size()) + " " + std::to_string(max_rate) + (relay ? " told" : "");
    }
    std::vector<interfaces::PoolVerdict> test_accept(const std::vector<base::Bytes>& raw) override {
        return {{true, "", "", static_cast<int64_t>(raw.size()), {8}}, {false, "reason", "detail", 0, {}}};
    }
    interfaces::PoolRules rules() override { return {1, 2, 3, 4, 5, 6, true, true, 1008}; }
    interfaces::PoolEstimate estimate(int32_t target, bool conservative) override {
        return {9, target, conservative ? "block_policy" : "mempool_policy", "none"};
    }
    std::vector<interfaces::PoolAncestry> ancestry(const std::vector<primitives::Txid>& txids) override {
        return {{true, 1, 2, {3}, 4, 5, {6}, 7, 8, 9, 10, {11}, txids}};
    }
    interfaces::PoolBump bump_fees(const std::vector<primitives::OutPoint>& outpoints,
                                   int64_t rate) override {
        return {{{rate}, {outpoints.at(0).index}}, {static_cast<int64_t>(outpoints.size())}};
    }
};

}  // namespace quanta::ipc
