// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "crypto/secp256k1.h"
#include "keys/destination.h"
#include "psbt/psbt.h"
#include "psbt/sign.h"
#include "sign/keyring.h"

namespace quanta::txjson::testing {

/// A private key of its own for each number from 1 on.
inline crypto::PrivateKey test_key(uint8_t number) {
    std::array<uint8_t, 32> bytes{};
    bytes[31] = number;
    return crypto::PrivateKey::from_bytes(bytes).value();
}

/// `inputs` inputs and two outputs.
inline psbt::Psbt blank_psbt(uint32_t version, size_t inputs) {
    primitives::MutableTransaction transaction;
    for (size_t i = 0; i < inputs; ++i) {
        transaction.inputs.emplace_back();
        transaction.inputs.back().prevout = {primitives::Txid(crypto::Digest256{7}),
                                             static_cast<uint32_t>(i)};
    }
    transaction.outputs = {{{500}, {0x51}}, {{400}, {0x52}}};
    return psbt::Psbt::from_transaction(transaction, version);
}

/// One with a value in every field, whatever it is worth.
inline psbt::Psbt full_psbt(uint32_t version) {
    psbt::Psbt psbt = blank_psbt(version, 2);
    const crypto::PublicKey key = test_key(1).public_key();
    const crypto::PublicKey other = test_key(2).public_key();
    const psbt::KeySource source{{1, 2, 3, 4}, {0x80000005, 6}};
    const crypto::Digest160 short_hash{8};
    const crypto::Digest256 hash{9};
    psbt::ExtendedKeyBytes extended{4, 0x35, 0x87, 0xcf, 2};
    std::copy(key.bytes().begin(), key.bytes().end(), extended.begin() + 45);
    psbt.extended_keys[source] = {extended};
    psbt.proprietary = {{{0xfc, 1, 0x61, 5, 0x62}, {{0x61}, 5, {0x77}}}};
    psbt.unknown = {{{0x99, 1}, {2}}};
    if (version == psbt::kVersion2) {
        psbt.modifiable = psbt::kOutputsModifiable | psbt::kHasSighashSingle;
        psbt.inputs[0].time_lock = 500'000'000;
        psbt.inputs[0].height_lock = 77;
    }

    psbt::Input& input = psbt.inputs[0];
    input.witness_utxo = psbt::WitnessUtxo{{2000}, {0x51}};
    input.sighash_type = 0x83;
    input.redeem_script = {0x51};
    input.witness_script = {0x52};
    input.signatures.emplace(key.hash(), sign::KeySignature{key, {0x30, 6, 2, 1, 1, 2, 1, 1, 0x83}});
    input.keys.emplace(key, source);
    input.preimages = {{{short_hash, {1}}}, {{hash, {2}}}, {{short_hash, {3}}}, {{hash, {4}}}};
    input.taproot.internal_key = key.xonly();
    input.taproot.merkle_root = hash;
    input.taproot.leaves[{{0x51}, 0xc0}] = {base::Bytes(33, 1)};
    input.taproot_key_signature = base::Bytes(64, 5);
    input.taproot_leaf_signatures[{key.xonly(), hash}] = base::Bytes(64, 6);
    input.taproot_keys[key.xonly()] = {{hash}, source};
    input.participants[key] = {other, key};
    input.public_nonces[{key, crypto::Digest256{}}].emplace(other, base::Bytes(psbt::kPublicNonceSize, 1));
    input.partial_signatures[{key, hash}].emplace(other, base::Bytes(psbt::kPartialSignatureSize, 2));
    input.proprietary = psbt.proprietary;
    input.unknown = psbt.unknown;
    psbt.inputs[1].final_script_sig = {0x51};
    psbt.inputs[1].final_witness = {{1}, {}};

    psbt::Output& output = psbt.outputs[0];
    output.redeem_script = {0x51};
    output.witness_script = {0x52};
    output.keys.emplace(key, source);
    output.taproot_internal_key = key.xonly();
    output.taproot_tree = {{1, 0xc0, {0x51}}, {1, 0xc0, {}}};
    output.taproot_keys = input.taproot_keys;
    output.participants = input.participants;
    output.proprietary = psbt.proprietary;
    output.unknown = psbt.unknown;
    return psbt;
}

/// One whose inputs spend a program of one key: signed, waiting for a signature, and not known.
inline psbt::Psbt signed_psbt(uint32_t version) {
    psbt::Psbt psbt = blank_psbt(version, 3);
    const crypto::PublicKey key = test_key(1).public_key();
    const primitives::ScriptBytes program = keys::script_for_destination(keys::WitnessV0KeyHash{key.hash()});
    const base::Bytes script(program.span().begin(), program.span().end());
    for (const size_t i : {0, 1})
        psbt.inputs[i].witness_utxo = psbt::WitnessUtxo{{1000}, script};
    sign::Keyring keyring;
    keyring.add_key(test_key(1));
    keyring.add_source(key, {{1, 2, 3, 4}, {5}});
    const sign::HidingProvider watching(keyring, sign::Secrets::Hide, sign::Sources::Tell);
    const psbt::Spending spending(psbt);
    psbt::sign_input(psbt, 0, keyring, &spending, {});
    psbt::sign_input(psbt, 1, watching, &spending, {});
    return psbt;
}

}  // namespace quanta::txjson::testing
