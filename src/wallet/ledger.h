// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_set>
#include <vector>

#include "interfaces/block_ref.h"
#include "interfaces/pool.h"
#include "primitives/amount.h"
#include "primitives/transaction.h"
#include "wallet/addresses.h"
#include "wallet/coins.h"
#include "wallet/transaction_table.h"

namespace quanta::wallet {

/// Blocks that must be on top of a coinbase before it may be spent (consensus).
inline constexpr int kCoinbaseMaturity = 100;

/// Money of a wallet by what can be done with it.
struct Balances {
    primitives::Amount trusted;            ///< in the chain, or change of ours
    primitives::Amount untrusted_pending;  ///< in no block, of others
    primitives::Amount immature;           ///< of young coinbases
    primitives::Amount nonmempool;         ///< taken by what waits and is not in the node's mempool
    primitives::Amount used;               ///< not counted above: at addresses that were spent from before
};

/// Whether coins at addresses that were spent from before count like others.
enum class Reuse : uint8_t { Counted, Apart };

/// How long a coin is not to be chosen for spending.
enum class LockTime : uint8_t { Now, Ever };

/// Blocks on top of and with the transaction; negative for that many on top of and with a conflicting one.
int confirmations(const Entry& entry, primitives::Height tip);
int confirmations(const OpenCoin& coin, primitives::Height tip);
/// Whether it is of a coinbase that may not be spent yet.
bool is_immature(const Entry& entry, primitives::Height tip);
bool is_immature(const OpenCoin& coin, primitives::Height tip);

/// What the node's mempool has of the wallet's transactions that wait, and what stands against them there.
struct PoolTxids {
    bool known = false;  ///< false: nobody has said; then all are taken to be there
    std::unordered_set<primitives::Txid, primitives::HashBytes> txids;
    /// Those of `txids` that left for a block which the wallet may not have seen yet.
    std::set<primitives::Txid> leaving;
    /// For transactions that wait: those of the pool that spend the same, the wallet's or not.
    std::map<primitives::Txid, std::set<primitives::Txid>> conflicts;
    interfaces::PoolPlace place;  ///< up to where the pool is known

    bool contains(const primitives::Txid& txid) const { return !known || txids.contains(txid); }
    bool is_conflicted(const primitives::Txid& txid) const { return conflicts.contains(txid); }
    /// Transactions of the pool that spend what `txid` does, ascending.
    std::vector<primitives::Txid> conflicts_of(const primitives::Txid& txid) const {
        const auto found = conflicts.find(txid);
        if (found == conflicts.end()) return {};
        return {found->second.begin(), found->second.end()};
    }
    /// `txid` has left the pool; whether it stood against something.
    bool remove_conflict(const primitives::Txid& txid) {
        bool removed = false;
        for (auto entry = conflicts.begin(); entry != conflicts.end();) {
            removed = entry->second.erase(txid) > 0 || removed;
            entry = entry->second.empty() ? conflicts.erase(entry) : std::next(entry);
        }
        return removed;
    }
};

/// The transactions and coins of one wallet. Transactions are in its file, in the order they became known;
/// open coins and what waits for a block are in memory, too. Changes happen within a transaction of the
/// database that the caller has begun; when that is taken back, or one of them fails, what is in memory is
/// wrong until attach(). Not thread-safe.
class Ledger {
public:
    /// Both outlive this. `outpoints` hears of outputs to look for among inputs.
    Ledger(const Addresses& addresses, FingerprintSet& outpoints)
        : m_addresses(addresses), m_outpoints(outpoints) {}

    /// Takes `table`, which outlives it or the next attach(), as it stands.
    WalletResult<void> attach(TransactionTable& table);

    // Changing.

