// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/transaction_table.h"

#include <algorithm>

namespace quanta::wallet {

using base::Err;
using primitives::OutPoint;
using primitives::Txid;

namespace {

template <typename Hash>
Hash hash_of(base::ByteSpan bytes) {
    Hash hash;
    std::copy_n(bytes.begin(), std::min(bytes.size(), hash.size()), hash.data());
    return hash;
}

Statement& bind(Statement& statement, const OutPoint& outpoint) {
    return statement.bind(base::ByteSpan(outpoint.txid.bytes())).bind(int64_t{outpoint.index});
}

/// Columns of a transaction, as take_row() reads them.
#define QUANTA_TX_COLUMNS                                                                             \
    "ord,standing,block,height,position,block_time,received,time,debit,credit,all_own,lines,comment," \
    "recipient,replaces,replaced_by,raw"

TransactionRow take_row(const Statement& row) {
    TransactionRow taken;
    taken.order = row.integer(0);
    taken.standing = static_cast<Standing>(std::clamp<int64_t>(row.integer(1), 0, 3));
    taken.place.block.hash = hash_of<primitives::BlockHash>(row.blob(2));
    taken.place.block.height = static_cast<primitives::Height>(row.integer(3));
    taken.place.position = static_cast<uint32_t>(row.integer(4));
    taken.place.time_s = row.integer(5);
    taken.received_s = row.integer(6);
    taken.time_s = row.integer(7);
    taken.debit.sat = row.integer(8);
    taken.credit.sat = row.integer(9);
    taken.all_own = row.integer(10) != 0;
    taken.lines = static_cast<uint32_t>(row.integer(11));
    taken.note.comment = row.text(12);
    taken.note.to = row.text(13);
    taken.note.replaces = hash_of<Txid>(row.blob(14));
    taken.note.replaced_by = hash_of<Txid>(row.blob(15));
    return taken;
}
constexpr int kRawColumn = 16;

/// Binds all but the order, in the order of update().
void bind_row(Statement& put, const TransactionRow& row) {
    put.bind(int64_t{static_cast<uint8_t>(row.standing)});
    put.bind(base::ByteSpan(row.place.block.hash.bytes())).bind(int64_t{row.place.block.height});
    put.bind(int64_t{row.place.position}).bind(row.place.time_s).bind(row.received_s).bind(row.time_s);
    put.bind(row.debit.sat).bind(row.credit.sat).bind(int64_t{row.all_own}).bind(int64_t{row.lines});
    put.bind(row.note.comment).bind(row.note.to);
    const auto bind_txid = [&](const Txid& txid) {
        put.bind(txid.is_null() ? base::ByteSpan() : base::ByteSpan(txid.bytes()));
    };
    bind_txid(row.note.replaces);
    bind_txid(row.note.replaced_by);
}

CoinRow take_coin(const Statement& row) {
    return {{hash_of<Txid>(row.blob(0)), static_cast<uint32_t>(row.integer(1))},
            {row.integer(2)},
            {row.integer(3), static_cast<uint32_t>(row.integer(4))},
            row.integer(5),
            row.integer(6) != 0};
}

#define QUANTA_OPEN_COINS                                                                                   \
    "SELECT c.txid,c.vout,c.value,c.descriptor,c.place,c.ord,c.spent,t.standing,t.height,t.coinbase,t.time" \
    " FROM coin c JOIN tx t ON t.ord=c.ord WHERE c.spent=0 AND t.standing<=1"

OpenCoin take_open(const Statement& row) {
    return {take_coin(row), row.integer(7) == static_cast<int64_t>(Standing::Confirmed),
            static_cast<primitives::Height>(row.integer(8)), row.integer(9) != 0, row.integer(10)};
}

DatabaseError broken(int64_t order) {
    return {DatabaseError::Code::Damaged,
            "Transaction number " + std::to_string(order) + " of the wallet cannot be read"};
}

}  // namespace

// Small columns come before the bytes, so that a look at them reads no page more. Standings 0 and 1 are those
// of transactions that count.
const char* const TransactionTable::kSchema =
    "CREATE TABLE tx(ord INTEGER PRIMARY KEY, txid BLOB NOT NULL UNIQUE, coinbase INTEGER NOT NULL,"
    " standing INTEGER NOT NULL, block BLOB NOT NULL, height INTEGER NOT NULL, position INTEGER NOT NULL,"
    " block_time INTEGER NOT NULL, received INTEGER NOT NULL, time INTEGER NOT NULL, debit INTEGER NOT NULL,"
    " credit INTEGER NOT NULL, all_own INTEGER NOT NULL, lines INTEGER NOT NULL, comment TEXT NOT NULL,"
    " recipient TEXT NOT NULL, replaces BLOB NOT NULL, replaced_by BLOB NOT NULL, raw BLOB NOT NULL);"
    "CREATE INDEX tx_lines ON tx(ord, lines);"
    "CREATE INDEX tx_place ON tx(height) WHERE standing IN (1,3);"
    "CREATE INDEX tx_standing ON tx(standing) WHERE standing<>1;"
    "CREATE TABLE coin(txid BLOB NOT NULL, vout INTEGER NOT NULL, value INTEGER NOT NULL,"
    " descriptor INTEGER NOT NULL, place INTEGER NOT NULL, ord INTEGER NOT NULL, spent INTEGER NOT NULL,"
    " PRIMARY KEY(txid, vout)) WITHOUT ROWID;"
    "CREATE INDEX coin_open ON coin(spent, ord) WHERE spent=0;"
    "CREATE INDEX coin_script ON coin(descriptor, place, ord);"
    "CREATE TABLE input(txid BLOB NOT NULL, vout INTEGER NOT NULL, ord INTEGER NOT NULL,"
    " PRIMARY KEY(txid, vout, ord)) WITHOUT ROWID;"
    "CREATE TABLE locked(txid BLOB NOT NULL, vout INTEGER NOT NULL, PRIMARY KEY(txid, vout)) WITHOUT ROWID;";

DatabaseResult<int64_t> TransactionTable::count() const {
    return m_database.number("SELECT coalesce(max(ord)+1,0) FROM tx");
}

DatabaseResult<std::optional<int64_t>> TransactionTable::order_of(const Txid& txid) const {
    const Query row = TRY(m_database.query("SELECT ord FROM tx WHERE txid=?"));
    row->bind(base::ByteSpan(txid.bytes()));
    if (!TRY(row->next())) return std::optional<int64_t>();
    return std::optional(row->integer(0));
}

DatabaseResult<std::vector<OwnOutput>> TransactionTable::own_outputs(const Txid& txid) const {
    const Query rows = TRY(m_database.query("SELECT vout,descriptor,place FROM coin WHERE txid=?"));
    rows->bind(base::ByteSpan(txid.bytes()));
    std::vector<OwnOutput> own;
    while (TRY(rows->next())) {
        own.push_back({static_cast<uint32_t>(rows->integer(0)),
                       {rows->integer(1), static_cast<uint32_t>(rows->integer(2))}});
    }
    return own;
}

DatabaseResult<Entry> TransactionTable::take_entry(const Statement& row) const {
    Entry entry{take_row(row), nullptr, {}};
    const base::ByteSpan raw = row.blob(kRawColumn);
    auto parsed = primitives::parse_transaction({raw.begin(), raw.end()});
    if (!parsed) return Err(broken(entry.row.order));
    entry.transaction = std::move(*parsed);
    entry.own = TRY(own_outputs(entry.transaction->txid()));
    const size_t outputs = entry.transaction->outputs().size();
    if (!entry.own.empty() && entry.own.back().index >= outputs) return Err(broken(entry.row.order));
    return entry;
}

DatabaseResult<std::optional<Entry>> TransactionTable::find(const Txid& txid) const {
    const Query row = TRY(m_database.query("SELECT " QUANTA_TX_COLUMNS " FROM tx WHERE txid=?"));
    row->bind(base::ByteSpan(txid.bytes()));
    if (!TRY(row->next())) return std::optional<Entry>();
    return std::optional(TRY(take_entry(*row)));
}

DatabaseResult<Entry> TransactionTable::at(int64_t order) const {
    const Query row = TRY(m_database.query("SELECT " QUANTA_TX_COLUMNS " FROM tx WHERE ord=?"));
    row->bind(order);
    if (!TRY(row->next())) return Err(broken(order));
    return take_entry(*row);
}

DatabaseResult<void> TransactionTable::descend(
    int64_t from, const std::function<DatabaseResult<bool>(Entry)>& visit) const {
    const Query rows =
        TRY(m_database.query("SELECT " QUANTA_TX_COLUMNS " FROM tx WHERE ord<=? ORDER BY ord DESC"));
    rows->bind(from);
    while (TRY(rows->next())) {
        if (!TRY(visit(TRY(take_entry(*rows))))) break;
    }
    return {};
}

DatabaseResult<std::vector<int64_t>> TransactionTable::orders(Query query) const {
    std::vector<int64_t> orders;
    while (TRY(query->next()))
        orders.push_back(query->integer(0));
    return orders;
}

DatabaseResult<std::vector<int64_t>> TransactionTable::placed_above(primitives::Height height) const {
    Query rows =
        TRY(m_database.query("SELECT ord FROM tx WHERE standing IN (1,3) AND height>? ORDER BY ord"));
    rows->bind(int64_t{height});
    return orders(std::move(rows));
}

DatabaseResult<std::vector<int64_t>> TransactionTable::with_standing(Standing standing) const {
    Query rows = TRY(m_database.query("SELECT ord FROM tx WHERE standing=? AND standing<>1 ORDER BY ord"));
    rows->bind(int64_t{static_cast<uint8_t>(standing)});
    return orders(std::move(rows));
}

DatabaseResult<uint64_t> TransactionTable::lines() const {
    return static_cast<uint64_t>(TRY(m_database.number("SELECT coalesce(sum(lines),0) FROM tx")));
}

DatabaseResult<std::optional<std::pair<int64_t, uint64_t>>> TransactionTable::line_at(uint64_t skip) const {
    const Query rows =
        TRY(m_database.query("SELECT ord,lines FROM tx INDEXED BY tx_lines ORDER BY ord DESC"));
    while (TRY(rows->next())) {
        const auto lines = static_cast<uint64_t>(rows->integer(1));
        if (skip < lines) return std::optional(std::pair(rows->integer(0), skip));
        skip -= lines;
    }
    return std::optional<std::pair<int64_t, uint64_t>>();
}

DatabaseResult<void> TransactionTable::insert(const TransactionRow& row,
                                              const primitives::Transaction& transaction) {
    const Query put = TRY(m_database.query(
        "INSERT INTO tx(ord,txid,coinbase,raw,standing,block,height,position,block_time,received,time,debit,"
        "credit,all_own,lines,comment,recipient,replaces,replaced_by)"
        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"));
    put->bind(row.order).bind(base::ByteSpan(transaction.txid().bytes()));
    put->bind(int64_t{transaction.is_coinbase()}).bind(transaction.raw());
    bind_row(*put, row);
    TRY(put->run());
    if (transaction.is_coinbase()) return {};
    const Query spend = TRY(m_database.query("INSERT INTO input VALUES(?,?,?)"));
    for (const primitives::TxIn& input : transaction.inputs())
        TRY(bind(*spend, input.prevout).bind(row.order).run());
    return {};
}

DatabaseResult<void> TransactionTable::update(const TransactionRow& row) {
    const Query put = TRY(m_database.query(
        "UPDATE tx SET standing=?,block=?,height=?,position=?,block_time=?,received=?,time=?,debit=?,"
        "credit=?,all_own=?,lines=?,comment=?,recipient=?,replaces=?,replaced_by=? WHERE ord=?"));
    bind_row(*put, row);
    return put->bind(row.order).run();
}

DatabaseResult<std::optional<CoinRow>> TransactionTable::coin(const OutPoint& outpoint) const {
    const Query row = TRY(m_database.query(
        "SELECT txid,vout,value,descriptor,place,ord,spent FROM coin WHERE txid=? AND vout=?"));
    bind(*row, outpoint);
    if (!TRY(row->next())) return std::optional<CoinRow>();
    return std::optional(take_coin(*row));
}

DatabaseResult<void> TransactionTable::put_coin(const CoinRow& coin) {
    const Query put = TRY(m_database.query("INSERT OR REPLACE INTO coin VALUES(?,?,?,?,?,?,?)"));
    bind(*put, coin.outpoint).bind(coin.value.sat).bind(coin.script.descriptor);
    return put->bind(int64_t{coin.script.index}).bind(coin.order).bind(int64_t{coin.spent}).run();
}

DatabaseResult<void> TransactionTable::set_spent(const OutPoint& outpoint, bool spent) {
    const Query put = TRY(m_database.query("UPDATE coin SET spent=? WHERE txid=? AND vout=?"));
    put->bind(int64_t{spent});
    return bind(*put, outpoint).run();
}

DatabaseResult<std::vector<int64_t>> TransactionTable::spenders(const OutPoint& outpoint) const {
    Query rows = TRY(m_database.query("SELECT ord FROM input WHERE txid=? AND vout=? ORDER BY ord"));
    bind(*rows, outpoint);
    return orders(std::move(rows));
}

DatabaseResult<std::vector<int64_t>> TransactionTable::paying(const OwnScript& script) const {
    Query rows =
        TRY(m_database.query("SELECT DISTINCT ord FROM coin WHERE descriptor=? AND place=? ORDER BY ord"));
    rows->bind(script.descriptor).bind(int64_t{script.index});
    return orders(std::move(rows));
}

DatabaseResult<void> TransactionTable::for_each_open(
    const std::function<void(const OpenCoin&)>& visit) const {
    const Query rows = TRY(m_database.query(QUANTA_OPEN_COINS));
    while (TRY(rows->next()))
        visit(take_open(*rows));
    return {};
}

DatabaseResult<std::optional<OpenCoin>> TransactionTable::open_coin(const OutPoint& outpoint) const {
    const Query row = TRY(m_database.query(QUANTA_OPEN_COINS " AND c.txid=? AND c.vout=?"));
    bind(*row, outpoint);
    if (!TRY(row->next())) return std::optional<OpenCoin>();
    return std::optional(take_open(*row));
}

DatabaseResult<void> TransactionTable::for_each_spent_script(
    const std::function<void(const OwnScript&)>& visit) const {
    const Query rows = TRY(m_database.query(
        "SELECT DISTINCT c.descriptor,c.place FROM coin c JOIN input i ON i.txid=c.txid AND i.vout=c.vout"));
    while (TRY(rows->next()))
        visit({rows->integer(0), static_cast<uint32_t>(rows->integer(1))});
    return {};
}

DatabaseResult<std::vector<OutPoint>> TransactionTable::locked() const {
    const Query rows = TRY(m_database.query("SELECT txid,vout FROM locked"));
    std::vector<OutPoint> locked;
    while (TRY(rows->next()))
        locked.push_back({hash_of<Txid>(rows->blob(0)), static_cast<uint32_t>(rows->integer(1))});
    return locked;
}

DatabaseResult<void> TransactionTable::set_locked(const OutPoint& outpoint, bool locked) {
    const Query put = TRY(m_database.query(locked ? "INSERT OR IGNORE INTO locked VALUES(?,?)"
                                                  : "DELETE FROM locked WHERE txid=? AND vout=?"));
    return bind(*put, outpoint).run();
}

}  // namespace quanta::wallet
