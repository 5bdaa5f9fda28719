// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "spend/draft.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/check.h"
#include "coin_selection/select_coins.h"
#include "policy/dust.h"
#include "policy/standard.h"
#include "spend/gather.h"

namespace quanta::spend {

namespace {

using base::Err;
using coin_selection::Candidate;
using coin_selection::FeePayer;
using coin_selection::Grouping;
using coin_selection::Selection;
using coin_selection::SelectionParams;
using primitives::Amount;
using primitives::kWitnessScale;
using primitives::MutableTransaction;

/// Sequence numbers: open to replacement (BIP125), and not final, so that the lock time counts.
constexpr uint32_t kReplaceable = 0xfffffffd;
constexpr uint32_t kNotFinal = 0xfffffffe;

/// A tip older than this says nothing about the height, seconds.
constexpr int64_t kOldTip_s = 8 * 60 * 60;

int64_t count_size(size_t count) {
    if (count < 0xfd) return 1;
    return count <= 0xffff ? 3 : 5;
}

/// An input that was chosen.
struct Chosen {
    Candidate candidate;
    bool witness = false;
    const PresetInput* preset = nullptr;  ///< null: of the wallet's choosing
};

/// Makes one draft.
class DraftMaker {
public:
    DraftMaker(const DraftTools& tools, const std::vector<Recipient>& recipients, const CoinControl& control)
        : m_tools(tools), m_recipients(recipients), m_control(control) {}

    DraftResult make() {
        TRY(check_recipients());
        m_draft.rate = TRY(choose_rate(m_control.fee, m_tools.options.spend, m_tools.node));
        m_change = plan_change(m_tools.view, m_control,
                               change_type(m_tools.view, m_recipients, m_control, m_tools.options));
        m_gathered = TRY(gather(m_tools.view, m_control, m_tools.node));
        const Selection selection = TRY(select());
        if (selection.change > 0 && !m_change.missing.empty()) {
            return Err("Transaction needs a change address, but we can't generate it. " + m_change.missing);
        }
        order_inputs(selection);
        build(selection);
        TRY(settle_fee(selection));
        TRY(check_limits());
        TRY(find_coins());
        return std::move(m_draft);
    }

private:
    base::Result<void, DraftError> check_recipients() {
        if (m_recipients.empty()) return Err(std::string("Transaction must have at least one recipient"));
        for (const Recipient& recipient : m_recipients) {
            if (recipient.value.sat < 0) return Err(std::string("Transaction amounts must not be negative"));
            m_payments += recipient.value;
            if (!m_payments.in_money_range()) return Err(std::string("Transaction amounts too large"));
            if (recipient.pays_fee) ++m_fee_payers;
            if (recipient.value < policy::dust_threshold(recipient.script, m_tools.node.dust))
                return Err(std::string("Transaction amount too small"));
        }
        return {};
    }

    /// Of the transaction without inputs and change.
    Measure outputs_measure() const {
        Measure measure{.witness = true, .output_count = m_recipients.size()};
        for (const Recipient& recipient : m_recipients)
            measure.outputs_size += output_size(recipient.script);
        return measure;
    }

    base::Result<SelectionParams, DraftError> selection_params() const {
        const wallet::SpendSettings& settings = m_tools.options.spend;
        coin_selection::Payment payment;
        payment.outputs = m_payments;
        payment.payer = m_fee_payers > 0 ? FeePayer::Recipients : FeePayer::Sender;
        payment.grouping = avoids_partial() ? Grouping::ByScript : Grouping::Single;
        payment.seed = m_tools.options.random->u64();
        coin_selection::TransactionShape shape;
        shape.max_weight = max_weight();
        // The fee is of whole virtual bytes.
        shape.weight_without_inputs = outputs_measure().weight() + kWitnessScale - 1;
        shape.change_output_size = output_size(m_change.script);
        shape.change_spend_size = m_change.spend_size;
        shape.change_dust = policy::dust_threshold(m_change.script, m_tools.node.dust);
        const coin_selection::Rates rates{
            m_draft.rate.rate, settings.consolidate,
            coin_selection::discard_rate(settings.discard, m_tools.node.longest_estimate, m_tools.node.dust)};
        return coin_selection::make_params(payment, shape, rates);
    }

    bool avoids_partial() const {
        return m_control.avoid_partial_spends || m_tools.options.spend.avoid_partial_spends;
    }

