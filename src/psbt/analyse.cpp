// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "psbt/analyse.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/result.h"
#include "psbt/sign.h"
#include "script/script.h"
#include "sign/standard_flags.h"

namespace quanta::psbt {

namespace {

using primitives::Amount;

/// Virtual bytes a signature operation counts at least as, for relay.
constexpr size_t kBytesPerSigop = 20;

std::string invalid(const std::string& why) {
    return "PSBT is not valid. " + why;
}

class Analyst {
public:
    explicit Analyst(const Psbt& psbt) : m_psbt(psbt) {
        if (!psbt.inputs.empty()) m_spending.emplace(psbt);
    }

    /// An error is why the PSBT is none.
    base::Result<Analysis, std::string> run() {
        Analysis analysis;
        Amount in;
        bool all_told = true;
        for (size_t i = 0; i < m_psbt.inputs.size(); ++i) {
            const auto output = m_psbt.inputs[i].spent_output();
            all_told = all_told && output;
            if (output) in = TRY(add(in, output->value, fmt::format("Input {} has invalid value", i)));
            if (output && script::is_unspendable(output->script)) {
                return base::Err(invalid(fmt::format("Input {} spends unspendable output", i)));
            }
            analysis.inputs.push_back(state_of(i, output.has_value()));
            analysis.next = std::min(analysis.next, analysis.inputs.back().next);
        }
        if (!all_told) return analysis;
        Amount paid;
        for (const Output& output : m_psbt.outputs)
            paid = TRY(add(paid, output.value, "Output amount invalid"));
        analysis.fee = in - paid;
        if (m_spending) analysis.virtual_size = estimate_size();
        return analysis;
    }

private:
    static base::Result<Amount, std::string> add(Amount sum, Amount value, const std::string& wrong) {
        if (!value.in_money_range() || !(sum + value).in_money_range()) return base::Err(invalid(wrong));
        return sum + value;
    }

    InputState state_of(size_t index, bool has_output) {
        InputState state;
        state.has_output = has_output;
        if (!has_output) return state;
        state.is_final = m_spending->is_spent(m_psbt.inputs[index], index);
        if (state.is_final) {
            state.next = Role::Extractor;
            return state;
        }
        const Signed outcome =
            sign_input(m_tried, index, sign::empty_provider(), &*m_spending, {.missing = &state.missing});
        if (outcome == Signed::Complete)
            state.next = Role::Finalizer;
        else if (state.missing.signatures_alone())
            state.next = Role::Signer;
        return state;
    }

    /// With stand-ins for signatures that are missing.
    std::optional<size_t> estimate_size() const {
        Psbt copy = m_psbt;
        for (size_t i = 0; i < copy.inputs.size(); ++i) {
            if (m_spending->is_spent(copy.inputs[i], i, sign::CoinsKnown::Some)) continue;
            if (sign_input(copy, i, sign::empty_provider(), nullptr, {}) != Signed::Complete)
                return std::nullopt;
        }
        const auto transaction = extract(copy).freeze();
        const auto sigops =
            static_cast<size_t>(script::sigop_cost(*transaction, m_spending->coins(), sign::kStandardFlags));
        const size_t weight = std::max(transaction->weight(), sigops * kBytesPerSigop);
        return (weight + primitives::kWitnessScale - 1) / primitives::kWitnessScale;
    }

    const Psbt& m_psbt;
    Psbt m_tried = m_psbt;  ///< what a finalizer makes of it
    std::optional<Spending> m_spending;
};

}  // namespace

std::string_view role_name(Role role) {
    constexpr std::string_view kNames[] = {"creator", "updater", "signer", "finalizer", "extractor"};
    return kNames[static_cast<size_t>(role)];
}

Analysis analyse(const Psbt& psbt) {
    auto analysis = Analyst(psbt).run();
    if (analysis) return std::move(*analysis);
    Analysis broken;
    broken.next = Role::Creator;
    broken.error = std::move(analysis).error();
    return broken;
}

}  // namespace quanta::psbt
