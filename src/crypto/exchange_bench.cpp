// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <string>

#include "crypto/ellswift.h"
#include "crypto/ellswift_map.h"
#include "crypto/fs_chacha.h"

namespace quanta::crypto {
namespace {

const PrivateKey& exchange_key() {
    static const PrivateKey key = PrivateKey::from_bytes(sha256(base::as_bytes("exchange"))).value();
    return key;
}

/// The public key included.
void crypto_ellswift_create(benchmark::State& state) {
    Digest256 entropy{};
    for (auto _ : state) {
        benchmark::DoNotOptimize(ellswift_create(exchange_key(), entropy));
        base::write_le<uint64_t>(entropy.data(), base::read_le<uint64_t>(entropy.data()) + 1);
    }
    state.SetLabel(std::string(ellswift_implementation()));
}
BENCHMARK(crypto_ellswift_create);

void crypto_ellswift_public_key(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(exchange_key().public_key());
}
BENCHMARK(crypto_ellswift_public_key);

void crypto_ellswift_decode(benchmark::State& state) {
    EllSwift encoding{};
    for (auto _ : state) {
        benchmark::DoNotOptimize(ellswift_decode(encoding));
        base::write_le<uint64_t>(encoding.data() + 8, base::read_le<uint64_t>(encoding.data() + 8) + 1);
        encoding[63] ^= encoding[8];
    }
    state.SetLabel(std::string(ellswift_implementation()));
}
BENCHMARK(crypto_ellswift_decode);

void crypto_ellswift_shared_secret(benchmark::State& state) {
    const EllSwift ours = ellswift_create(exchange_key(), {});
    EllSwift theirs = ours;
    for (auto _ : state) {
        ++theirs[40];
        benchmark::DoNotOptimize(
            ellswift_shared_secret(exchange_key(), ours, theirs, EllSwiftParty::Initiator));
    }
    state.SetLabel(std::string(ellswift_implementation()));
}
BENCHMARK(crypto_ellswift_shared_secret);

void crypto_seal_packet(benchmark::State& state) {
    FsChaCha20Poly1305 cipher(Digest256{});
    base::Bytes text(static_cast<size_t>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(cipher.seal(text, {}));
    state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(crypto_seal_packet)->Arg(10)->Arg(100)->Arg(10'000)->Arg(1'000'000);

}  // namespace
}  // namespace quanta::crypto
