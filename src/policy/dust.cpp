// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/dust.h"

#include <fmt/core.h>

#include <algorithm>

#include "codec/writer.h"
#include "policy/limits.h"
#include "script/script.h"

namespace quanta::policy {
namespace {

using base::ByteSpan;
using primitives::Amount;
using primitives::FeeRate;
using primitives::OutPoint;
using primitives::Transaction;
using primitives::TxIn;

bool spends(const Transaction& transaction, const OutPoint& outpoint) {
    return std::ranges::any_of(transaction.inputs(),
                               [&](const TxIn& input) { return input.prevout == outpoint; });
}

bool spends_dust_of(const Transaction& child, const Transaction& parent, FeeRate rate) {
    return std::ranges::all_of(dust_outputs(parent, rate), [&](uint32_t index) {
        return spends(child, {parent.txid(), index});
    });
}

bool is_child(const Transaction& child, const Transaction& parent) {
    return std::ranges::any_of(child.inputs(),
                               [&](const TxIn& input) { return input.prevout.txid == parent.txid(); });
}

}  // namespace

Amount dust_threshold(ByteSpan script, FeeRate rate) {
    if (script::is_unspendable(script)) return {};
    const size_t output_size = sizeof(int64_t) + codec::compact_size_length(script.size()) + script.size();
    const int64_t spend_size = script::is_witness_program(script) ? kSpendSizeWitness : kSpendSizeLegacy;
    return rate.fee_for(static_cast<int64_t>(output_size) + spend_size);
}

bool is_dust(const primitives::TxOut& output, FeeRate rate) {
    return output.value < dust_threshold(output.script, rate);
}

std::vector<uint32_t> dust_outputs(const Transaction& transaction, FeeRate rate) {
    std::vector<uint32_t> indexes;
    const auto outputs = transaction.outputs();
    for (uint32_t i = 0; i < outputs.size(); ++i) {
        if (is_dust(outputs[i], rate)) indexes.push_back(i);
    }
    return indexes;
}

base::Result<void, Rejection> check_dust_fee(const Transaction& transaction, Amount fee, Amount modified_fee,
                                             FeeRate rate) {
    const bool is_free = fee == Amount{} && modified_fee == Amount{};
    if (is_free || dust_outputs(transaction, rate).empty()) return {};
    return base::Err(Rejection{Rejection::Kind::NotStandard, "dust", "tx with dust output must be 0-fee"});
}

base::Result<void, Rejection> check_dust_spends(const Transaction& child,
                                                std::span<const Transaction* const> parents, FeeRate rate) {
    for (const Transaction* parent : parents) {
        if (!is_child(child, *parent) || spends_dust_of(child, *parent, rate)) continue;
        return base::Err(Rejection{Rejection::Kind::MempoolPolicy, "missing-ephemeral-spends",
                                   fmt::format("tx {} (wtxid={}) did not spend parent's ephemeral dust",
                                               child.txid().to_text(), child.wtxid().to_text())});
    }
    return {};
}

}  // namespace quanta::policy
