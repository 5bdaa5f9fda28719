// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <vector>

#include "crypto/secp256k1.h"
#include "script/script.h"
#include "script/sighash.h"
#include "script/taproot.h"
#include "script/verify.h"

namespace quanta::script {
namespace {

using base::Bytes;
using base::ByteSpan;
using primitives::Amount;
using primitives::Coin;
using primitives::MutableTransaction;
using primitives::ScriptBytes;

constexpr VerifyFlags kBlockFlags = kVerifyP2sh | kVerifyDerSignatures | kVerifyNullDummy |
                                    kVerifyCheckLockTime | kVerifyCheckSequence | kVerifyWitness |
                                    kVerifyTaproot;

crypto::PrivateKey key_of(uint8_t number) {
    std::array<uint8_t, 32> bytes{};
    bytes.back() = number;
    return crypto::PrivateKey::from_bytes(bytes).value();
}

/// A transaction of `inputs` inputs that spend coins of one script; their scripts are filled in by a signer.
struct Spending {
    Spending(const Bytes& coin_script, size_t inputs) {
        for (uint32_t i = 0; i < inputs; ++i) {
            draft.inputs.push_back({{primitives::Txid(), i}, {}, 0xffffffff, {}});
            coins.push_back({Amount{100'000}, ScriptBytes(coin_script)});
        }
        draft.outputs.assign(2, {Amount{50'000}, Bytes(22)});
        freeze();
    }
    void freeze() {
        context.reset();
        transaction = draft.freeze();
        context = std::make_unique<SpendContext>(*transaction, coins);
    }

    MutableTransaction draft;
    std::vector<Coin> coins;
    std::shared_ptr<const primitives::Transaction> transaction;
    std::unique_ptr<SpendContext> context;
};

Bytes with_type(ByteSpan signature) {
    Bytes out(signature.begin(), signature.end());
    out.push_back(kSigHashAll);
    return out;
}

Bytes key_hash_script(const crypto::PublicKey& key) {
    return ScriptBuilder()
        .op(OP_DUP)
        .op(OP_HASH160)
        .push(key.hash())
        .op(OP_EQUALVERIFY)
        .op(OP_CHECKSIG)
        .bytes();
}

Spending p2pkh(size_t inputs) {
    const crypto::PrivateKey key = key_of(1);
    const Bytes script = key_hash_script(key.public_key());
    Spending spending(script, inputs);
    for (size_t i = 0; i < inputs; ++i) {
        const Bytes signature = with_type(
            key.sign_ecdsa(legacy_signature_hash(*spending.context, i, script, kSigHashAll)).bytes());
        spending.draft.inputs[i].script_sig =
            ScriptBuilder().push(signature).push(key.public_key().bytes()).bytes();
    }
    spending.freeze();
    return spending;
}

Spending p2wpkh() {
    const crypto::PrivateKey key = key_of(1);
    const crypto::PublicKey public_key = key.public_key();
    Spending spending(ScriptBuilder().op(OP_0).push(public_key.hash()).bytes(), 1);
    const auto hash = segwit_signature_hash(*spending.context, 0, key_hash_script(public_key), kSigHashAll);
    const ByteSpan key_bytes = public_key.bytes();
    spending.draft.inputs[0].witness = {with_type(key.sign_ecdsa(hash).bytes()),
                                        {key_bytes.begin(), key_bytes.end()}};
    spending.freeze();
    return spending;
}

Spending p2wsh_multisig() {
    ScriptBuilder script;
    script.number(2);
    for (uint8_t i = 1; i <= 3; ++i)
        script.push(key_of(i).public_key().bytes());
    script.number(3).op(OP_CHECKMULTISIG);
    Spending spending(ScriptBuilder().op(OP_0).push(crypto::sha256(script.bytes())).bytes(), 1);
    const auto hash = segwit_signature_hash(*spending.context, 0, script.bytes(), kSigHashAll);
    spending.draft.inputs[0].witness = {{},
                                        with_type(key_of(2).sign_ecdsa(hash).bytes()),
                                        with_type(key_of(3).sign_ecdsa(hash).bytes()),
                                        script.bytes()};
    spending.freeze();
    return spending;
}

Bytes schnorr(const crypto::PrivateKey& key, const crypto::Digest256& hash) {
    const crypto::SchnorrSignature signature = key.sign_schnorr(hash);
    return {signature.begin(), signature.end()};
}

Spending p2tr_key() {
    const crypto::PrivateKey key = key_of(1);
    const auto tweaked = key.taproot_tweak(taptweak_hash(key.public_key().xonly(), std::nullopt)).value();
    Spending spending(ScriptBuilder().op(OP_1).push(tweaked.public_key().xonly()).bytes(), 1);
    const auto hash = taproot_signature_hash(*spending.context, 0, kSigHashDefault, {}).value();
    spending.draft.inputs[0].witness = {schnorr(tweaked, hash)};
    spending.freeze();
    return spending;
}

Spending p2tr_script() {
    const crypto::PrivateKey key = key_of(1);
    const crypto::XOnlyKey internal = key_of(2).public_key().xonly();
    const Bytes script = ScriptBuilder().push(key.public_key().xonly()).op(OP_CHECKSIG).bytes();
    const auto leaf = tapleaf_hash(kTapscriptLeaf, script);
    const auto output = crypto::xonly_tweak_add(internal, taptweak_hash(internal, leaf)).value();
    Spending spending(ScriptBuilder().op(OP_1).push(output.key).bytes(), 1);
    const auto hash = taproot_signature_hash(*spending.context, 0, kSigHashDefault, {{}, leaf}).value();
    Bytes control = {static_cast<uint8_t>(kTapscriptLeaf | (output.parity == crypto::Parity::Odd ? 1 : 0))};
    control.insert(control.end(), internal.begin(), internal.end());
    spending.draft.inputs[0].witness = {schnorr(key, hash), script, control};
    spending.freeze();
    return spending;
}

/// Verifies every input, with what they share computed again each time as an import does.
void verify_all(benchmark::State& state, const Spending& spending) {
    const size_t inputs = spending.coins.size();
    for (auto _ : state) {
        const SpendContext context(*spending.transaction, spending.coins);
        for (size_t i = 0; i < inputs; ++i) {
            if (!verify_input(context, i, kBlockFlags)) state.SkipWithError("does not verify");
        }
    }
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * inputs));
}

void verify_p2pkh(benchmark::State& state) {
    verify_all(state, p2pkh(static_cast<size_t>(state.range(0))));
}
BENCHMARK(verify_p2pkh)->Arg(1)->Arg(1000)->Unit(benchmark::kMicrosecond);
void verify_p2wpkh(benchmark::State& state) {
    verify_all(state, p2wpkh());
}
BENCHMARK(verify_p2wpkh)->Unit(benchmark::kMicrosecond);
void verify_p2wsh_2of3(benchmark::State& state) {
    verify_all(state, p2wsh_multisig());
}
BENCHMARK(verify_p2wsh_2of3)->Unit(benchmark::kMicrosecond);
void verify_p2tr_key_path(benchmark::State& state) {
    verify_all(state, p2tr_key());
}
BENCHMARK(verify_p2tr_key_path)->Unit(benchmark::kMicrosecond);
void verify_p2tr_script_path(benchmark::State& state) {
    verify_all(state, p2tr_script());
}
BENCHMARK(verify_p2tr_script_path)->Unit(benchmark::kMicrosecond);

/// The signature checks alone, for comparison.
void ecdsa_alone(benchmark::State& state) {
    const crypto::PrivateKey key = key_of(1);
    const crypto::PublicKey public_key = key.public_key();
    const auto signature = key.sign_ecdsa(crypto::Digest256{1});
    for (auto _ : state) {
        benchmark::DoNotOptimize(crypto::ecdsa_verify_lax(public_key.bytes(), signature.bytes(), {1}));
    }
}
BENCHMARK(ecdsa_alone)->Unit(benchmark::kMicrosecond);

void schnorr_alone(benchmark::State& state) {
    const crypto::PrivateKey key = key_of(1);
    const crypto::XOnlyKey public_key = key.public_key().xonly();
    const auto signature = key.sign_schnorr(crypto::Digest256{1});
    for (auto _ : state) {
        benchmark::DoNotOptimize(crypto::schnorr_verify(public_key, signature, crypto::Digest256{1}));
    }
}
BENCHMARK(schnorr_alone)->Unit(benchmark::kMicrosecond);

/// A script of hashes and stack operations, without a signature.
void run_operations(benchmark::State& state) {
    ScriptBuilder script;
    for (int i = 0; i < 50; ++i)
        script.op(OP_DUP).op(OP_SHA256).op(OP_SWAP).op(OP_DROP);
    Spending spending(script.bytes(), 1);
    spending.draft.inputs[0].script_sig = {OP_1};
    spending.freeze();
    verify_all(state, spending);
}
BENCHMARK(run_operations)->Unit(benchmark::kMicrosecond);

void legacy_sighash(benchmark::State& state) {
    const Spending spending(Bytes(25), static_cast<size_t>(state.range(0)));
    const Bytes script(25);
    const size_t last = spending.coins.size() - 1;
    for (auto _ : state) {
        benchmark::DoNotOptimize(legacy_signature_hash(*spending.context, last / 2, script, kSigHashAll));
    }
}
BENCHMARK(legacy_sighash)->Arg(2)->Arg(1000)->Unit(benchmark::kNanosecond);

void segwit_sighash(benchmark::State& state) {
    const Spending spending = p2wpkh();
    const Bytes script(25);
    for (auto _ : state)
        benchmark::DoNotOptimize(segwit_signature_hash(*spending.context, 0, script, kSigHashAll));
}
BENCHMARK(segwit_sighash)->Unit(benchmark::kNanosecond);

void taproot_sighash(benchmark::State& state) {
    const Spending spending = p2tr_key();
    for (auto _ : state) {
        benchmark::DoNotOptimize(taproot_signature_hash(*spending.context, 0, kSigHashDefault, {}));
    }
}
BENCHMARK(taproot_sighash)->Unit(benchmark::kNanosecond);

}  // namespace
}  // namespace quanta::script
