// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "psbt/funds_proof.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "primitives/coin.h"
#include "psbt/decode.h"
#include "psbt/encode.h"
#include "psbt/sign.h"

namespace quanta::psbt {

namespace {

using base::Err;
using sign::ProofVerdict;
using State = ProofVerdict::State;

FundsVerdict invalid(std::string reason) {
    FundsVerdict verdict;
    verdict.verdict.reason = std::move(reason);
    return verdict;
}

/// Gives inputs that tell nothing of the output they spend the transaction that made it, where another input
/// has that: it need not be there once for each of its outputs.
void share_previous(Psbt& proof) {
    std::map<Txid, std::shared_ptr<const primitives::Transaction>> known;
    for (const Input& input : proof.inputs)
        if (input.previous) known.emplace(input.previous->txid(), input.previous);
    for (Input& input : proof.inputs) {
        const auto found = known.find(input.prevout.txid);
        if (!input.previous && !input.witness_utxo && found != known.end()) input.previous = found->second;
    }
}

/// The coins that inputs from the second on spend, as `proof` tells them; nothing when one is not told or two
/// are the same.
std::optional<std::vector<ShownCoin>> coins_of(const Psbt& proof) {
    std::vector<ShownCoin> coins;
    std::set<primitives::OutPoint> seen;
    for (size_t i = 1; i < proof.inputs.size(); ++i) {
        const Input& input = proof.inputs[i];
        std::optional<WitnessUtxo> output = input.spent_output();
        if (!output || !seen.insert(input.prevout).second) return std::nullopt;
        coins.push_back({input.prevout, std::move(*output), input.previous});
    }
    return coins;
}

}  // namespace

Psbt make_funds_proof(std::string_view message, base::ByteSpan script, const std::vector<ShownCoin>& coins,
                      const sign::ProofTimes& times) {
    const primitives::MutableTransaction to_spend = sign::proof_to_spend(message, script);
    primitives::MutableTransaction to_sign = sign::proof_to_sign(to_spend, times);
    for (const ShownCoin& coin : coins)
        to_sign.inputs.push_back({coin.outpoint, {}, 0, {}});
    Psbt proof = Psbt::from_transaction(to_sign, kVersion0);
    proof.inputs[0].previous = to_spend.freeze();
    proof.inputs[0].witness_utxo = WitnessUtxo{{0}, {script.begin(), script.end()}};
    for (size_t i = 0; i < coins.size(); ++i) {
        proof.inputs[i + 1].previous = coins[i].previous;
        proof.inputs[i + 1].witness_utxo = coins[i].output;
    }
    return proof;
}

base::Result<std::string, std::string> sign_funds_proof(Psbt proof, const sign::Provider& provider) {
    const Spending spending(proof);
    for (size_t i = 0; i < proof.inputs.size(); ++i) {
        if (sign_input(proof, i, provider, &spending, {}) != Signed::Complete)
            return Err("Input " + std::to_string(i) + " of the proof cannot be signed");
    }
    return sign::write_proof_text({sign::ProofFormat::Funds, encode(proof)});
}

FundsVerdict verify_funds_proof(std::string_view message, base::ByteSpan script, std::string_view text) {
    const auto proof_text = sign::read_proof_text(text);
    if (!proof_text) return invalid(proof_text.error());
    if (proof_text->format != sign::ProofFormat::Funds) return invalid("this is no proof of funds");
    auto proof = decode(proof_text->bytes);
    if (!proof) return invalid("error parsing signature as proof of funds: " + proof.error());
    if (proof->inputs.empty() || !proof->lock_time())
        return invalid("error parsing signature as proof of funds: no transaction");
    share_previous(*proof);
    auto coins = coins_of(*proof);
    if (!coins) return invalid("a coin of the proof is not told, or told twice");
    std::vector<std::optional<primitives::Coin>> spent;
    FundsVerdict verdict;
    for (const ShownCoin& coin : *coins) {
        if (!coin.output.value.in_money_range())
            return invalid("a coin of the proof has an impossible value");
        spent.push_back(
            primitives::Coin{coin.output.value, primitives::ScriptBytes(coin.output.script), 0, false});
        verdict.total += coin.output.value;
        if (!verdict.total.in_money_range())
            return invalid("the coins of the proof are more than there can be");
    }
    verdict.verdict = sign::verify_proof(message, script, *extract(*proof).freeze(), spent);
    if (verdict.verdict.state == State::Invalid) return invalid(verdict.verdict.reason);
    verdict.coins = std::move(*coins);
    return verdict;
}

}  // namespace quanta::psbt