    /// `transaction` is in a block. Adds it if it has to do with the wallet; whether it has.
    WalletResult<bool> confirm(const std::shared_ptr<const primitives::Transaction>& transaction,
                               const Place& place, int64_t now_s);
    /// `transaction` waits for a block. Adds it, or takes it up again if it was abandoned, if it has to do
    /// with the wallet; whether it has. Nothing happens to one in the chain.
    WalletResult<bool> wait(const std::shared_ptr<const primitives::Transaction>& transaction, int64_t now_s,
                            const TransactionNote& note = {});
    /// Looks again which outputs of a known transaction are the wallet's, for more addresses may be watched
    /// now; whether there are more.
    WalletResult<bool> find_more_outputs(const primitives::Txid& txid);
    /// Blocks above `height` are taken off: their transactions wait again, coinbases are abandoned.
    WalletResult<void> disconnect_above(primitives::Height height);
    /// One that waits will not come, nor what spends from it.
    WalletResult<void> abandon(const primitives::Txid& txid);
    /// Keeps what people said of it, and how many lines it has.
    WalletResult<void> set_note(const primitives::Txid& txid, const TransactionNote& note);
    WalletResult<void> set_lines(int64_t order, uint32_t lines);
    /// A lock for Now ends with the process.
    WalletResult<void> set_locked(const primitives::OutPoint& outpoint, bool locked, LockTime time);
    PoolTxids& pool() { return m_pool; }
    /// Orders of the transactions changed since it was asked last, each once, ascending.
    std::vector<int64_t> take_touched();

    // Reading.

    uint64_t count() const { return static_cast<uint64_t>(m_next_order); }
    const TransactionTable& table() const { return *m_table; }
    WalletResult<std::optional<Entry>> find(const primitives::Txid& txid) const;
    /// Calls `visit` for each, newest first, until it says false.
    WalletResult<void> newest_first(const std::function<WalletResult<bool>(const Entry&)>& visit) const;
    const Coins& coins() const { return m_coins; }
    const Waiting& waiting() const { return m_waiting; }
    bool is_locked(const primitives::OutPoint& outpoint) const { return m_locked.contains(outpoint); }
    const std::set<primitives::OutPoint>& locked() const { return m_locked; }
    /// Other transactions that spend what `entry` spends, ascending.
    WalletResult<std::vector<primitives::Txid>> conflicts(const Entry& entry) const;

    /// Whether its outputs may be counted on, though it may be in no block.
    bool is_trusted(const Entry& entry) const;
    bool is_trusted(const OpenCoin& coin) const;
    const PoolTxids& pool() const { return m_pool; }

    /// O(open coins).
    WalletResult<Balances> balances(primitives::Height tip, int min_confirmations, Reuse reuse) const;
    /// Whether something at `script` was spent before.
    WalletResult<bool> is_reused(const OwnScript& script) const;

private:
    using Transaction = primitives::Transaction;

    std::vector<OwnOutput> own_outputs(const Transaction& transaction) const;
    WalletResult<bool> spends_own(const Transaction& transaction) const;
    WalletResult<void> add(Entry entry);
    /// Puts one of `entry`'s outputs among the coins of the file.
    WalletResult<void> add_coin(const Entry& entry, const OwnOutput& output);
    /// What `entry` spends of the wallet's, from the file.
    WalletResult<void> sum_up(Entry& entry) const;
    WalletResult<void> change(Entry entry, Standing standing, const Place& place);
    /// As change(), for what waits, and for all that spends from it.
    WalletResult<void> change_with_descendants(int64_t order, Standing standing, const Place& place);
    WalletResult<std::vector<int64_t>> children(const Entry& entry) const;
    WalletResult<void> exclude_conflicts(const Transaction& transaction, const Place& place);
    /// Brings the coins that `entry` spends up to its standing.
    WalletResult<void> settle_inputs(const Entry& entry);
    WalletResult<void> settle_outputs(const Entry& entry);
    WalletResult<bool> is_spent_in_chain(const primitives::OutPoint& outpoint) const;
    WalletResult<void> reflect(const Entry& entry);
    /// Whether something of the pool spends `outpoint`.
    bool is_claimed_in_pool(const primitives::OutPoint& outpoint) const;
    WalletResult<void> count(const OpenCoin& coin, primitives::Height tip, int min_confirmations, Reuse reuse,
                             Balances& balances) const;
    void watch(const Entry& entry);

    const Addresses& m_addresses;
    FingerprintSet& m_outpoints;
    TransactionTable* m_table = nullptr;
    int64_t m_next_order = 0;
    Coins m_coins;
    Waiting m_waiting;
    std::set<primitives::OutPoint> m_locked;
    PoolTxids m_pool;
    std::set<int64_t> m_touched;
};

/// Whether something that waits, and nothing in the pool stands against, spends `outpoint`.
bool is_claimed(const Ledger& ledger, const primitives::OutPoint& outpoint);

}  // namespace quanta::wallet
