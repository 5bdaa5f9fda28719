// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/ledger.h"

#include <algorithm>
#include <utility>

namespace quanta::wallet {

using primitives::Amount;
using primitives::OutPoint;
using primitives::Transaction;
using primitives::Txid;

namespace {

/// Whether a transaction of this standing may still come about or has.
bool is_live(Standing standing) {
    return standing == Standing::Confirmed || standing == Standing::Unconfirmed;
}

bool has_place(Standing standing) {
    return standing == Standing::Confirmed || standing == Standing::Conflicted;
}

base::Bytes raw_of(const Entry& entry) {
    const base::ByteSpan raw = entry.transaction->raw();
    return {raw.begin(), raw.end()};
}

}  // namespace

std::optional<Ledger::Index> Ledger::index_of(const Txid& txid) const {
    const auto found = m_by_txid.find(txid);
    if (found == m_by_txid.end()) return std::nullopt;
    return found->second;
}

const Entry* Ledger::find(const Txid& txid) const {
    const std::optional<Index> index = index_of(txid);
    return index ? &m_entries[*index] : nullptr;
}

const primitives::TxOut* Ledger::own_output(const OutPoint& outpoint) const {
    const Entry* entry = find(outpoint.txid);
    if (entry == nullptr) return nullptr;
    const bool own = std::any_of(entry->own.begin(), entry->own.end(),
                                 [&](const OwnOutput& output) { return output.index == outpoint.index; });
    return own ? &entry->transaction->outputs()[outpoint.index] : nullptr;
}

void Ledger::watch_outputs(const Entry& entry) {
    for (const OwnOutput& output : entry.own)
        m_outpoints.insert(outpoint_fingerprint({entry.transaction->txid(), output.index}));
}

void Ledger::insert(Entry entry) {
    const Index index = m_entries.size();
    const Transaction& transaction = *entry.transaction;
    m_by_txid.emplace(transaction.txid(), index);
    watch_outputs(entry);
    for (const primitives::TxIn& input : transaction.inputs()) {
        if (input.prevout.is_null()) continue;
        m_spenders.emplace(input.prevout, index);
        // What a transaction that waits spends may be spent by another one.
        m_outpoints.insert(outpoint_fingerprint(input.prevout));
        const Entry* parent = find(input.prevout.txid);
        if (parent == nullptr) continue;
        for (const OwnOutput& output : parent->own) {
            if (output.index == input.prevout.index) m_spent_scripts.insert(key_of(output.script));
        }
    }
    m_entries.push_back(std::move(entry));
}

namespace {

std::vector<OwnOutput> own_outputs(const Addresses& addresses, const Transaction& transaction) {
    std::vector<OwnOutput> own;
    for (size_t i = 0; i < transaction.outputs().size(); ++i) {
        const OwnScript* script = addresses.find(transaction.outputs()[i].script);
        if (script != nullptr) own.push_back({static_cast<uint32_t>(i), *script});
    }
    return own;
}

}  // namespace

bool Ledger::restore(const TransactionRow& row) {
    if (row.order != static_cast<int64_t>(m_entries.size())) return false;
    auto parsed = primitives::parse_transaction(row.raw);
    if (!parsed || m_by_txid.contains((*parsed)->txid())) return false;
    Entry entry{row, std::move(*parsed), {}};
    entry.row.raw.clear();
    entry.own = own_outputs(m_addresses, *entry.transaction);
    insert(std::move(entry));
    return true;
}

void Ledger::note(Index index, Changes& changes) const {
    TransactionRow row = m_entries[index].row;
    row.raw = raw_of(m_entries[index]);
    changes.transactions.push_back(std::move(row));
}

void Ledger::set_standing(Index index, Standing standing, const Place& place, Changes& changes) {
    TransactionRow& row = m_entries[index].row;
    const Place kept = has_place(standing) ? place : Place();
    if (row.standing == standing && row.place == kept) return;
    row.standing = standing;
    row.place = kept;
    note(index, changes);
}

void Ledger::set_with_descendants(Index index, Standing standing, const Place& place, Changes& changes) {
    std::vector<Index> open{index};
    while (!open.empty()) {
        const Index current = open.back();
        open.pop_back();
        const Entry& entry = m_entries[current];
        const bool waits = entry.row.standing == Standing::Unconfirmed || current == index;
        if (!waits || (entry.row.standing == standing && entry.row.place == place)) continue;
        set_standing(current, standing, place, changes);
        for (size_t i = 0; i < entry.transaction->outputs().size(); ++i) {
            const auto [first, last] =
                m_spenders.equal_range({entry.transaction->txid(), static_cast<uint32_t>(i)});
            for (auto it = first; it != last; ++it)
                open.push_back(it->second);
        }
    }
}

void Ledger::mark_conflicts(const Transaction& transaction, const Place& place, Changes& changes) {
    for (const primitives::TxIn& input : transaction.inputs()) {
        std::vector<Index> others;
        const auto [first, last] = m_spenders.equal_range(input.prevout);
        for (auto it = first; it != last; ++it)
            others.push_back(it->second);
        for (const Index other : others) {
            const Entry& entry = m_entries[other];
            if (entry.transaction->txid() == transaction.txid()) continue;
            if (entry.row.standing != Standing::Confirmed)
                set_with_descendants(other, Standing::Conflicted, place, changes);
        }
    }
}

bool Ledger::confirm(const std::shared_ptr<const Transaction>& transaction, const Place& place, int64_t now_s,
                     Changes& changes) {
    mark_conflicts(*transaction, place, changes);
    if (const std::optional<Index> known = index_of(transaction->txid())) {
        set_standing(*known, Standing::Confirmed, place, changes);
        return true;
    }
    Entry entry{{}, transaction, own_outputs(m_addresses, *transaction)};
    const bool spends = std::any_of(transaction->inputs().begin(), transaction->inputs().end(),
                                    [&](const auto& input) { return own_output(input.prevout) != nullptr; });
    if (entry.own.empty() && !spends) return false;
    entry.row.order = static_cast<int64_t>(m_entries.size());
    entry.row.standing = Standing::Confirmed;
    entry.row.place = place;
    entry.row.received_s = now_s;
    entry.row.time_s = std::min(place.time_s, now_s);
    insert(std::move(entry));
    note(m_entries.size() - 1, changes);
    return true;
}

bool Ledger::find_more_outputs(const Txid& txid) {
    Entry& entry = m_entries[*index_of(txid)];
    std::vector<OwnOutput> own = own_outputs(m_addresses, *entry.transaction);
    if (own.size() == entry.own.size()) return false;
    entry.own = std::move(own);
    watch_outputs(entry);
    return true;
}

void Ledger::disconnect_above(primitives::Height height, Changes& changes) {
    for (Index index = 0; index < m_entries.size(); ++index) {
        const TransactionRow& row = m_entries[index].row;
        if (!has_place(row.standing) || row.place.block.height <= height) continue;
        set_standing(index, Standing::Unconfirmed, {}, changes);
    }
    // What spends from a coinbase that is gone is gone with it.
    for (Index index = 0; index < m_entries.size(); ++index) {
        const Entry& entry = m_entries[index];
        if (entry.row.standing == Standing::Unconfirmed && entry.transaction->is_coinbase())
            set_with_descendants(index, Standing::Abandoned, {}, changes);
    }
}

bool Ledger::is_spent(const OutPoint& outpoint) const {
    const auto [first, last] = m_spenders.equal_range(outpoint);
    return std::any_of(first, last,
                       [&](const auto& spender) { return is_live(m_entries[spender.second].row.standing); });
}

std::vector<Txid> Ledger::conflicts(const Entry& entry) const {
    std::set<Txid> others;
    for (const primitives::TxIn& input : entry.transaction->inputs()) {
        const auto [first, last] = m_spenders.equal_range(input.prevout);
        for (auto it = first; it != last; ++it)
            others.insert(m_entries[it->second].transaction->txid());
    }
    others.erase(entry.transaction->txid());
    return {others.begin(), others.end()};
}

Amount Ledger::debit(const Entry& entry) const {
    Amount sum;
    for (const primitives::TxIn& input : entry.transaction->inputs()) {
        const primitives::TxOut* output = own_output(input.prevout);
        if (output != nullptr) sum += output->value;
    }
    return sum;
}

Amount Ledger::credit(const Entry& entry) {
    Amount sum;
    for (const OwnOutput& output : entry.own)
        sum += entry.transaction->outputs()[output.index].value;
    return sum;
}

bool Ledger::is_all_own(const Entry& entry) const {
    const auto inputs = entry.transaction->inputs();
    return std::all_of(inputs.begin(), inputs.end(),
                       [&](const primitives::TxIn& input) { return own_output(input.prevout) != nullptr; });
}

int Ledger::confirmations(const Entry& entry, primitives::Height tip) {
    const TransactionRow& row = entry.row;
    if (!has_place(row.standing)) return 0;
    const int depth = std::max(tip - row.place.block.height + 1, 0);
    return row.standing == Standing::Confirmed ? depth : -depth;
}

bool Ledger::is_immature(const Entry& entry, primitives::Height tip) {
    return entry.transaction->is_coinbase() && confirmations(entry, tip) <= kCoinbaseMaturity;
}

bool Ledger::is_trusted(const Entry& entry) const {
    if (entry.row.standing == Standing::Confirmed) return true;
    std::vector<const Entry*> open{&entry};
    std::set<const Entry*> seen;
    while (!open.empty()) {
        const Entry* current = open.back();
        open.pop_back();
        if (current->row.standing == Standing::Confirmed || !seen.insert(current).second) continue;
        if (current->row.standing != Standing::Unconfirmed || !is_all_own(*current)) return false;
        for (const primitives::TxIn& input : current->transaction->inputs())
            open.push_back(find(input.prevout.txid));
    }
    return true;
}

Balances Ledger::balances(primitives::Height tip, int min_confirmations, Reuse reuse) const {
    Balances balances;
    for (const Entry& entry : m_entries) {
        if (!is_live(entry.row.standing) || entry.own.empty()) continue;
        const int depth = confirmations(entry, tip);
        const bool immature = is_immature(entry, tip);
        const bool trusted = is_trusted(entry);
        for (const OwnOutput& output : entry.own) {
            if (is_spent({entry.transaction->txid(), output.index})) continue;
            const Amount value = entry.transaction->outputs()[output.index].value;
            if (immature)
                balances.immature += value;
            else if (!trusted)
                balances.untrusted_pending += value;
            else if (depth < min_confirmations)
                continue;
            else if (reuse == Reuse::Apart && is_reused(output.script))
                balances.used += value;
            else
                balances.trusted += value;
        }
    }
    return balances;
}

}  // namespace quanta::wallet
