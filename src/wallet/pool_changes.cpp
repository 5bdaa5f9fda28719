// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/pool_changes.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "wallet/block_scanner.h"
#include "wallet/intake.h"

namespace quanta::wallet {

using interfaces::PoolChange;
using interfaces::PoolEvent;
using primitives::Transaction;
using primitives::Txid;

namespace {

/// Takes the changes of a page into a wallet's memory.
class PageTaker {
public:
    PageTaker(WalletMemory& memory, Intake& intake)
        : m_memory(memory), m_pool(memory.ledger.pool()), m_intake(intake) {}

    WalletResult<void> take(const PoolChange& change) {
        if (change.event == PoolEvent::Entered) return enter(change);
        leave(change);
        return {};
    }
    bool changed() const { return m_changed; }

private:
    WalletResult<void> enter(const PoolChange& change) {
        if (!scan_one(change.raw, m_memory.watched)) return {};
        const auto parsed = primitives::parse_transaction(change.raw);
        if (!parsed) return {};
        const Transaction& transaction = **parsed;
        if (TRY(m_intake.wait(*parsed))) {
            m_pool.leaving.erase(transaction.txid());
            m_changed = m_pool.txids.insert(transaction.txid()).second || m_changed;
        }
        for (const primitives::TxIn& input : transaction.inputs()) {
            for (const Txid& claim : m_memory.ledger.waiting().claims(input.prevout)) {
                if (claim == transaction.txid()) continue;
                m_changed = m_pool.conflicts[claim].insert(transaction.txid()).second || m_changed;
            }
        }
        return {};
    }
    void leave(const PoolChange& change) {
        m_changed = m_pool.remove_conflict(change.txid) || m_changed;
        if (!m_pool.txids.contains(change.txid)) return;
        m_changed = true;
        // The block comes by another way, and until then it is as good as in the pool.
        if (change.event == PoolEvent::Block)
            m_pool.leaving.insert(change.txid);
        else
            m_pool.txids.erase(change.txid);
    }

    WalletMemory& m_memory;
    PoolTxids& m_pool;
    Intake& m_intake;
    bool m_changed = false;
};

void drop_leaving(PoolTxids& pool, const std::function<bool(const Txid&)>& gone) {
    std::erase_if(pool.leaving, [&](const Txid& txid) {
        if (!gone(txid)) return false;
        pool.txids.erase(txid);
        return true;
    });
}

}  // namespace

WalletResult<PoolOutcome> take_pool_page(Wallet& wallet, const interfaces::PoolPlace& from,
                                         const interfaces::PoolPage& page, int64_t now_s) {
    PoolOutcome outcome;
    outcome.touched = TRY(wallet.update([&](WalletMemory& memory, Changes& changes) -> WalletResult<void> {
        PoolTxids& pool = memory.ledger.pool();
        // It has been read anew from the file, which knows nothing of the pool.
        outcome.lost = !page.reset && pool.place != from;
        if (outcome.lost) return {};
        if (page.reset) pool = {};
        Intake intake(memory, changes, wallet.params(), now_s);
        PageTaker taker(memory, intake);
        for (const PoolChange& change : page.changes)
            TRY(taker.take(change));
        const bool known = page.next.told == 0;
        outcome.changed = taker.changed() || known != pool.known;
        pool.known = known;
        pool.place = page.next;
        drop_leaving(pool, [&](const Txid& txid) { return memory.ledger.waiting().find(txid) == nullptr; });
        return {};
    }));
    outcome.changed = outcome.changed || !outcome.touched.empty();
    return outcome;
}

std::vector<std::shared_ptr<const Transaction>> to_offer(const Wallet& wallet, int64_t received_until_s) {
    std::vector<std::pair<int64_t, std::shared_ptr<const Transaction>>> found;
    wallet.read([&](const WalletView& view) {
        for (const auto& [txid, entry] : view.ledger.waiting().all()) {
            if (view.ledger.pool().txids.contains(txid) || entry.row.received_s > received_until_s) continue;
            if (!entry.transaction->is_coinbase()) found.emplace_back(entry.row.order, entry.transaction);
        }
    });
    std::ranges::sort(found, {}, [](const auto& pair) { return pair.first; });
    std::vector<std::shared_ptr<const Transaction>> transactions;
    for (auto& [order, transaction] : found)
        transactions.push_back(std::move(transaction));
    return transactions;
}

void forget_mined(Wallet& wallet) {
    bool some = false;
    wallet.read([&](const WalletView& view) { some = !view.ledger.pool().leaving.empty(); });
    if (!some) return;
    static_cast<void>(wallet.update([](WalletMemory& memory, Changes&) -> WalletResult<void> {
        drop_leaving(memory.ledger.pool(), [](const Txid&) { return true; });
        return {};
    }));
}

}  // namespace quanta::wallet
