// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crypto/hash.h"
#include "policy/rejection.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "script/script.h"

/// @file
/// What the tests of this library share.

namespace quanta::policy::testing {

using TransactionRef = std::shared_ptr<const primitives::Transaction>;

/// "" for a verdict that is none, else "reason" or "reason, detail".
template <typename Verdict>
std::string text_of(const Verdict& verdict) {
    return verdict ? std::string() : verdict.error().text();
}

/// A txid for each number.
inline primitives::Txid numbered_txid(uint32_t number) {
    primitives::Txid txid;
    base::write_le(txid.data(), number);
    return txid;
}

/// Outputs of usual forms to nobody in particular.
inline base::Bytes p2wpkh() {
    return script::ScriptBuilder().op(script::OP_0).push(base::Bytes(20, 7)).bytes();
}
inline base::Bytes p2pkh() {
    return script::ScriptBuilder()
        .op(script::OP_DUP)
        .op(script::OP_HASH160)
        .push(base::Bytes(20, 7))
        .op(script::OP_EQUALVERIFY)
        .op(script::OP_CHECKSIG)
        .bytes();
}
inline base::Bytes p2sh() {
    return script::ScriptBuilder()
        .op(script::OP_HASH160)
        .push(base::Bytes(20, 7))
        .op(script::OP_EQUAL)
        .bytes();
}
/// A witness program of `version` and `size` bytes.
inline base::Bytes program(int version, size_t size) {
    return script::ScriptBuilder()
        .op(script::small_number_opcode(version))
        .push(base::Bytes(size, 7))
        .bytes();
}
inline base::Bytes anchor() {
    return {script::OP_1, 2, 0x4e, 0x73};
}
/// One of `count` keys suffices.
inline base::Bytes multisig(int count) {
    script::ScriptBuilder builder;
    builder.number(1);
    for (int i = 0; i < count; ++i)
        builder.push(base::Bytes(33, 2));
    return std::move(builder.number(count).op(script::OP_CHECKMULTISIG)).bytes();
}
/// `count` times OP_CHECKSIG.
inline base::Bytes checksigs(size_t count) {
    return base::Bytes(count, script::OP_CHECKSIG);
}
/// OP_RETURN and what follows it, `size` bytes altogether.
inline base::Bytes data_script(size_t size) {
    base::Bytes script(size, script::OP_0);
    script[0] = script::OP_RETURN;
    return script;
}

/// `inputs` inputs, numbered, and an output of a usual form.
inline primitives::MutableTransaction ordinary(uint32_t inputs = 1) {
    primitives::MutableTransaction transaction;
    for (uint32_t i = 0; i < inputs; ++i) {
        transaction.inputs.push_back({{numbered_txid(i + 1), 0}, {}, 0xffffffff, {}});
    }
    transaction.outputs.push_back({{100'000}, p2wpkh()});
    return transaction;
}

/// One that spends the first output of each of `parents`.
inline primitives::MutableTransaction child_of(const std::vector<TransactionRef>& parents) {
    primitives::MutableTransaction transaction = ordinary(0);
    for (const TransactionRef& parent : parents) {
        transaction.inputs.push_back({{parent->txid(), 0}, {}, 0xffffffff, {}});
    }
    return transaction;
}

/// Ordinary coins of `script`, `count` of them.
inline std::vector<primitives::Coin> coins_of(const base::Bytes& script, size_t count = 1) {
    return std::vector<primitives::Coin>(count, {{100'000}, primitives::ScriptBytes(script), 1, false});
}

}  // namespace quanta::policy::testing
