// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/ledger.h"

#include <algorithm>
#include <utility>

namespace quanta::wallet {

using primitives::Amount;
using primitives::OutPoint;
using primitives::Transaction;
using primitives::Txid;
using primitives::TxIn;

namespace {

/// Whether a transaction of this standing may still come about or has.
bool is_live(Standing standing) {
    return standing == Standing::Confirmed || standing == Standing::Unconfirmed;
}

bool has_place(Standing standing) {
    return standing == Standing::Confirmed || standing == Standing::Conflicted;
}

}  // namespace

WalletResult<void> Ledger::attach(TransactionTable& table) {
    m_table = &table;
    m_next_order = TRY(table.count());
    m_coins = Coins();
    m_waiting = Waiting();
    m_touched.clear();
    const std::vector<OutPoint> locked = TRY(table.locked());
    m_locked = {locked.begin(), locked.end()};
    TRY(table.for_each_open([&](const OpenCoin& coin) {
        m_coins.put(coin);
        m_outpoints.insert(outpoint_fingerprint(coin.row.outpoint));
    }));
    for (const int64_t order : TRY(table.with_standing(Standing::Unconfirmed))) {
        Entry entry = TRY(table.at(order));
        watch(entry);
        m_waiting.put(std::move(entry));
    }
    return {};
}

/// Makes blocks be looked through for what spends its outputs, or spends what it does.
void Ledger::watch(const Entry& entry) {
    for (const OwnOutput& output : entry.own)
        m_outpoints.insert(outpoint_fingerprint({entry.transaction->txid(), output.index}));
    for (const TxIn& input : entry.transaction->inputs())
        m_outpoints.insert(outpoint_fingerprint(input.prevout));
}

std::vector<OwnOutput> Ledger::own_outputs(const Transaction& transaction) const {
    std::vector<OwnOutput> own;
    for (size_t i = 0; i < transaction.outputs().size(); ++i) {
        const OwnScript* script = m_addresses.find(transaction.outputs()[i].script);
        if (script != nullptr) own.push_back({static_cast<uint32_t>(i), *script});
    }
    return own;
}

WalletResult<bool> Ledger::spends_own(const Transaction& transaction) const {
    for (const TxIn& input : transaction.inputs()) {
        if (m_coins.find(input.prevout) != nullptr) return true;
        if (TRY(m_table->coin(input.prevout))) return true;
    }
    return false;
}

WalletResult<bool> Ledger::is_spent_in_chain(const OutPoint& outpoint) const {
    for (const int64_t order : TRY(m_table->spenders(outpoint))) {
        if (TRY(m_table->at(order)).row.standing == Standing::Confirmed) return true;
    }
    return false;
}

WalletResult<void> Ledger::sum_up(Entry& entry) const {
    entry.row.debit = {};
    entry.row.credit = {};
    entry.row.all_own = true;
    for (const TxIn& input : entry.transaction->inputs()) {
        const std::optional<CoinRow> coin = TRY(m_table->coin(input.prevout));
        if (coin)
            entry.row.debit += coin->value;
        else
            entry.row.all_own = false;
    }
    for (const OwnOutput& output : entry.own)
        entry.row.credit += entry.transaction->outputs()[output.index].value;
    return {};
}

WalletResult<void> Ledger::add_coin(const Entry& entry, const OwnOutput& output) {
    CoinRow coin{{entry.transaction->txid(), output.index},
                 entry.transaction->outputs()[output.index].value,
                 output.script,
                 entry.row.order,
                 false};
    // What spends it may have been known before it.
    const std::vector<int64_t> spenders = TRY(m_table->spenders(coin.outpoint));
    coin.spent = TRY(is_spent_in_chain(coin.outpoint));
    TRY(m_table->put_coin(coin));
    for (const int64_t order : spenders) {
        Entry spender = TRY(m_table->at(order));
        TRY(sum_up(spender));
        TRY(m_table->update(spender.row));
        m_touched.insert(order);
        if (spender.row.standing == Standing::Unconfirmed) m_waiting.put(std::move(spender));
    }
    return {};
}

WalletResult<void> Ledger::add(Entry entry) {
    entry.row.order = m_next_order;
    TRY(sum_up(entry));
    TRY(m_table->insert(entry.row, *entry.transaction));
    ++m_next_order;
    for (const OwnOutput& output : entry.own)
        TRY(add_coin(entry, output));
    watch(entry);
    m_touched.insert(entry.row.order);
    return reflect(entry);
}

/// Coins that `entry` spends are gone when it is in the chain; they are back when it has left.
WalletResult<void> Ledger::settle_inputs(const Entry& entry) {
    const bool confirmed = entry.row.standing == Standing::Confirmed;
    for (const TxIn& input : entry.transaction->inputs()) {
        const std::optional<CoinRow> coin = TRY(m_table->coin(input.prevout));
        if (!coin) continue;
        const bool spent = confirmed || TRY(is_spent_in_chain(input.prevout));
        if (coin->spent != spent) TRY(m_table->set_spent(input.prevout, spent));
        m_coins.erase(input.prevout);
        if (spent) continue;
        if (const auto open = TRY(m_table->open_coin(input.prevout))) m_coins.put(*open);
    }
    return {};
}

WalletResult<void> Ledger::settle_outputs(const Entry& entry) {
    for (const OwnOutput& output : entry.own) {
        const OutPoint outpoint{entry.transaction->txid(), output.index};
        const auto open = is_live(entry.row.standing) ? TRY(m_table->open_coin(outpoint)) : std::nullopt;
        if (open)
            m_coins.put(*open);
        else
            m_coins.erase(outpoint);
    }
    return {};
}

/// Memory follows what the file says of `entry`.
WalletResult<void> Ledger::reflect(const Entry& entry) {
    m_waiting.erase(entry.transaction->txid());
    TRY(settle_inputs(entry));
    TRY(settle_outputs(entry));
    if (entry.row.standing == Standing::Unconfirmed) m_waiting.put(entry);
    return {};
}

WalletResult<void> Ledger::change(Entry entry, Standing standing, const Place& place) {
    const Place kept = has_place(standing) ? place : Place();
    if (entry.row.standing == standing && entry.row.place == kept) return {};
    entry.row.standing = standing;
    entry.row.place = kept;
    TRY(m_table->update(entry.row));
    m_touched.insert(entry.row.order);
    watch(entry);
    return reflect(entry);
}

WalletResult<std::vector<int64_t>> Ledger::children(const Entry& entry) const {
    std::vector<int64_t> all;
    for (uint32_t i = 0; i < entry.transaction->outputs().size(); ++i) {
        const std::vector<int64_t> spenders = TRY(m_table->spenders({entry.transaction->txid(), i}));
        all.insert(all.end(), spenders.begin(), spenders.end());
    }
    return all;
}

WalletResult<void> Ledger::change_with_descendants(int64_t order, Standing standing, const Place& place) {
    std::vector<int64_t> open{order};
    while (!open.empty()) {
        const int64_t current = open.back();
        open.pop_back();
        Entry entry = TRY(m_table->at(current));
        const bool waits = entry.row.standing == Standing::Unconfirmed || current == order;
        if (!waits || (entry.row.standing == standing && entry.row.place == place)) continue;
        const std::vector<int64_t> next = TRY(children(entry));
        open.insert(open.end(), next.begin(), next.end());
        TRY(change(std::move(entry), standing, place));
    }
    return {};
}

WalletResult<void> Ledger::exclude_conflicts(const Transaction& transaction, const Place& place) {
    for (const TxIn& input : transaction.inputs()) {
        for (const int64_t order : TRY(m_table->spenders(input.prevout))) {
            const Entry other = TRY(m_table->at(order));
            if (other.transaction->txid() == transaction.txid()) continue;
            if (other.row.standing != Standing::Confirmed)
                TRY(change_with_descendants(order, Standing::Conflicted, place));
        }
    }
    return {};
}

WalletResult<bool> Ledger::confirm(const std::shared_ptr<const Transaction>& transaction, const Place& place,
                                   int64_t now_s) {
    TRY(exclude_conflicts(*transaction, place));
    if (std::optional<Entry> known = TRY(m_table->find(transaction->txid()))) {
        TRY(change(std::move(*known), Standing::Confirmed, place));
        return true;
    }
    Entry entry{{}, transaction, own_outputs(*transaction)};
    if (entry.own.empty() && !TRY(spends_own(*transaction))) return false;
    entry.row.standing = Standing::Confirmed;
    entry.row.place = place;
    entry.row.received_s = now_s;
    entry.row.time_s = std::min(place.time_s, now_s);
    TRY(add(std::move(entry)));
    return true;
}

WalletResult<bool> Ledger::wait(const std::shared_ptr<const Transaction>& transaction, int64_t now_s,
                                const TransactionNote& note) {
    if (std::optional<Entry> known = TRY(m_table->find(transaction->txid()))) {
        if (known->row.standing == Standing::Abandoned && !transaction->is_coinbase())
            TRY(change(std::move(*known), Standing::Unconfirmed, {}));
        return true;
    }
    Entry entry{{}, transaction, own_outputs(*transaction)};
    if (entry.own.empty() && !TRY(spends_own(*transaction))) return false;
    entry.row.received_s = now_s;
    entry.row.time_s = now_s;
    entry.row.note = note;
    TRY(add(std::move(entry)));
    return true;
}

WalletResult<bool> Ledger::find_more_outputs(const Txid& txid) {
    std::optional<Entry> entry = TRY(m_table->find(txid));
    if (!entry) return false;
    std::vector<OwnOutput> own = own_outputs(*entry->transaction);
    if (own.size() == entry->own.size()) return false;
    entry->own = std::move(own);
    for (const OwnOutput& output : entry->own) {
        if (!TRY(m_table->coin({txid, output.index}))) TRY(add_coin(*entry, output));
    }
    TRY(sum_up(*entry));
    TRY(m_table->update(entry->row));
    m_touched.insert(entry->row.order);
    watch(*entry);
    TRY(reflect(*entry));
    return true;
}

WalletResult<void> Ledger::disconnect_above(primitives::Height height) {
    std::vector<int64_t> coinbases;
    for (const int64_t order : TRY(m_table->placed_above(height))) {
        Entry entry = TRY(m_table->at(order));
        if (entry.transaction->is_coinbase()) coinbases.push_back(order);
        TRY(change(std::move(entry), Standing::Unconfirmed, {}));
    }
    // What spends from a coinbase that is gone is gone with it.
    for (const int64_t order : coinbases)
        TRY(change_with_descendants(order, Standing::Abandoned, {}));
    return {};
}

WalletResult<void> Ledger::abandon(const Txid& txid) {
    const std::optional<int64_t> order = TRY(m_table->order_of(txid));
    if (!order) return {};
    return change_with_descendants(*order, Standing::Abandoned, {});
}

WalletResult<void> Ledger::set_note(const Txid& txid, const TransactionNote& note) {
    std::optional<Entry> entry = TRY(m_table->find(txid));
    if (!entry) return {};
    entry->row.note = note;
    TRY(m_table->update(entry->row));
    m_touched.insert(entry->row.order);
    if (entry->row.standing == Standing::Unconfirmed) m_waiting.put(std::move(*entry));
    return {};
}

WalletResult<void> Ledger::set_lines(int64_t order, uint32_t lines) {
    Entry entry = TRY(m_table->at(order));
    if (entry.row.lines == lines) return {};
    entry.row.lines = lines;
    TRY(m_table->update(entry.row));
    if (entry.row.standing != Standing::Unconfirmed) return {};
    m_waiting.erase(entry.transaction->txid());
    m_waiting.put(std::move(entry));
    return {};
}

WalletResult<void> Ledger::set_locked(const OutPoint& outpoint, bool locked, LockTime time) {
    // One that is for now may be for ever in the file.
    if (time == LockTime::Ever || !locked) TRY(m_table->set_locked(outpoint, locked));
    if (locked)
        m_locked.insert(outpoint);
    else
        m_locked.erase(outpoint);
    return {};
}

std::vector<int64_t> Ledger::take_touched() {
    std::vector<int64_t> touched(m_touched.begin(), m_touched.end());
    m_touched.clear();
    return touched;
}

WalletResult<std::optional<Entry>> Ledger::find(const Txid& txid) const {
    return TRY(m_table->find(txid));
}

WalletResult<void> Ledger::newest_first(const std::function<WalletResult<bool>(const Entry&)>& visit) const {
    WalletResult<void> outcome;
    TRY(m_table->descend(m_next_order - 1, [&](const Entry& entry) -> DatabaseResult<bool> {
        const WalletResult<bool> more = visit(entry);
        if (!more) outcome = base::Err(more.error());
        return more.value_or(false);
    }));
    return outcome;
}

WalletResult<std::vector<Txid>> Ledger::conflicts(const Entry& entry) const {
    std::set<Txid> others;
    for (const TxIn& input : entry.transaction->inputs()) {
        for (const int64_t order : TRY(m_table->spenders(input.prevout))) {
            if (order != entry.row.order) others.insert(TRY(m_table->at(order)).transaction->txid());
        }
    }
    return std::vector<Txid>(others.begin(), others.end());
}

int confirmations(const Entry& entry, primitives::Height tip) {
    const TransactionRow& row = entry.row;
    if (!has_place(row.standing)) return 0;
    const int depth = std::max(tip - row.place.block.height + 1, 0);
    return row.standing == Standing::Confirmed ? depth : -depth;
}

int confirmations(const OpenCoin& coin, primitives::Height tip) {
    return coin.confirmed ? std::max(tip - coin.height + 1, 0) : 0;
}

bool is_immature(const Entry& entry, primitives::Height tip) {
    return entry.transaction->is_coinbase() && confirmations(entry, tip) <= kCoinbaseMaturity;
}

bool is_immature(const OpenCoin& coin, primitives::Height tip) {
    return coin.coinbase && confirmations(coin, tip) <= kCoinbaseMaturity;
}

bool is_claimed(const Ledger& ledger, const OutPoint& outpoint) {
    if (!ledger.waiting().is_claimed(outpoint)) return false;
    return std::ranges::any_of(ledger.waiting().claims(outpoint),
                               [&](const Txid& txid) { return !ledger.pool().is_conflicted(txid); });
}

bool Ledger::is_trusted(const Entry& entry) const {
    if (entry.row.standing == Standing::Confirmed) return true;
    if (entry.row.standing != Standing::Unconfirmed) return false;
    std::vector<Txid> open{entry.transaction->txid()};
    std::set<Txid> seen;
    while (!open.empty()) {
        const Txid txid = open.back();
        open.pop_back();
        const Entry* current = m_waiting.find(txid);
        if (current == nullptr || !seen.insert(txid).second) continue;
        if (!current->row.all_own || !m_pool.contains(txid)) return false;
        for (const TxIn& input : current->transaction->inputs()) {
            const OpenCoin* spent = m_coins.find(input.prevout);
            if (spent == nullptr) return false;
            if (!spent->confirmed) open.push_back(input.prevout.txid);
        }
    }
    return true;
}

bool Ledger::is_trusted(const OpenCoin& coin) const {
    if (coin.confirmed) return true;
    const Entry* entry = m_waiting.find(coin.row.outpoint.txid);
    return entry != nullptr && is_trusted(*entry);
}

WalletResult<bool> Ledger::is_reused(const OwnScript& script) const {
    for (const int64_t order : TRY(m_table->paying(script))) {
        const Entry entry = TRY(m_table->at(order));
        for (const OwnOutput& output : entry.own) {
            if (output.script != script) continue;
            if (!TRY(m_table->spenders({entry.transaction->txid(), output.index})).empty()) return true;
        }
    }
    return false;
}

bool Ledger::is_claimed_in_pool(const OutPoint& outpoint) const {
    return std::ranges::any_of(m_waiting.claims(outpoint),
                               [this](const Txid& txid) { return m_pool.contains(txid); });
}

WalletResult<void> Ledger::count(const OpenCoin& coin, primitives::Height tip, int min_confirmations,
                                 Reuse reuse, Balances& balances) const {
    const Amount value = coin.row.value;
    if (is_immature(coin, tip)) {
        balances.immature += value;
    } else if (!is_trusted(coin)) {
        if (m_pool.contains(coin.row.outpoint.txid)) balances.untrusted_pending += value;
    } else if (confirmations(coin, tip) >= min_confirmations) {
        const bool used = reuse == Reuse::Apart && TRY(is_reused(coin.row.script));
        (used ? balances.used : balances.trusted) += value;
    }
    return {};
}

WalletResult<Balances> Ledger::balances(primitives::Height tip, int min_confirmations, Reuse reuse) const {
    Balances balances;
    for (const OpenCoin& coin : m_coins.all()) {
        if (!is_claimed(*this, coin.row.outpoint)) {
            TRY(count(coin, tip, min_confirmations, reuse, balances));
        } else if (!is_claimed_in_pool(coin.row.outpoint)) {
            balances.nonmempool += coin.row.value;
        }
    }
    return balances;
}

}  // namespace quanta::wallet