    int64_t max_weight() const {
        int64_t most = std::min<int64_t>(m_control.max_weight, policy::kMaxTransactionWeight);
        if (m_control.version == policy::kTrucVersion)
            most = std::min<int64_t>(most, policy::kTrucMaxSize * kWitnessScale);
        return most;
    }

    base::Result<Selection, DraftError> select() const {
        const SelectionParams params = TRY(selection_params());
        coin_selection::SelectionRules rules;
        if (!m_control.other_inputs) rules.other_inputs = coin_selection::OtherInputs::Forbid;
        rules.spend_unconfirmed_change = m_tools.options.spend.spend_unconfirmed_change;
        rules.reject_long_chains = m_tools.options.spend.reject_long_chains;
        rules.include_unsafe = m_control.include_unsafe;
        const Amount extra = avoids_partial() ? Amount{-1} : m_tools.options.spend.max_partial_spend_fee;
        auto selected = coin_selection::select_avoiding_partial_spends(
            m_gathered.available, m_gathered.preset, params, rules, extra);
        if (!selected) return Err(std::move(selected.error().message));
        return std::move(*selected);
    }

    /// Preset inputs as they were asked for, then the others by lot.
    void order_inputs(const Selection& selection) {
        for (size_t i = 0; i < m_gathered.preset.size(); ++i) {
            m_inputs.push_back({m_gathered.preset[i], m_gathered.preset_witness[i], &m_control.inputs[i]});
        }
        for (const uint32_t place : selection.places)
            m_inputs.push_back({m_gathered.available[place], m_gathered.available_witness[place], nullptr});
        for (size_t i = m_inputs.size(); i > m_gathered.preset.size() + 1; --i) {
            const size_t count = i - m_gathered.preset.size();
            std::swap(m_inputs[i - 1],
                      m_inputs[m_gathered.preset.size() + m_tools.options.random->below(count)]);
        }
    }

    void build(const Selection& selection) {
        MutableTransaction& transaction = m_draft.transaction;
        transaction.version = m_control.version;
        transaction.lock_time = m_control.lock_time
                                    ? *m_control.lock_time
                                    : lock_time_now(m_tools.view, m_tools.node, *m_tools.options.random);
        const bool replaceable = m_control.replaceable.value_or(m_tools.options.spend.replaceable);
        for (const Chosen& chosen : m_inputs) {
            MutableTransaction::Input input{chosen.candidate.outpoint, {}, 0, {}};
            input.sequence = replaceable ? kReplaceable : kNotFinal;
            if (chosen.preset != nullptr) {
                input.sequence = chosen.preset->sequence.value_or(input.sequence);
                input.script_sig = chosen.preset->script_sig;
                input.witness = chosen.preset->witness;
            }
            transaction.inputs.push_back(std::move(input));
        }
        for (const Recipient& recipient : m_recipients)
            transaction.outputs.push_back({recipient.value, recipient.script});
        if (selection.change > 0) add_change(selection.change);
    }

    void add_change(int64_t value_sat) {
        auto& outputs = m_draft.transaction.outputs;
        const uint64_t position = m_control.change_position
                                      ? *m_control.change_position
                                      : m_tools.options.random->below(outputs.size() + 1);
        CHECK(position <= outputs.size());
        outputs.insert(outputs.begin() + static_cast<ptrdiff_t>(position), {{value_sat}, m_change.script});
        m_draft.change_position = static_cast<uint32_t>(position);
        m_draft.change_type = m_change.type;
    }

    int64_t signed_weight() const {
        Measure measure = outputs_measure();
        measure.witness = false;
        if (m_draft.change_position) {
            measure.outputs_size += output_size(m_change.script);
            ++measure.output_count;
        }
        for (const Chosen& chosen : m_inputs) {
            measure.inputs_weight += chosen.candidate.weight;
            ++measure.input_count;
            measure.witness = measure.witness || chosen.witness;
        }
        return measure.weight();
    }

