// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <string>

#include "crypto/curve_x.h"
#include "crypto/hash.h"
#include "crypto/muhash.h"
#include "crypto/secp256k1.h"
#include "crypto/sha256_engine.h"
#include "crypto/siphash.h"

namespace quanta::crypto {
namespace {

void crypto_sha256(benchmark::State& state) {
    const base::Bytes bytes(static_cast<size_t>(state.range(0)), 0x5a);
    for (auto _ : state) benchmark::DoNotOptimize(sha256(bytes));
    state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(crypto_sha256)->Arg(32)->Arg(64)->Arg(250)->Arg(1'000'000);

/// One level of a merkle tree of 2,048 transactions, with each engine the processor has.
void crypto_sha256d_pairs(benchmark::State& state) {
    const auto engines = sha256_engines();
    const size_t index = static_cast<size_t>(state.range(0));
    if (index >= engines.size()) return state.SkipWithError("no such engine on this processor");
    base::Bytes level(64 * 1024, 0x5a);
    for (auto _ : state) engines[index].pairs(level.data(), level.data(), 1024);
    state.SetLabel(std::string(engines[index].name));
    state.SetItemsProcessed(state.iterations() * 1024);
}
BENCHMARK(crypto_sha256d_pairs)->Arg(0)->Arg(1)->Arg(2);

void crypto_hash160(benchmark::State& state) {
    const base::Bytes key(33, 2);
    for (auto _ : state) benchmark::DoNotOptimize(hash160(key));
}
BENCHMARK(crypto_hash160);

void crypto_siphash_outpoint(benchmark::State& state) {
    Digest256 txid{};
    uint32_t n = 0;
    for (auto _ : state) benchmark::DoNotOptimize(siphash_outpoint(1, 2, txid.data(), ++n));
}
BENCHMARK(crypto_siphash_outpoint);

void crypto_muhash_insert(benchmark::State& state) {
    MuHash3072 hash;
    const base::Bytes coin(70, 1);
    for (auto _ : state) hash.insert(coin);
    benchmark::DoNotOptimize(hash.finalize());
}
BENCHMARK(crypto_muhash_insert);

void crypto_muhash_finalize(benchmark::State& state) {
    MuHash3072 hash;
    hash.insert(base::as_bytes("a")).remove(base::as_bytes("b"));
    for (auto _ : state) benchmark::DoNotOptimize(hash.finalize());
}
BENCHMARK(crypto_muhash_finalize);

const PrivateKey& signer() {
    static const PrivateKey key = PrivateKey::from_bytes(sha256(base::as_bytes("signer"))).value();
    return key;
}

void crypto_ecdsa_verify(benchmark::State& state) {
    const Digest256 message = sha256(base::as_bytes("message"));
    const DerSignature signature = signer().sign_ecdsa(message);
    const PublicKey key = signer().public_key();
    for (auto _ : state) benchmark::DoNotOptimize(ecdsa_verify_lax(key.bytes(), signature.bytes(), message));
}
BENCHMARK(crypto_ecdsa_verify);

void crypto_schnorr_verify(benchmark::State& state) {
    const Digest256 message = sha256(base::as_bytes("message"));
    const SchnorrSignature signature = signer().sign_schnorr(message);
    const XOnlyKey key = signer().public_key().xonly();
    for (auto _ : state) benchmark::DoNotOptimize(schnorr_verify(key, signature, message));
}
BENCHMARK(crypto_schnorr_verify);

void crypto_taproot_tweak_check(benchmark::State& state) {
    const XOnlyKey internal = signer().public_key().xonly();
    const TweakedKey output = xonly_tweak_add(internal, sha256(internal)).value();
    const Digest256 tweak = sha256(internal);
    for (auto _ : state) {
        benchmark::DoNotOptimize(taproot_tweak_matches(output.key, output.parity, internal, tweak));
    }
}
BENCHMARK(crypto_taproot_tweak_check);

/// Whether an output key of taproot is a point, by the symbol; crypto_parse_key takes the square root.
void crypto_is_curve_x(benchmark::State& state) {
    XOnlyKey x = sha256(base::as_bytes("x"));
    size_t i = 0;
    for (auto _ : state) {
        ++x[++i % x.size()];
        benchmark::DoNotOptimize(is_curve_x(x));
    }
}
BENCHMARK(crypto_is_curve_x);

void crypto_parse_key(benchmark::State& state) {
    XOnlyKey x = sha256(base::as_bytes("x"));
    size_t i = 0;
    for (auto _ : state) {
        ++x[++i % x.size()];
        benchmark::DoNotOptimize(PublicKey::from_xonly(x).is_valid());
    }
}
BENCHMARK(crypto_parse_key);

void crypto_ecdsa_sign(benchmark::State& state) {
    const Digest256 message = sha256(base::as_bytes("message"));
    for (auto _ : state) benchmark::DoNotOptimize(signer().sign_ecdsa(message));
}
BENCHMARK(crypto_ecdsa_sign);

}  // namespace
}  // namespace quanta::crypto
