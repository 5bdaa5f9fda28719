// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "base/result.h"
#include "chain/chain_state.h"
#include "consensus/rules.h"
#include "primitives/block.h"
#include "primitives/coin.h"
#include "store/store_error.h"

namespace quanta::chain {

/// Changes to the coins at the tip that are thought away afterwards. Chain thread only.
class TrialCoins final : public consensus::CoinView {
public:
    explicit TrialCoins(ChainState& state) : m_state(state) {}

    std::optional<primitives::Coin> spend(const primitives::OutPoint& outpoint) override {
        std::optional<primitives::Coin> coin = find(outpoint);
        if (coin) m_changes[outpoint] = std::nullopt;
        return coin;
    }
    void add(const primitives::OutPoint& outpoint, primitives::Coin coin) override {
        m_changes[outpoint] = std::move(coin);
    }
    bool contains(const primitives::OutPoint& outpoint) override { return find(outpoint).has_value(); }
    size_t changes() const { return m_changes.size(); }
    /// Set when a coin could not be read, which made it look missing.
    const std::optional<store::StoreError>& failure() const { return m_failure; }

private:
    std::optional<primitives::Coin> find(const primitives::OutPoint& outpoint) {
        const auto changed = m_changes.find(outpoint);
        if (changed != m_changes.end()) return changed->second;
        auto coin = m_state.coin_at_tip(outpoint);
        if (coin) return std::move(coin).value();
        m_failure = coin.error();
        return std::nullopt;
    }

    ChainState& m_state;
    std::map<primitives::OutPoint, std::optional<primitives::Coin>> m_changes;
    std::optional<store::StoreError> m_failure;
};

/// Verifies the scripts of all inputs of `block`, which spends `undo`. Any thread.
base::Result<void, consensus::BlockError> check_all_scripts(const primitives::Block& block,
                                                            const primitives::BlockUndo& undo,
                                                            script::VerifyFlags flags);

}  // namespace quanta::chain
