// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Going through the last blocks again: -checkblocks, -checklevel, verifychain.
#include <algorithm>
#include <map>

#include "base/log.h"
#include "chain/engine.h"
#include "consensus/disconnect_block.h"
#include "consensus/rules.h"

namespace quanta::chain {

using primitives::Coin;
using primitives::OutPoint;
using store::StoreError;
using store::StoreErrorCode;
using StoreResult = base::Result<void, StoreError>;

/// Changes to coins that are thought away afterwards.
class TrialCoins final : public consensus::CoinView {
public:
    explicit TrialCoins(ChainState& state) : m_state(state) {}

    std::optional<Coin> spend(const OutPoint& outpoint) override {
        std::optional<Coin> coin = find(outpoint);
        if (coin) m_changes[outpoint] = std::nullopt;
        return coin;
    }
    void add(const OutPoint& outpoint, Coin coin) override { m_changes[outpoint] = std::move(coin); }
    bool contains(const OutPoint& outpoint) override { return find(outpoint).has_value(); }
    size_t changes() const { return m_changes.size(); }
    /// Set when a coin could not be read, which made it look missing.
    const std::optional<StoreError>& failure() const { return m_failure; }

private:
    std::optional<Coin> find(const OutPoint& outpoint) {
        const auto changed = m_changes.find(outpoint);
        if (changed != m_changes.end()) return changed->second;
        auto coin = m_state.coin_at_tip(outpoint);
        if (coin) return std::move(coin).value();
        m_failure = coin.error();
        return std::nullopt;
    }

