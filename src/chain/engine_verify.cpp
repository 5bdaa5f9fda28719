// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Going through the last blocks again: -checkblocks, -checklevel, verifychain.
#include <algorithm>
#include <map>

#include "base/log.h"
#include "chain/engine.h"
#include "consensus/rules.h"

namespace quanta::chain {

using primitives::Coin;
using primitives::OutPoint;

namespace {

constexpr int kLevelCheck = 1;       ///< context-free rules
constexpr int kLevelUndo = 2;        ///< undo data can be read
constexpr int kLevelDisconnect = 3;  ///< blocks can be taken off the coins
constexpr int kLevelReconnect = 4;   ///< and put back, scripts included

/// Coins a trial may change before it ends: bounds its memory.
constexpr size_t kMaxTrialChanges = 2'000'000;

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

private:
    std::optional<Coin> find(const OutPoint& outpoint) {
        const auto changed = m_changes.find(outpoint);
        if (changed != m_changes.end()) return changed->second;
        auto coin = m_state.coin_at_tip(outpoint);
        return coin ? std::move(coin).value() : std::nullopt;
    }

    ChainState& m_state;
    std::map<OutPoint, std::optional<Coin>> m_changes;
};

bool report(const HeaderNode& node, const std::string& problem) {
    base::log_error("verification of block {} at height {} failed: {}", node.hash.to_text(), node.height,
                    problem);
    return false;
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

/// Disconnects `block` from `coins`, comparing every step. A sentence when something does not fit.
std::optional<std::string> disconnect(const primitives::Block& block, const primitives::BlockUndo& undo,
                                      primitives::Height height, consensus::CoinView& coins) {
    const auto all = block.transactions();
    if (undo.input_counts.size() + 1 != all.size()) return "undo data does not belong to the block";
    size_t coin = undo.coins.size();
    for (size_t i = all.size(); i-- > 0;) {
        if (!take_outputs(all[i], i == 0, height, coins))
            return "outputs of " + all[i].txid().to_text() + " are missing";
        if (i == 0) break;
        if (undo.input_counts[i - 1] != all[i].inputs().size())
            return "undo data does not belong to the block";
        for (size_t input = all[i].inputs().size(); input-- > 0;) {
            const OutPoint& prevout = all[i].inputs()[input].prevout;
            if (coins.contains(prevout))
                return "a coin spent by " + all[i].txid().to_text() + " is still there";
            coins.add(prevout, undo.coins[--coin]);
        }
    }
    return std::nullopt;
}

bool verify_scripts(const primitives::Block& block, const primitives::BlockUndo& undo,
                    script::VerifyFlags flags, const HeaderNode& node) {
    size_t coin = 0;
    for (size_t i = 1; i < block.transactions().size(); ++i) {
        const size_t inputs = undo.input_counts[i - 1];
        const script::SpendContext context(block.transactions()[i],
                                           std::span(undo.coins).subspan(coin, inputs));
        coin += inputs;
        if (auto good = consensus::check_scripts(context, 0, inputs, flags); !good)
            return report(node, good.error().reason);
    }
    return true;
}

}  // namespace

bool Engine::verify_down(const HeaderNode& node, int level, bool disconnecting, consensus::CoinView& coins) {
    auto block = m_archive->read_block(node);
    if (!block) return report(node, block.error().message);
    if (level < kLevelCheck) return true;
    if (auto checked = consensus::check_block(**block, m_params->consensus); !checked) {
        return report(node, checked.error().reason);
    }
    if (level < kLevelUndo) return true;
    auto undo = m_archive->read_undo(node);
    if (!undo) return report(node, undo.error().message);
    if (level < kLevelDisconnect || !disconnecting) return true;
    if (auto problem = disconnect(**block, *undo, node.height, coins)) return report(node, *problem);
    return true;
}

bool Engine::verify_up(const HeaderNode& from, consensus::CoinView& coins, Task& task) {
    for (primitives::Height height = from.height; height <= m_state->tip()->height && !m_interrupted;
         ++height) {
        const HeaderNode& node = *m_state->tip()->at(height);
        auto block = m_archive->read_block(node);
        if (!block) return report(node, block.error().message);
        auto connected = consensus::connect_block(**block, node, m_params->consensus, coins);
        if (!connected) return report(node, connected.error().error.reason);
        if (!verify_scripts(**block, connected->undo, connected->flags, node)) return false;
        task.add(1);
    }
    return true;
}

bool Engine::verify(int level, int count) {
    drain();
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
        if (!verify_down(*node, level, disconnecting, coins)) return false;
        if (disconnecting) lowest = node;
        node = node->parent();
        task.add(1);
    }
    if (reconnecting && lowest != nullptr && !m_interrupted) {
        // Fewer go up than came down when the trial has grown too large.
        const primitives::Height up = tip - lowest->height + 1;
        task.set_total(static_cast<uint64_t>(blocks) + static_cast<uint64_t>(up));
        if (!verify_up(*lowest, coins, task)) return false;
    }
    base::log_info("no coin database inconsistencies in the last {} blocks", blocks);
    return true;
}

}  // namespace quanta::chain
