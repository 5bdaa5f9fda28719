// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "interfaces/block_ref.h"
#include "primitives/amount.h"
#include "primitives/transaction.h"
#include "wallet/addresses.h"
#include "wallet/block_scanner.h"
#include "wallet/records.h"

namespace quanta::wallet {

/// Blocks that must be on top of a coinbase before it may be spent (consensus).
inline constexpr int kCoinbaseMaturity = 100;

/// An output of the wallet's.
struct OwnOutput {
    uint32_t index = 0;
    OwnScript script;
};

/// A transaction that concerns the wallet.
struct Entry {
    TransactionRow row;  ///< without its bytes
    std::shared_ptr<const primitives::Transaction> transaction;
    std::vector<OwnOutput> own;
};

/// Money of a wallet by what can be done with it.
struct Balances {
    primitives::Amount trusted;            ///< in the chain, or change of ours
    primitives::Amount untrusted_pending;  ///< in no block, of others
    primitives::Amount immature;           ///< of young coinbases
    primitives::Amount used;               ///< not counted above: at addresses that were spent from before
};

/// Whether coins at addresses that were spent from before count like others.
enum class Reuse : uint8_t { Counted, Apart };

/// The transactions and coins of one wallet, in the order they became known. A pure data structure: what is
/// to be written goes to a Changes. Not thread-safe.
class Ledger {
public:
    /// Both outlive this. `outpoints` hears of outputs to look for among inputs.
    Ledger(const Addresses& addresses, FingerprintSet& outpoints)
        : m_addresses(addresses), m_outpoints(outpoints) {}

    /// Adds what was stored, by order. False when its bytes are no transaction or its order is not the next.
    bool restore(const TransactionRow& row);

    /// `transaction` is in a block. Adds it if it has to do with the wallet; whether it has.
    bool confirm(const std::shared_ptr<const primitives::Transaction>& transaction, const Place& place,
                 int64_t now_s, Changes& changes);
    /// Looks again which outputs of a known transaction are the wallet's, for more addresses may be watched
    /// now; whether there are more.
    bool find_more_outputs(const primitives::Txid& txid);
    /// Blocks above `height` are taken off: their transactions wait again, coinbases are abandoned.
    void disconnect_above(primitives::Height height, Changes& changes);

    const std::vector<Entry>& entries() const { return m_entries; }
    const Entry* find(const primitives::Txid& txid) const;
    /// The output of the wallet's that `outpoint` names; null when it is none.
    const primitives::TxOut* own_output(const primitives::OutPoint& outpoint) const;
    /// Whether it is spent by a transaction in the chain, or by one that waits for it.
    bool is_spent(const primitives::OutPoint& outpoint) const;
    /// Other transactions that spend what `entry` spends, ascending.
    std::vector<primitives::Txid> conflicts(const Entry& entry) const;

    /// What the wallet's outputs that `entry` spends were worth, and what it pays to the wallet.
    primitives::Amount debit(const Entry& entry) const;
    static primitives::Amount credit(const Entry& entry);
    /// Whether all it spends is the wallet's.
    bool is_all_own(const Entry& entry) const;

    /// Blocks on top of and with the transaction; negative for that many on top of and with a conflicting
    /// one.
    static int confirmations(const Entry& entry, primitives::Height tip);
    static bool is_immature(const Entry& entry, primitives::Height tip);
    /// Whether its outputs may be counted on, though it may be in no block.
    bool is_trusted(const Entry& entry) const;

    Balances balances(primitives::Height tip, int min_confirmations, Reuse reuse) const;
    /// Whether something at `script` was spent before.
    bool is_reused(const OwnScript& script) const { return m_spent_scripts.contains(key_of(script)); }

private:
    struct HashOutPoint {
        size_t operator()(const primitives::OutPoint& outpoint) const {
            return static_cast<size_t>(outpoint_fingerprint(outpoint) * 0x9e3779b97f4a7c15u);
        }
    };
    using Index = size_t;

    static std::pair<int64_t, uint32_t> key_of(const OwnScript& script) {
        return {script.descriptor, script.index};
    }

    std::optional<Index> index_of(const primitives::Txid& txid) const;
    void insert(Entry entry);
    void watch_outputs(const Entry& entry);
    void set_standing(Index index, Standing standing, const Place& place, Changes& changes);
    /// As set_standing, for what waits, and for all that spends from it.
    void set_with_descendants(Index index, Standing standing, const Place& place, Changes& changes);
    void mark_conflicts(const primitives::Transaction& transaction, const Place& place, Changes& changes);
    void note(Index index, Changes& changes) const;

    const Addresses& m_addresses;
    FingerprintSet& m_outpoints;
    std::vector<Entry> m_entries;
    std::unordered_map<primitives::Txid, Index, primitives::HashBytes> m_by_txid;
    std::unordered_multimap<primitives::OutPoint, Index, HashOutPoint> m_spenders;  ///< of all inputs
    std::set<std::pair<int64_t, uint32_t>> m_spent_scripts;
};

}  // namespace quanta::wallet
