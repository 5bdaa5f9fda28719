// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.h"
#include "policy/options.h"
#include "policy/rejection.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "script/flags.h"
#include "script/verify.h"

/// @file
/// The forms of transactions that are relayed. Pure functions; any thread. In the order acceptance asks:
/// check_context_free; with the coins check_inputs, then check_dust_fee (dust.h), check_sigop_cost and
/// check_fee_rate (fees.h), and check_scripts last.

namespace quanta::policy {

using Verdict = base::Result<void, Rejection>;

/// The rules every block keeps to by now, whose breach is the sender's fault.
inline constexpr script::VerifyFlags kMandatoryFlags =
    script::kVerifyP2sh | script::kVerifyDerSignatures | script::kVerifyNullDummy |
    script::kVerifyCheckLockTime | script::kVerifyCheckSequence | script::kVerifyWitness |
    script::kVerifyTaproot;
/// The rules scripts are run under before a transaction is relayed.
inline constexpr script::VerifyFlags kStandardFlags =
    kMandatoryFlags | script::kVerifyStrictEncoding | script::kVerifyLowS | script::kVerifyMinimalData |
    script::kVerifyDiscourageUpgradableNops | script::kVerifyCleanStack |
    script::kVerifyDiscourageUpgradableWitnessProgram | script::kVerifyMinimalIf | script::kVerifyNullFail |
    script::kVerifyWitnessPubkeyType | script::kVerifyConstScriptCode |
    script::kVerifyDiscourageUpgradableTaprootVersion | script::kVerifyDiscourageOpSuccess |
    script::kVerifyDiscourageUpgradablePubkeyType;

/// All that can be said of a transaction by itself: the rules of consensus, then no coinbase, then
/// check_standard where `options` ask for it, then the least size.
Verdict check_context_free(const primitives::Transaction& transaction, const Options& options);

/// Whether a transaction that is no coinbase has a standard form: version, weight, scriptSigs, output
/// scripts, number of dust outputs. Looks at no option but those of outputs. Reasons: version … dust.
Verdict check_standard(const primitives::Transaction& transaction, const Options& options);

/// Whether `transaction`, which passed check_standard, spends `coins` (those of its inputs, in order) in a
/// standard way: known output scripts, few signature operations (BIP54), then the limits of witnesses. Only
/// to be asked where standard forms are required. Reasons: bad-txns-nonstandard-inputs,
/// bad-witness-nonstandard.
Verdict check_inputs(const primitives::Transaction& transaction, std::span<const primitives::Coin> coins);

/// Signature operations outside of witnesses that spending `coins` may run: of scriptSigs, of the scripts
/// spent and of those behind P2SH, keys of a multisig counted (BIP54).
int64_t executed_legacy_sigops(const primitives::Transaction& transaction,
                               std::span<const primitives::Coin> coins);

/// Holds a signature operation cost, script::sigop_cost under kStandardFlags, against its limit. Reason:
/// bad-txns-too-many-sigops.
Verdict check_sigop_cost(int64_t cost);

/// Weight units as relay counts them: the weight, or what the signature operations count for if that is more.
int64_t adjusted_weight(size_t weight, int64_t sigop_cost, int64_t bytes_per_sigop);
/// Virtual bytes of `weight` weight units: a quarter, rounded up.
constexpr int64_t virtual_size(int64_t weight) {
    return (weight + primitives::kWitnessScale - 1) / primitives::kWitnessScale;
}

/// Runs the scripts of input `index` under kStandardFlags. Reason: mempool-script-verify-flag-failed (…), of
/// the kind WitnessStripped where the transaction has no witness though it spends a program that wants one.
Verdict check_script(const script::SpendContext& context, size_t index);

/// Whether some input spends a witness program, bare or behind P2SH, other than an anchor.
bool spends_witness_program(const primitives::Transaction& transaction,
                            std::span<const primitives::Coin> coins);

}  // namespace quanta::policy
