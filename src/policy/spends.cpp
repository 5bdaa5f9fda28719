// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "base/check.h"
#include "consensus/rules.h"
#include "policy/limits.h"
#include "policy/standard.h"
#include "policy/top_push.h"
#include "script/script.h"
#include "script/taproot.h"

namespace quanta::policy {
namespace {

using base::ByteSpan;
using base::Err;
using primitives::Coin;
using primitives::Transaction;
using primitives::TxIn;
using script::ScriptKind;
using script::SigopCount;

using Items = std::span<const ByteSpan>;

Verdict not_standard(std::string detail) {
    return Err(
        Rejection{Rejection::Kind::InputsNotStandard, "bad-txns-nonstandard-inputs", std::move(detail)});
}

/// The script behind the P2SH output that input `index` spends is small and there.
Verdict check_p2sh(ByteSpan script_sig, size_t index) {
    const auto redeem_script = top_push(script_sig);
    if (!redeem_script) {
        return not_standard(fmt::format("p2sh scriptsig malformed (input {}: {})", index,
                                        script::script_error_text(redeem_script.error())));
    }
    if (!*redeem_script) return not_standard(fmt::format("input {} P2SH redeemscript missing", index));
    const int64_t sigops = script::count_sigops(**redeem_script, SigopCount::Accurate);
    if (sigops <= kMaxP2shSigops) return {};
    return not_standard(fmt::format("p2sh redeemscript sigops exceed limit (input {}: {} > {})", index,
                                    sigops, kMaxP2shSigops));
}

Verdict check_input(const TxIn& input, ByteSpan coin_script, size_t index) {
    switch (script::classify_kind(coin_script)) {
        case ScriptKind::NonStandard:
            return not_standard(fmt::format("input {} script unknown", index));
        case ScriptKind::WitnessUnknown:
            return not_standard(fmt::format("input {} witness program is undefined", index));
        case ScriptKind::ScriptHash:
            return check_p2sh(input.script_sig, index);
        default:
            return {};
    }
}

/// The script that the witness of an input is for, if it is for any.
struct WitnessTarget {
    std::optional<script::WitnessProgram> program;
    bool inside_p2sh = false;
};

WitnessTarget witness_target(const TxIn& input, ByteSpan coin_script) {
    if (!script::is_p2sh(coin_script)) return {script::is_witness_program(coin_script), false};
    const auto redeem_script = top_push(input.script_sig);
    if (!redeem_script || !*redeem_script) return {std::nullopt, true};
    return {script::is_witness_program(**redeem_script), true};
}

bool fit(Items items, size_t max_size) {
    return std::ranges::all_of(items, [&](ByteSpan item) { return item.size() <= max_size; });
}

bool is_p2wsh_standard(Items witness) {
    const Items items = witness.first(witness.size() - 1);
    return witness.back().size() <= kMaxP2wshScriptSize && items.size() <= kMaxP2wshItems &&
           fit(items, kMaxP2wshItemSize);
}

/// No annex; what a tapscript is given is of moderate size. Other leaf versions are not looked into.
bool is_taproot_standard(Items witness) {
    if (witness.size() < 2) return true;
    if (!witness.back().empty() && witness.back()[0] == script::kAnnexTag) return false;
    const ByteSpan control = witness.back();
    if (control.empty()) return false;
    if ((control[0] & script::kLeafVersionMask) != script::kTapscriptLeaf) return true;
    return fit(witness.first(witness.size() - 2), kMaxTapscriptItemSize);
}

bool is_witness_standard(const TxIn& input, ByteSpan coin_script) {
    if (input.witness.empty()) return true;
    const WitnessTarget target = witness_target(input, coin_script);
    if (!target.program) return false;
    if (target.program->is_anchor() && !target.inside_p2sh) return false;
    if (target.program->is_v0_scripthash()) return is_p2wsh_standard(input.witness);
    if (target.program->is_taproot() && !target.inside_p2sh) return is_taproot_standard(input.witness);
    return true;
}

}  // namespace

Verdict check_inputs(const Transaction& transaction, std::span<const Coin> coins) {
    if (executed_legacy_sigops(transaction, coins) > kMaxLegacySigops) {
        return not_standard("non-witness sigops exceed bip54 limit");
    }
    const auto inputs = transaction.inputs();
    for (size_t i = 0; i < inputs.size(); ++i)
        TRY(check_input(inputs[i], coins[i].script, i));
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (is_witness_standard(inputs[i], coins[i].script)) continue;
        return Err(Rejection{Rejection::Kind::WitnessMutated, "bad-witness-nonstandard", {}});
    }
    return {};
}

int64_t executed_legacy_sigops(const Transaction& transaction, std::span<const Coin> coins) {
    const auto inputs = transaction.inputs();
    CHECK(coins.size() == inputs.size());
    int64_t total = 0;
    for (size_t i = 0; i < inputs.size(); ++i) {
        const ByteSpan script_sig = inputs[i].script_sig;
        const ByteSpan coin_script = coins[i].script;
        total += script::count_sigops(script_sig, SigopCount::Accurate) +
                 script::count_sigops(coin_script, SigopCount::Accurate) +
                 script::count_p2sh_sigops(script_sig, coin_script);
    }
    return total;
}

bool spends_witness_program(const Transaction& transaction, std::span<const Coin> coins) {
    const auto inputs = transaction.inputs();
    CHECK(coins.size() == inputs.size());
    for (size_t i = 0; i < inputs.size(); ++i) {
        const WitnessTarget target = witness_target(inputs[i], coins[i].script);
        if (target.program && (target.inside_p2sh || !target.program->is_anchor())) return true;
    }
    return false;
}

Verdict check_script(const script::SpendContext& context, size_t index) {
    const auto result = consensus::check_scripts(context, index, 1, kStandardFlags);
    if (result) return {};
    constexpr std::string_view kOfBlocks = "block-";
    Rejection rejection{Rejection::Kind::NotStandard, result.error().reason, result.error().detail};
    CHECK(rejection.reason.starts_with(kOfBlocks));
    rejection.reason.replace(0, kOfBlocks.size(), "mempool-");
    const Transaction& transaction = context.transaction();
    if (!transaction.has_witness() && spends_witness_program(transaction, context.coins())) {
        rejection.kind = Rejection::Kind::WitnessStripped;
    }
    return Err(std::move(rejection));
}

}  // namespace quanta::policy
