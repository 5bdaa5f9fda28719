// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "primitives/transaction.h"
#include "wallet/records.h"
#include "wallet/sqlite.h"

namespace quanta::wallet {

/// An output of a transaction that is the wallet's.
struct OwnOutput {
    uint32_t index = 0;
    OwnScript script;
};

/// A transaction that concerns the wallet.
struct Entry {
    TransactionRow row;
    std::shared_ptr<const primitives::Transaction> transaction;
    std::vector<OwnOutput> own;  ///< by index
};

/// A coin that nothing in the chain spends, of a transaction that is there or waits.
struct OpenCoin {
    CoinRow row;
    bool confirmed = false;
    primitives::Height height = 0;  ///< of its transaction, when confirmed
    bool coinbase = false;
    int64_t time_s = 0;  ///< of its transaction
};

/// The transactions of a wallet file, with what they spend and which outputs are the wallet's. Nothing is
/// kept in memory. As of all of a file: one thread at a time, and each change within a transaction of the
/// database that its owner has begun.
class TransactionTable {
public:
    /// What the file's layout has for it.
    static const char* const kSchema;

    /// `database` outlives it.
    explicit TransactionTable(Database& database) : m_database(database) {}

    /// How many there are; the next one's order.
    DatabaseResult<int64_t> count() const;
    DatabaseResult<std::optional<int64_t>> order_of(const primitives::Txid& txid) const;
    DatabaseResult<std::optional<Entry>> find(const primitives::Txid& txid) const;
    /// The one of an order that exists.
    DatabaseResult<Entry> at(int64_t order) const;

    /// Calls `visit` for each, from the order `from` down, until it says false. It may use the table for
    /// anything else.
    DatabaseResult<void> descend(int64_t from, const std::function<DatabaseResult<bool>(Entry)>& visit) const;
    /// Orders of those whose standing has a place above `height`, ascending.
    DatabaseResult<std::vector<int64_t>> placed_above(primitives::Height height) const;
    /// Orders of all of a standing, ascending.
    DatabaseResult<std::vector<int64_t>> with_standing(Standing standing) const;
    /// Lines of the history in all, and those of orders below `order`.
    DatabaseResult<uint64_t> lines() const;
    /// Where line `skip` of the history, counted from the newest, is: its transaction's order, and how many
    /// lines of that one come before it. Nothing beyond the end.
    DatabaseResult<std::optional<std::pair<int64_t, uint64_t>>> line_at(uint64_t skip) const;

    /// Adds it and what it spends, without its outputs.
    DatabaseResult<void> insert(const TransactionRow& row, const primitives::Transaction& transaction);
    /// Replaces all but its bytes.
    DatabaseResult<void> update(const TransactionRow& row);

    DatabaseResult<std::optional<CoinRow>> coin(const primitives::OutPoint& outpoint) const;
    DatabaseResult<void> put_coin(const CoinRow& coin);
    DatabaseResult<void> set_spent(const primitives::OutPoint& outpoint, bool spent);
    /// Orders of the transactions that spend `outpoint`, ascending.
    DatabaseResult<std::vector<int64_t>> spenders(const primitives::OutPoint& outpoint) const;
    /// Orders of the transactions that pay to `script`, ascending.
    DatabaseResult<std::vector<int64_t>> paying(const OwnScript& script) const;
    /// All of them, and the state of their transactions.
    DatabaseResult<void> for_each_open(const std::function<void(const OpenCoin&)>& visit) const;
    /// As one of for_each_open(); nothing when it is none.
    DatabaseResult<std::optional<OpenCoin>> open_coin(const primitives::OutPoint& outpoint) const;
    /// Scripts of coins that some transaction spends.
    DatabaseResult<void> for_each_spent_script(const std::function<void(const OwnScript&)>& visit) const;

    /// Coins that are not to be chosen for spending.
    DatabaseResult<std::vector<primitives::OutPoint>> locked() const;
    DatabaseResult<void> set_locked(const primitives::OutPoint& outpoint, bool locked);

private:
    DatabaseResult<std::vector<OwnOutput>> own_outputs(const primitives::Txid& txid) const;
    DatabaseResult<Entry> take_entry(const Statement& row) const;
    DatabaseResult<std::vector<int64_t>> orders(Query query) const;

    Database& m_database;
};

}  // namespace quanta::wallet
