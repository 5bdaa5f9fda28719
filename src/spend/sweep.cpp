// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "spend/sweep.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "coin_selection/params.h"
#include "policy/dust.h"
#include "policy/standard.h"
#include "spend/gather.h"

namespace quanta::spend {

namespace {

using base::Err;
using coin_selection::Candidate;
using primitives::Amount;
using Kind = SweepError::Kind;
using Outcome = base::Result<void, SweepError>;

constexpr uint32_t kReplaceable = 0xfffffffd;
constexpr uint32_t kNotFinal = 0xfffffffe;

Err<SweepError> refuse(Kind kind, std::string message) {
    return Err(SweepError{kind, std::move(message)});
}

/// Makes one sweeping draft.
class Sweeper {
public:
    Sweeper(const DraftTools& tools, const std::vector<Sharer>& sharers, const CoinControl& control)
        : m_tools(tools), m_sharers(sharers), m_control(control) {}

    base::Result<Draft, SweepError> make(Uneconomic uneconomic) {
        auto rate = choose_rate(m_control.fee, m_tools.options.spend, m_tools.node);
        if (!rate) return refuse(m_control.fee.rate ? Kind::Parameter : Kind::Funds, std::move(rate.error()));
        m_draft.rate = std::move(*rate);
        TRY(collect(uneconomic));
        build();
        TRY(share(uneconomic));
        TRY(find_coins());
        return std::move(m_draft);
    }

private:
    Outcome check_preset() const {
        for (const PresetInput& input : m_control.inputs) {
            const primitives::OutPoint& outpoint = input.outpoint;
            const auto name = fmt::format("UTXO ({}:{})", outpoint.txid.to_text(), outpoint.index);
            const auto coin = find_coin(m_tools.view, m_control, outpoint);
            if (!coin || m_tools.view.addresses.find(coin->script) == nullptr)
                return refuse(Kind::Parameter, "Input not found. " + name + " is not part of wallet.");
            const wallet::Ledger& ledger = m_tools.view.ledger;
            if (ledger.coins().find(outpoint) == nullptr || ledger.waiting().is_claimed(outpoint))
                return refuse(Kind::Parameter, "Input not available. " + name + " was already spent.");
        }
        return {};
    }

    void take(const Candidate& candidate, bool witness) {
        m_inputs.push_back(candidate);
        m_measure.inputs_weight += candidate.weight;
        ++m_measure.input_count;
        m_measure.witness = m_measure.witness || witness;
        m_value += candidate.value;
        m_bump += candidate.bump_fee;
    }

    Outcome collect(Uneconomic uneconomic) {
        TRY(check_preset());
        auto gathered = gather(m_tools.view, m_control, m_tools.node);
        if (!gathered) {
            return refuse(Kind::Wallet,
                          "Unable to determine the size of the transaction, the wallet contains "
                          "unsolvable descriptors");
        }
        for (size_t i = 0; i < gathered->preset.size(); ++i)
            take(gathered->preset[i], gathered->preset_witness[i]);
        for (size_t i = 0; i < gathered->available.size(); ++i) {
            const Candidate& candidate = gathered->available[i];
            if (!candidate.safe && !m_control.include_unsafe) continue;
            const Amount fee = coin_selection::fee_for_weight(m_draft.rate.rate, candidate.weight);
            if (uneconomic == Uneconomic::Leave && fee + candidate.bump_fee >= candidate.value) continue;
            take(candidate, gathered->available_witness[i]);
        }
        return {};
    }

