// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "base/check.h"
#include "script/script.h"

namespace quanta::script {
namespace {

using base::ByteSpan;

/// What the last push of a script of pushes alone puts on the stack; nothing when `script` is something else.
std::optional<ByteSpan> last_push(ByteSpan script) {
    ScriptReader reader(script);
    ByteSpan last;
    while (reader.next()) {
        if (reader.opcode() > OP_16) return std::nullopt;
        last = reader.data();
    }
    if (reader.failed()) return std::nullopt;
    return last;
}

int64_t program_sigops(const WitnessProgram& program, std::span<const ByteSpan> witness) {
    if (program.is_v0_keyhash()) return 1;
    if (program.is_v0_scripthash() && !witness.empty())
        return count_sigops(witness.back(), SigopCount::Accurate);
    return 0;
}

}  // namespace

int64_t count_sigops(ByteSpan script, SigopCount count) {
    int64_t total = 0;
    Opcode previous = OP_INVALIDOPCODE;
    ScriptReader reader(script);
    for (; reader.next(); previous = reader.opcode()) {
        const Opcode opcode = reader.opcode();
        if (opcode == OP_CHECKSIG || opcode == OP_CHECKSIGVERIFY) ++total;
        if (opcode != OP_CHECKMULTISIG && opcode != OP_CHECKMULTISIGVERIFY) continue;
        const bool counted = count == SigopCount::Accurate && is_small_number(previous);
        total += counted ? small_number(previous) : kMaxMultisigKeys;
    }
    return total;
}

int64_t count_p2sh_sigops(ByteSpan script_sig, ByteSpan coin_script) {
    if (!is_p2sh(coin_script)) return 0;
    const std::optional<ByteSpan> redeem_script = last_push(script_sig);
    return redeem_script ? count_sigops(*redeem_script, SigopCount::Accurate) : 0;
}

int64_t count_witness_sigops(const primitives::TxIn& input, ByteSpan coin_script, VerifyFlags flags) {
    if ((flags & kVerifyWitness) == 0) return 0;
    if (const auto program = is_witness_program(coin_script)) return program_sigops(*program, input.witness);
    if (!is_p2sh(coin_script)) return 0;
    const std::optional<ByteSpan> redeem_script = last_push(input.script_sig);
    if (!redeem_script) return 0;
    const auto program = is_witness_program(*redeem_script);
    return program ? program_sigops(*program, input.witness) : 0;
}

int64_t legacy_sigops(const primitives::Transaction& transaction) {
    int64_t total = 0;
    for (const primitives::TxIn& input : transaction.inputs()) {
        total += count_sigops(input.script_sig, SigopCount::Legacy);
    }
    for (const primitives::TxOut& output : transaction.outputs()) {
        total += count_sigops(output.script, SigopCount::Legacy);
    }
    return total;
}

int64_t sigop_cost(const primitives::Transaction& transaction, std::span<const primitives::Coin> coins,
                   VerifyFlags flags) {
    int64_t cost = legacy_sigops(transaction) * primitives::kWitnessScale;
    if (transaction.is_coinbase()) return cost;
    const auto inputs = transaction.inputs();
    CHECK(coins.size() == inputs.size());
    for (size_t i = 0; i < inputs.size(); ++i) {
        const ByteSpan coin_script = coins[i].script;
        if (flags & kVerifyP2sh) {
            cost += count_p2sh_sigops(inputs[i].script_sig, coin_script) * primitives::kWitnessScale;
        }
        cost += count_witness_sigops(inputs[i], coin_script, flags);
    }
    return cost;
}

}  // namespace quanta::script