    /// The exact size is known now: what selection has put aside too much goes to the change.
    base::Result<void, DraftError> settle_fee(const Selection& selection) {
        m_draft.weight = signed_weight();
        const Amount needed = m_draft.rate.rate.fee_for(policy::virtual_size(m_draft.weight)) +
                              Amount{selection.bump_fee - selection.discount};
        Amount value;
        for (const Chosen& chosen : m_inputs)
            value += chosen.candidate.value;
        auto& outputs = m_draft.transaction.outputs;
        Amount change;
        if (m_draft.change_position) {
            Amount& at = outputs[*m_draft.change_position].value;
            if (m_fee_payers == 0) at = value - m_payments - needed;
            CHECK(at.sat > 0);
            change = at;
        }
        m_draft.fee = value - m_payments - change;
        if (m_fee_payers == 0) return {};
        TRY(take_fee(needed - m_draft.fee));
        m_draft.fee = needed;
        return {};
    }

    /// Takes `missing` from those who pay the fee; the first pays what does not divide.
    base::Result<void, DraftError> take_fee(Amount missing) {
        const auto payers = static_cast<int64_t>(m_fee_payers);
        bool first = true;
        for (size_t i = 0; i < m_recipients.size(); ++i) {
            if (!m_recipients[i].pays_fee) continue;
            const bool moved = m_draft.change_position && *m_draft.change_position <= i;
            MutableTransaction::Output& output = m_draft.transaction.outputs[i + (moved ? 1 : 0)];
            output.value.sat -= missing.sat / payers;
            if (std::exchange(first, false)) output.value.sat -= missing.sat % payers;
            if (output.value.sat < 0)
                return Err(std::string("The transaction amount is too small to pay the fee"));
            if (output.value < policy::dust_threshold(output.script, m_tools.node.dust)) {
                return Err(std::string(
                    "The transaction amount is too small to send after the fee has been deducted"));
            }
        }
        return {};
    }

    base::Result<void, DraftError> check_limits() const {
        if (m_draft.weight > max_weight()) return Err(std::string("Transaction too large"));
        if (m_draft.fee > m_tools.options.spend.max_fee) {
            return Err(std::string("Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)"));
        }
        return {};
    }

    base::Result<void, DraftError> find_coins() {
        for (const Chosen& chosen : m_inputs) {
            auto coin = find_coin(m_tools.view, m_control, chosen.candidate.outpoint);
            if (!coin) return Err(std::string("A coin of the wallet cannot be read"));
            m_draft.coins.push_back(std::move(*coin));
        }
        return {};
    }

    const DraftTools& m_tools;
    const std::vector<Recipient>& m_recipients;
    const CoinControl& m_control;
    Draft m_draft;
    Amount m_payments;
    size_t m_fee_payers = 0;
    ChangePlan m_change;
    Gathered m_gathered;
    std::vector<Chosen> m_inputs;
};

}  // namespace

int64_t output_size(base::ByteSpan script) {
    constexpr int64_t kValueSize = 8;
    return kValueSize + count_size(script.size()) + static_cast<int64_t>(script.size());
}

int64_t Measure::weight() const {
    constexpr int64_t kVersionAndLockTime = 8;
    constexpr int64_t kMarkerAndFlag = 2;
    const int64_t base =
        kVersionAndLockTime + count_size(input_count) + count_size(output_count) + outputs_size;
    // Without any witness there are no counts of their items either.
    const int64_t extra = witness ? kMarkerAndFlag : -static_cast<int64_t>(input_count);
    return base * kWitnessScale + inputs_weight + extra;
}

uint32_t lock_time_now(const wallet::WalletView& view, const NodeState& node, sys::Random& random) {
    if (node.initial_download || node.tip_time_s < node.now_s - kOldTip_s) return 0;
    constexpr uint64_t kOneIn = 10;
    constexpr uint64_t kBack = 100;
    auto height = static_cast<int64_t>(view.tip.height);
    if (random.below(kOneIn) == 0) height -= static_cast<int64_t>(random.below(kBack));
    return static_cast<uint32_t>(std::max<int64_t>(height, 0));
}

DraftResult make_transaction(const DraftTools& tools, const std::vector<Recipient>& recipients,
                             const CoinControl& control) {
    return DraftMaker(tools, recipients, control).make();
}

wallet::WalletResult<void> take_change(wallet::WalletMemory& memory, wallet::Changes& changes,
                                       const Draft& draft) {
    if (!draft.change_type) return {};
    const base::Bytes script =
        TRY(memory.addresses.take(*draft.change_type, wallet::Purpose::Change, changes));
    CHECK(script == draft.transaction.outputs[*draft.change_position].script);
    return {};
}

}  // namespace quanta::spend
