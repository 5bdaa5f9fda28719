// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "psbt/analyse.h"
#include "psbt/combine.h"
#include "psbt/decode.h"
#include "psbt/encode.h"
#include "psbt/sign.h"
#include "sign/keyring.h"

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    quanta::primitives::MutableTransaction transaction;
    transaction.inputs.resize(2);
    transaction.inputs[1].prevout.index = 1;
    transaction.outputs.push_back({{5}, {0x51}});
    for (const uint32_t version : {quanta::psbt::kVersion0, quanta::psbt::kVersion2}) {
        quanta::psbt::Psbt psbt = quanta::psbt::Psbt::from_transaction(transaction, version);
        seeds.push_back(quanta::psbt::encode(psbt));
        std::array<uint8_t, 32> secret{1};
        const auto key = quanta::crypto::PrivateKey::from_bytes(secret)->public_key();
        quanta::psbt::Input& input = psbt.inputs[0];
        input.witness_utxo = quanta::psbt::WitnessUtxo{{9}, {0, 1, 1}};
        input.redeem_script = {0x51};
        input.keys.emplace(key, quanta::sign::KeySource{{1, 2, 3, 4}, {1}});
        input.taproot.internal_key = key.xonly();
        input.taproot.leaves[{{0x51}, 0xc0}].insert(quanta::base::Bytes(33, 1));
        input.taproot_keys[key.xonly()] = {{quanta::crypto::Digest256{1}}, {{1, 2, 3, 4}, {2}}};
        input.participants[key] = {key};
        input.public_nonces[{key, quanta::crypto::Digest256{}}].emplace(key, quanta::base::Bytes(66));
        psbt.inputs[1].final_witness = {{1}, {}};
        psbt.outputs[0].taproot_tree = {{1, 0xc0, {0x51}}, {1, 0xc0, {}}};
        psbt.unknown = {{{0x99}, {1}}};
        seeds.push_back(quanta::psbt::encode(psbt));
    }
    return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto decoded = quanta::psbt::decode({data, size});
    if (!decoded) return 0;
    const quanta::base::Bytes bytes = quanta::psbt::encode(*decoded);
    const auto again = quanta::psbt::decode(bytes);
    CHECK(again && quanta::psbt::encode(*again) == bytes);
    quanta::psbt::Psbt psbt = *decoded;
    CHECK(quanta::psbt::combine(psbt, *again) && quanta::psbt::encode(psbt) == bytes);
    if (psbt.inputs.size() > 8) return 0;
    quanta::psbt::analyse(psbt);
    for (quanta::psbt::Output& output : psbt.outputs)
        quanta::psbt::update_output(output, quanta::sign::empty_provider());
    if (quanta::psbt::finalize(psbt) && !psbt.inputs.empty()) quanta::psbt::extract(psbt).freeze();
    quanta::psbt::drop_previous_transactions(psbt);
    quanta::psbt::encode(psbt);
    return 0;
}
