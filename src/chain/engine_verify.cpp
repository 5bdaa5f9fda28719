// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Going through the last blocks again: -checkblocks, -checklevel, verifychain.
#include <algorithm>

#include "base/log.h"
#include "chain/engine.h"
#include "chain/trial_coins.h"
#include "consensus/disconnect_block.h"
#include "consensus/rules.h"

namespace quanta::chain {

using primitives::Coin;
using primitives::OutPoint;
using store::StoreError;
using store::StoreErrorCode;
using StoreResult = base::Result<void, StoreError>;

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
        if (auto good = check_all_scripts(**block, connected->undo, connected->flags); !good)
            return wrong(node, good.error().reason);
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
        // What is gone cannot be looked at; fetched again it comes without undo data.
        const bool whole = node->has_block() && (node->has_undo() || node->previous == nullptr);
        if (!whole && m_archive->pruned()) break;
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
