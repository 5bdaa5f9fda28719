// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/intake.h"

#include <string>

#include "keys/address.h"
#include "script/script.h"
#include "wallet/wallet.h"

namespace quanta::wallet {
namespace {

/// Scripts that were paid are not given out any more; those for receiving are known by an empty name from
/// then on, or what they get would look like change.
void mark_used(const Entry& entry, const params::ChainParams& params, WalletMemory& memory,
               Changes& changes) {
    for (const OwnOutput& output : entry.own) {
        const DescriptorRow& row = memory.addresses.descriptor(output.script.descriptor).row;
        const bool unexpected = output.script.index >= row.next;
        memory.addresses.mark_used(output.script, changes);
        if (!unexpected || row.internal) continue;
        const base::ByteSpan script = entry.transaction->outputs()[output.index].script;
        const auto address = keys::address_of_script(script::classify_kind(script), script, params);
        LabelRow label{std::string(address.view()), "", "receive"};
        if (label.address.empty() || memory.book.contains(label.address)) continue;
        changes.labels.push_back(label);
        memory.book.emplace(label.address, label);
    }
}

}  // namespace

/// An output may move the range of watched addresses so that another one of them is the wallet's, too.
WalletResult<void> Intake::follow_up(const primitives::Txid& txid) {
    Ledger& ledger = m_memory.ledger;
    do {
        const std::optional<Entry> entry = TRY(ledger.find(txid));
        if (!entry) break;
        mark_used(*entry, m_params, m_memory, m_changes);
    } while (TRY(ledger.find_more_outputs(txid)));
    return {};
}

WalletResult<bool> Intake::confirm(const TransactionRef& transaction, const Place& place) {
    if (!TRY(m_memory.ledger.confirm(transaction, place, m_now_s))) return false;
    TRY(follow_up(transaction->txid()));
    return true;
}

WalletResult<bool> Intake::wait(const TransactionRef& transaction, const TransactionNote& note) {
    if (!TRY(m_memory.ledger.wait(transaction, m_now_s, note))) return false;
    TRY(follow_up(transaction->txid()));
    return true;
}

}  // namespace quanta::wallet
