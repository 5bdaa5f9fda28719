// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/history.h"

#include <algorithm>
#include <array>

#include "keys/address.h"
#include "script/script.h"

namespace quanta::wallet {

using primitives::Amount;

std::string_view line_kind_name(LineKind kind) {
    static constexpr std::array<std::string_view, 5> kNames = {"send", "receive", "generate", "immature",
                                                               "orphan"};
    return kNames[static_cast<size_t>(kind)];
}

std::string History::address(const Entry& entry, uint32_t output) const {
    const base::ByteSpan script = entry.transaction->outputs()[output].script;
    return std::string(keys::address_of_script(script::classify_kind(script), script, m_params).view());
}

const LabelRow* History::label(const std::string& address) const {
    const auto found = m_book.find(address);
    return found == m_book.end() ? nullptr : &found->second;
}

bool History::is_own(const Entry& entry, uint32_t output) const {
    return std::any_of(entry.own.begin(), entry.own.end(),
                       [&](const OwnOutput& own) { return own.index == output; });
}

bool History::is_change(const Entry& entry, uint32_t output) const {
    return is_own(entry, output) && label(address(entry, output)) == nullptr;
}

LineKind History::kind_of_income(const Entry& entry) const {
    if (!entry.transaction->is_coinbase()) return LineKind::Receive;
    if (confirmations(entry, m_tip) < 1) return LineKind::Orphan;
    return is_immature(entry, m_tip) ? LineKind::Immature : LineKind::Generate;
}

std::vector<HistoryLine> History::lines(const Entry& entry) const {
    const auto outputs = entry.transaction->outputs();
    const Amount debit = entry.row.debit;
    const bool sent = debit.sat > 0;
    const Amount fee = sent ? entry.transaction->output_sum() - debit : Amount();
    std::vector<HistoryLine> went;
    std::vector<HistoryLine> came;
    for (uint32_t i = 0; i < outputs.size(); ++i) {
        if (sent && is_change(entry, i)) continue;
        if (sent) went.push_back({&entry, LineKind::Send, i, Amount() - outputs[i].value, fee});
        if (is_own(entry, i)) came.push_back({&entry, kind_of_income(entry), i, outputs[i].value, {}});
    }
    went.insert(went.end(), came.begin(), came.end());
    return went;
}

size_t History::count(const Entry& entry) const {
    if (entry.row.debit.sat == 0) return entry.own.size();
    size_t count = 0;
    for (uint32_t i = 0; i < entry.transaction->outputs().size(); ++i) {
        const bool own = is_own(entry, i);
        if (!own)
            ++count;
        else if (!is_change(entry, i))
            count += 2;
    }
    return count;
}

}  // namespace quanta::wallet
