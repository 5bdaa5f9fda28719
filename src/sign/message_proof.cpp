// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/message_proof.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/base64.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "script/script.h"
#include "script/sighash.h"
#include "script/verify.h"
#include "sign/sign_transaction.h"
#include "sign/standard_flags.h"

namespace quanta::sign {

namespace {

using base::Err;
using primitives::Coin;
using primitives::MutableTransaction;
using primitives::Transaction;
using script::ScriptError;
using State = ProofVerdict::State;

/// Characters that say how a proof is written, by ProofFormat.
constexpr std::array<std::string_view, 3> kPrefixes = {"smp", "ful", "pof"};
constexpr size_t kPrefixSize = 3;

/// Rules that are free to change: who breaks them has proved nothing that can be understood today.
constexpr script::VerifyFlags kUpgradableFlags =
    script::kVerifyDiscourageUpgradableNops | script::kVerifyDiscourageUpgradableWitnessProgram |
    script::kVerifyDiscourageUpgradableTaprootVersion | script::kVerifyDiscourageOpSuccess |
    script::kVerifyDiscourageUpgradablePubkeyType;

ProofVerdict invalid(std::string reason) {
    return {State::Invalid, 0, 0, std::move(reason)};
}

ProofVerdict inconclusive(std::string reason) {
    return {State::Inconclusive, 0, 0, std::move(reason)};
}

base::Bytes write_witness(const std::vector<base::Bytes>& witness) {
    base::Bytes bytes;
    codec::Writer writer(bytes);
    writer.write_compact_size(witness.size());
    for (const base::Bytes& item : witness)
        writer.write_sized_bytes(item);
    return bytes;
}

/// The items of a witness that takes up all of `bytes`. Each takes a byte at least, so memory is bounded.
base::Result<std::vector<base::Bytes>, codec::DecodeError> read_witness(base::ByteSpan bytes) {
    codec::Reader reader(bytes);
    const uint64_t count = TRY(reader.read_compact_size(bytes.size()));
    std::vector<base::Bytes> witness;
    for (uint64_t i = 0; i < count; ++i) {
        const base::ByteSpan item = TRY(reader.read_sized_bytes());
        witness.emplace_back(item.begin(), item.end());
    }
    TRY(reader.expect_end());
    return witness;
}

/// The coin that the first input of a proof spends.
Coin challenge_coin(base::ByteSpan script) {
    Coin coin;
    coin.script = primitives::ScriptBytes(script);
    return coin;
}

/// What is wrong with the form of a proof; empty when nothing is.
std::string form_fault(const Transaction& to_sign, const primitives::Txid& to_spend) {
    const primitives::OutPoint wanted{to_spend, 0};
    if (to_sign.inputs().empty() || to_sign.inputs()[0].prevout != wanted)
        return "invalid signature: it is of another message or script";
    const auto outputs = to_sign.outputs();
    const bool one_return = outputs.size() == 1 && outputs[0].value.sat == 0 &&
                            outputs[0].script.size() == 1 && outputs[0].script[0] == script::OP_RETURN;
    if (!one_return) return "invalid signature: its transaction has other outputs";
    return "";
}

/// The first input whose script does not allow the spend under `flags`, or nothing.
std::optional<ScriptError> first_error(const script::SpendContext& context, script::VerifyFlags flags) {
    for (size_t i = 0; i < context.coins().size(); ++i) {
        const auto verified = script::verify_input(context, i, flags);
        if (!verified) return verified.error();
    }
    return std::nullopt;
}

ProofVerdict verify_simple(std::string_view message, base::ByteSpan script, base::ByteSpan bytes) {
    auto witness = read_witness(bytes);
    if (!witness) return invalid("error parsing signature as simple variant");
    MutableTransaction to_sign = proof_to_sign(proof_to_spend(message, script), {});
    to_sign.inputs[0].witness = std::move(*witness);
    return verify_proof(message, script, *to_sign.freeze(), {});
}

ProofVerdict verify_full(std::string_view message, base::ByteSpan script, base::Bytes bytes) {
    const auto to_sign = primitives::parse_transaction(std::move(bytes));
    if (!to_sign) return invalid("error parsing signature as full variant");
    return verify_proof(message, script, **to_sign, {});
}

}  // namespace

base::Result<ProofText, std::string> read_proof_text(std::string_view text) {
    ProofText proof;
    if (text.size() < kPrefixSize) return Err(std::string("signature too short"));
    const auto found = std::ranges::find(kPrefixes, text.substr(0, kPrefixSize));
    if (found != kPrefixes.end()) {
        proof.format = static_cast<ProofFormat>(found - kPrefixes.begin());
        text.remove_prefix(kPrefixSize);
    }
    const auto bytes = base::from_base64(text);
    if (!bytes) return Err(std::string("error decoding signature as base64"));
    proof.bytes.assign(bytes->begin(), bytes->end());
    return proof;
}

std::string write_proof_text(const ProofText& proof) {
    return std::string(kPrefixes[static_cast<size_t>(proof.format)]) +
           base::to_base64(base::as_text(proof.bytes));
}

crypto::Digest256 proof_message_hash(std::string_view message) {
    return crypto::tagged_hash("BIP0322-signed-message", base::as_bytes(message));
}

MutableTransaction proof_to_spend(std::string_view message, base::ByteSpan script) {
    MutableTransaction to_spend;
    to_spend.version = 0;
    MutableTransaction::Input input;
    input.sequence = 0;
    input.script_sig = script::ScriptBuilder().op(script::OP_0).push(proof_message_hash(message)).bytes();
    to_spend.inputs.push_back(std::move(input));
    to_spend.outputs.push_back({{0}, {script.begin(), script.end()}});
    return to_spend;
}

MutableTransaction proof_to_sign(const MutableTransaction& to_spend, const ProofTimes& times) {
    MutableTransaction to_sign;
    to_sign.version = times.version;
    to_sign.lock_time = times.lock_time;
    MutableTransaction::Input input;
    input.prevout = {to_spend.freeze()->txid(), 0};
    input.sequence = times.sequence;
    to_sign.inputs.push_back(std::move(input));
    to_sign.outputs.push_back({{0}, {script::OP_RETURN}});
    return to_sign;
}

base::Result<std::string, std::string> sign_message(std::string_view message, base::ByteSpan script,
                                                    const Provider& provider, ProofFormat format,
                                                    const ProofTimes& times) {
    MutableTransaction to_sign = proof_to_sign(proof_to_spend(message, script), times);
    const InputCoins coins = {challenge_coin(script)};
    const auto errors = sign_transaction(to_sign, provider, coins, script::kSigHashDefault);
    if (!errors.empty()) return Err(input_error_text(errors[0]));
    if (format == ProofFormat::Full) return write_proof_text({format, to_sign.serialize()});
    const bool is_plain = times.version == 0 && times.lock_time == 0 && times.sequence == 0;
    if (format != ProofFormat::Simple || !is_plain || !to_sign.inputs[0].script_sig.empty())
        return Err(std::string("This script needs the full format of signed messages"));
    return write_proof_text({format, write_witness(to_sign.inputs[0].witness)});
}

ProofVerdict verify_message(std::string_view message, base::ByteSpan script, std::string_view text) {
    auto proof = read_proof_text(text);
    if (!proof) return invalid(proof.error());
    switch (proof->format) {
        case ProofFormat::Simple:
            return verify_simple(message, script, proof->bytes);
        case ProofFormat::Full:
            return verify_full(message, script, std::move(proof->bytes));
        case ProofFormat::Funds:
            break;
    }
    return inconclusive("a proof of funds is more than a signed message");
}

ProofVerdict verify_proof(std::string_view message, base::ByteSpan script, const Transaction& to_sign,
                          const std::vector<std::optional<Coin>>& coins) {
    const std::string fault = form_fault(to_sign, proof_to_spend(message, script).freeze()->txid());
    if (!fault.empty()) return invalid(fault);
    std::vector<Coin> spent = {challenge_coin(script)};
    for (size_t i = 0; i + 1 < to_sign.inputs().size(); ++i) {
        if (i >= coins.size() || !coins[i]) return inconclusive("a coin that is spent besides is not known");
        spent.push_back(*coins[i]);
    }
    const script::SpendContext context(to_sign, spent);
    if (const auto error = first_error(context, kStandardFlags & ~kUpgradableFlags))
        return invalid("invalid signature: " + std::string(script::script_error_text(*error)));
    if (const auto error = first_error(context, kStandardFlags))
        return inconclusive(std::string(script::script_error_text(*error)));
    if (to_sign.version() != 0 && to_sign.version() != 2)
        return inconclusive("the meaning of the transaction's version is not known");
    return {State::Valid, to_sign.lock_time(), to_sign.inputs()[0].sequence, ""};
}

}  // namespace quanta::sign
