// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/sign_transaction.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "script/sighash.h"
#include "sign/extract.h"
#include "sign/solver.h"
#include "sign/standard_flags.h"
#include "sign/transaction_signer.h"

namespace quanta::sign {

namespace {

using primitives::Coin;
using primitives::MutableTransaction;
using script::ScriptError;
using script::SpendContext;

/// `coins` with blank ones for those that are not known.
std::vector<Coin> filled(const InputCoins& coins) {
    std::vector<Coin> all;
    for (const std::optional<Coin>& coin : coins)
        all.push_back(coin.value_or(Coin()));
    return all;
}

void update_input(MutableTransaction::Input& input, InputSignatures& known) {
    input.script_sig = std::move(known.script_sig);
    input.witness = std::move(known.witness);
}

std::optional<InputError> check_input(const SpendContext& context, const InputCoins& coins, size_t index) {
    if (!coins[index]) return InputError{index, std::nullopt};
    const auto verified = script::verify_input(context, index, kStandardFlags);
    if (verified) return std::nullopt;
    return InputError{index, verified.error()};
}

}  // namespace

std::vector<InputError> sign_transaction(MutableTransaction& transaction, const Provider& provider,
                                         const InputCoins& coins, uint8_t hash_type) {
    CHECK(coins.size() == transaction.inputs.size());
    const std::vector<Coin> all = filled(coins);
    const bool complete =
        std::all_of(coins.begin(), coins.end(), [](const auto& coin) { return coin.has_value(); });
    const CoinsKnown coins_known = complete ? CoinsKnown::All : CoinsKnown::Some;
    const auto unsigned_form = transaction.freeze();
    const SpendContext context(*unsigned_form, all);
    for (size_t i = 0; i < coins.size(); ++i) {
        if (!coins[i]) continue;
        InputSignatures known = extract_signatures(context, i);
        solve_input(provider, TransactionSigner(context, i, hash_type, coins_known), all[i].script, known);
        update_input(transaction.inputs[i], known);
    }
    const auto signed_form = transaction.freeze();
    const SpendContext verifying(*signed_form, all);
    std::vector<InputError> errors;
    for (size_t i = 0; i < coins.size(); ++i) {
        if (const auto error = check_input(verifying, coins, i)) errors.push_back(*error);
    }
    return errors;
}

void combine_signatures(MutableTransaction& transaction, const std::vector<MutableTransaction>& versions,
                        const std::vector<Coin>& coins) {
    std::vector<InputSignatures> known(transaction.inputs.size());
    for (const MutableTransaction& version : versions) {
        const auto frozen = version.freeze();
        const SpendContext context(*frozen, coins);
        for (size_t i = 0; i < known.size() && i < version.inputs.size(); ++i) {
            known[i].merge(extract_signatures(context, i));
        }
    }
    const auto frozen = transaction.freeze();
    const SpendContext context(*frozen, coins);
    for (size_t i = 0; i < known.size(); ++i) {
        const TransactionSigner signer(context, i, script::kSigHashAll);
        solve_input(empty_provider(), signer, coins[i].script, known[i]);
        update_input(transaction.inputs[i], known[i]);
    }
}

std::string input_error_text(const InputError& error) {
    if (!error.script) return "Input not found or already spent";
    if (*error.script == ScriptError::InvalidStackOperation) {
        return "Unable to sign input, invalid stack size (possibly missing key)";
    }
    if (*error.script == ScriptError::SigNullFail) {
        return "CHECK(MULTI)SIG failing with non-zero signature (possibly need more signatures)";
    }
    return std::string(script::script_error_text(*error.script));
}

}  // namespace quanta::sign
