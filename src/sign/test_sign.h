// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/hex.h"
#include "keys/destination.h"
#include "script/script.h"
#include "sign/keyring.h"
#include "sign/sign_transaction.h"

namespace quanta::sign::testing {

/// A private key of its own for each number from 1 on.
inline crypto::PrivateKey key(uint8_t number) {
    std::array<uint8_t, 32> bytes{};
    bytes[31] = number;
    return crypto::PrivateKey::from_bytes(bytes).value();
}

inline crypto::PublicKey public_key(uint8_t number, crypto::KeyForm form = crypto::KeyForm::Compressed) {
    return key(number).public_key(form);
}

inline base::Bytes script_of(const keys::Destination& destination) {
    const primitives::ScriptBytes script = keys::script_for_destination(destination);
    return {script.span().begin(), script.span().end()};
}

inline base::Bytes pay_to_key(const crypto::PublicKey& key) {
    return script::ScriptBuilder().push(key.bytes()).op(script::OP_CHECKSIG).bytes();
}

inline base::Bytes multisig(int required, const std::vector<crypto::PublicKey>& keys) {
    script::ScriptBuilder builder;
    builder.number(required);
    for (const crypto::PublicKey& key : keys)
        builder.push(key.bytes());
    return builder.number(static_cast<int64_t>(keys.size())).op(script::OP_CHECKMULTISIG).bytes();
}

inline base::Bytes p2sh(const base::Bytes& script) {
    return script_of(keys::ScriptHash{crypto::hash160(script)});
}
inline base::Bytes p2wsh(const base::Bytes& script) {
    return script_of(keys::WitnessV0ScriptHash{crypto::sha256(script)});
}
inline base::Bytes p2wpkh(const crypto::PublicKey& key) {
    return script_of(keys::WitnessV0KeyHash{key.hash()});
}

/// A transaction that spends outputs of given scripts.
struct Spend {
    explicit Spend(const std::vector<base::Bytes>& scripts, size_t outputs = 1) {
        for (const base::Bytes& script : scripts) {
            primitives::Coin coin;
            coin.value.sat = 100'000 + static_cast<int64_t>(coins.size());
            coin.script = primitives::ScriptBytes(script);
            primitives::MutableTransaction::Input input;
            input.prevout.index = static_cast<uint32_t>(coins.size());
            transaction.inputs.push_back(input);
            coins.push_back(coin);
        }
        for (size_t i = 0; i < outputs; ++i)
            transaction.outputs.push_back({{1000}, {script::OP_1}});
    }

    std::vector<InputError> sign(const Provider& provider, uint8_t hash_type = 0) {
        return sign_transaction(transaction, provider, coins, hash_type);
    }

    primitives::MutableTransaction transaction;
    InputCoins coins;
};

/// "" when every input of an output of `script`, twice in a transaction, could be signed, else why not.
inline std::string sign_twice(const base::Bytes& script, const Provider& provider, uint8_t hash_type = 0) {
    Spend spend({script, script}, 2);
    const auto errors = spend.sign(provider, hash_type);
    return errors.empty() ? "" : input_error_text(errors[0]);
}

}  // namespace quanta::sign::testing
