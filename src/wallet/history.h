// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "primitives/amount.h"
#include "wallet/ledger.h"

namespace quanta::wallet {

/// What a line of a history tells.
enum class LineKind : uint8_t { Send, Receive, Generate, Immature, Orphan };
/// "send", "receive", "generate", "immature", "orphan".
std::string_view line_kind_name(LineKind kind);

/// One line of a history: an output that came in, or one that went out.
struct HistoryLine {
    const Entry* entry = nullptr;
    LineKind kind = LineKind::Receive;
    uint32_t output = 0;        ///< its index
    primitives::Amount amount;  ///< negative when sent
    primitives::Amount fee;     ///< negative; of what is sent
};

/// Names of addresses: label and purpose by address.
using AddressBook = std::map<std::string, LabelRow>;

/// Reads a wallet's transactions as people do. A view: what it reads outlives it and does not change
/// meanwhile.
class History {
public:
    History(const AddressBook& book, const params::ChainParams& params, primitives::Height tip)
        : m_book(book), m_params(params), m_tip(tip) {}

    /// The lines of one transaction: what was sent, then what came in, each by output.
    std::vector<HistoryLine> lines(const Entry& entry) const;
    /// How many lines() has, without making them.
    size_t count(const Entry& entry) const;

    /// The address of an output's script; empty when it has none.
    std::string address(const Entry& entry, uint32_t output) const;
    /// What the address is called; null when nobody has said.
    const LabelRow* label(const std::string& address) const;

private:
    bool is_own(const Entry& entry, uint32_t output) const;
    /// What went back to the wallet at an address that nobody was given.
    bool is_change(const Entry& entry, uint32_t output) const;
    LineKind kind_of_income(const Entry& entry) const;

    const AddressBook& m_book;
    const params::ChainParams& m_params;
    const primitives::Height m_tip;
};

}  // namespace quanta::wallet