    void build() {
        primitives::MutableTransaction& transaction = m_draft.transaction;
        transaction.version = m_control.version;
        transaction.lock_time = m_control.lock_time
                                    ? *m_control.lock_time
                                    : lock_time_now(m_tools.view, m_tools.node, *m_tools.options.random);
        const bool replaceable = m_control.replaceable.value_or(m_tools.options.spend.replaceable);
        for (const Candidate& candidate : m_inputs)
            transaction.inputs.push_back(
                {candidate.outpoint, {}, replaceable ? kReplaceable : kNotFinal, {}});
        for (size_t i = 0; i < m_control.inputs.size(); ++i) {
            if (const auto& sequence = m_control.inputs[i].sequence)
                transaction.inputs[i].sequence = *sequence;
        }
        for (const Sharer& sharer : m_sharers) {
            transaction.outputs.push_back({sharer.value.value_or(Amount()), sharer.script});
            m_measure.outputs_size += output_size(sharer.script);
            ++m_measure.output_count;
        }
        m_draft.weight = m_measure.weight();
    }

    /// Deals out what is left of the fee and of what was asked for.
    Outcome share(Uneconomic uneconomic) {
        m_draft.fee = m_draft.rate.rate.fee_for(policy::virtual_size(m_draft.weight)) + m_bump;
        const Amount left = m_value - m_draft.fee;
        if (left.sat <= 0) {
            return refuse(
                Kind::Funds,
                uneconomic == Uneconomic::Leave
                    ? "Total value of UTXO pool too low to pay for transaction, try using lower feerate."
                    : "Total value of UTXO pool too low to pay for transaction. Try using lower feerate "
                      "or excluding uneconomic UTXOs with 'send_max' option.");
        }
        if (m_draft.weight > static_cast<int64_t>(policy::kMaxTransactionWeight))
            return refuse(Kind::Wallet, "Transaction too large.");
        if (m_draft.fee > m_tools.options.spend.max_fee) {
            return refuse(Kind::Wallet,
                          "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)");
        }
        Amount claimed;
        int64_t sharing = 0;
        for (const Sharer& sharer : m_sharers) {
            claimed += sharer.value.value_or(Amount());
            if (!sharer.value) ++sharing;
        }
        if (claimed > m_value)
            return refuse(Kind::Funds, "Assigned more value to outputs than available funds.");
        const int64_t rest = (left - claimed).sat;
        if (rest < 0)
            return refuse(Kind::Funds, "Insufficient funds for fees after creating specified outputs.");
        return deal(rest, sharing);
    }

    /// Equal shares of `rest`; the first one has what does not divide.
    Outcome deal(int64_t rest, int64_t sharing) {
        bool first = true;
        for (size_t i = 0; i < m_sharers.size(); ++i) {
            primitives::MutableTransaction::Output& output = m_draft.transaction.outputs[i];
            if (!m_sharers[i].value)
                output.value = {rest / sharing + (std::exchange(first, false) ? rest % sharing : 0)};
            if (output.value >= policy::dust_threshold(output.script, m_tools.node.dust)) continue;
            if (!m_sharers[i].value)
                return refuse(Kind::Funds, "Dynamically assigned remainder results in dust output.");
            return refuse(
                Kind::Parameter,
                fmt::format("Specified output amount to {} is below dust threshold.", m_sharers[i].address));
        }
        return {};
    }

    Outcome find_coins() {
        for (const Candidate& candidate : m_inputs) {
            auto coin = find_coin(m_tools.view, m_control, candidate.outpoint);
            if (!coin) return refuse(Kind::Wallet, "A coin of the wallet cannot be read");
            m_draft.coins.push_back(std::move(*coin));
        }
        return {};
    }

    const DraftTools& m_tools;
    const std::vector<Sharer>& m_sharers;
    const CoinControl& m_control;
    Draft m_draft;
    std::vector<Candidate> m_inputs;
    Measure m_measure;
    Amount m_value;
    Amount m_bump;
};

}  // namespace

base::Result<Draft, SweepError> sweep(const DraftTools& tools, const std::vector<Sharer>& sharers,
                                      const CoinControl& control, Uneconomic uneconomic) {
    return Sweeper(tools, sharers, control).make(uneconomic);
}

}  // namespace quanta::spend