    ChainState& m_state;
    std::map<OutPoint, std::optional<Coin>> m_changes;
    std::optional<StoreError> m_failure;
};

namespace {

constexpr int kLevelCheck = 1;       ///< context-free rules
constexpr int kLevelUndo = 2;        ///< undo data can be read
constexpr int kLevelDisconnect = 3;  ///< blocks can be taken off the coins
constexpr int kLevelReconnect = 4;   ///< and put back, scripts included

/// Coins a trial may change before it ends: bounds its memory.
constexpr size_t kMaxTrialChanges = 2'000'000;

base::Err<StoreError> failed(const HeaderNode& node, StoreError error) {
    base::log_error("verification of block {} at height {} failed: {}", node.hash.to_text(), node.height,
                    error.message);
    // What has to be there and is not is as bad as what is damaged.
    if (error.code == StoreErrorCode::NotFound) error.code = StoreErrorCode::Corruption;
    return base::Err(std::move(error));
}

base::Err<StoreError> wrong(const HeaderNode& node, const std::string& problem) {
    return failed(node, {StoreErrorCode::Corruption, problem});
}

/// Takes the outputs of `transaction` out of `coins`; each must be there as the transaction made it.
bool take_outputs(const primitives::Transaction& transaction, bool coinbase, primitives::Height height,
                  consensus::CoinView& coins) {
    for (uint32_t i = 0; i < transaction.outputs().size(); ++i) {
        const primitives::TxOut& output = transaction.outputs()[i];
        if (consensus::is_unspendable(output.script)) continue;
        const Coin made{output.value, primitives::ScriptBytes(output.script), height, coinbase};
        const std::optional<Coin> found = coins.spend({transaction.txid(), i});
        if (!found || !(*found == made)) return false;
    }
    return true;
}

/// As consensus::disconnect_block, which takes for granted that `coins` are those `block` left behind and
/// `undo` is its own: here every step is compared. A sentence when something does not fit.
std::optional<std::string> disconnect_compared(const primitives::Block& block,
                                               const primitives::BlockUndo& undo, primitives::Height height,
                                               consensus::CoinView& coins) {
    if (!consensus::fits_together(block, undo)) return "undo data does not belong to the block";
    const auto all = block.transactions();
    size_t coin = undo.coins.size();
    for (size_t i = all.size(); i-- > 0;) {
        if (!take_outputs(all[i], i == 0, height, coins))
            return "outputs of " + all[i].txid().to_text() + " are missing";
        if (i == 0) break;
        for (size_t input = all[i].inputs().size(); input-- > 0;) {
            const OutPoint& prevout = all[i].inputs()[input].prevout;
            if (coins.contains(prevout))
                return "a coin spent by " + all[i].txid().to_text() + " is still there";
            coins.add(prevout, undo.coins[--coin]);
        }
    }
    return std::nullopt;
}

StoreResult verify_scripts(const primitives::Block& block, const primitives::BlockUndo& undo,
                           script::VerifyFlags flags, const HeaderNode& node) {
    size_t coin = 0;
    for (size_t i = 1; i < block.transactions().size(); ++i) {
        const size_t inputs = undo.input_counts[i - 1];
        const script::SpendContext context(block.transactions()[i],
                                           std::span(undo.coins).subspan(coin, inputs));
        coin += inputs;
        if (auto good = consensus::check_scripts(context, 0, inputs, flags); !good)
            return wrong(node, good.error().reason);
    }
    return {};
}

}  // namespace

StoreResult Engine::verify_down(const HeaderNode& node, int level, TrialCoins* coins) {
    auto block = m_archive->read_block(node);
    if (!block) return failed(node, block.error());
    if (level < kLevelCheck) return {};
    if (auto checked = consensus::check_block(**block, m_params->consensus); !checked)
        return wrong(node, checked.error().reason);
    if (level < kLevelUndo) return {};
    auto undo = m_archive->read_undo(node);
    if (!undo) return failed(node, undo.error());
    if (coins == nullptr) return {};
    const auto problem = disconnect_compared(**block, *undo, node.height, *coins);
    if (coins->failure()) return failed(node, *coins->failure());
    if (problem) return wrong(node, *problem);
    return {};
}

StoreResult Engine::verify_up(const HeaderNode& from, TrialCoins& coins, Task& task) {
    for (primitives::Height height = from.height; height <= m_state->tip()->height && !m_interrupted;
         ++height) {
        const HeaderNode& node = *m_state->tip()->at(height);
        auto block = m_archive->read_block(node);
        if (!block) return failed(node, block.error());
        auto connected = consensus::connect_block(**block, node, m_params->consensus, coins);
        if (coins.failure()) return failed(node, *coins.failure());
        if (!connected) return wrong(node, connected.error().error.reason);
        TRY(verify_scripts(**block, connected->undo, connected->flags, node));
        task.add(1);
    }
    return {};
}

StoreResult Engine::verify(int level, int count) {
    if (!drain()) return base::Err(StoreError{StoreErrorCode::Io, "the disk has failed before"});
    const primitives::Height tip = m_state->tip()->height;
    const int blocks = count <= 0 || count > tip ? tip : count;
    level = std::clamp(level, 0, kLevelReconnect);
    base::log_info("verifying the last {} blocks at level {}", blocks, level);
    const bool reconnecting = level >= kLevelReconnect;
    Task task(*m_options.tasks, "verifying blocks", "blocks",
              static_cast<uint64_t>(blocks) * (reconnecting ? 2 : 1));
    TrialCoins coins(*m_state);
    const HeaderNode* node = m_state->tip();
    const HeaderNode* lowest = nullptr;  // of the blocks taken off the trial coins
    for (int done = 0; done < blocks && !m_interrupted; ++done) {
        if (!node->has_block() && m_archive->pruned()) break;  // what is gone cannot be looked at
        const bool disconnecting = level >= kLevelDisconnect && coins.changes() < kMaxTrialChanges;
        TRY(verify_down(*node, level, disconnecting ? &coins : nullptr));
        if (disconnecting) lowest = node;
        node = node->parent();
        task.add(1);
    }
    if (reconnecting && lowest != nullptr && !m_interrupted) {
        // Fewer go up than came down when the trial has grown too large.
        const primitives::Height up = tip - lowest->height + 1;
        task.set_total(static_cast<uint64_t>(blocks) + static_cast<uint64_t>(up));
        TRY(verify_up(*lowest, coins, task));
    }
    if (m_interrupted) return base::Err(StoreError{StoreErrorCode::Io, "verification was interrupted"});
    base::log_info("no coin database inconsistencies in the last {} blocks", blocks);
    return {};
}

}  // namespace quanta::chain
