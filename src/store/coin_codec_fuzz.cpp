// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Coins, undo data and keys from untrusted bytes: what decodes encodes to a form that decodes to the same.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "store/coin_codec.h"
#include "store/coin_key.h"

namespace {

namespace base = quanta::base;
namespace codec = quanta::codec;
namespace primitives = quanta::primitives;
namespace store = quanta::store;

void try_coin(base::ByteSpan input) {
    codec::Reader reader(input);
    const auto coin = store::read_coin(reader);
    if (!coin) return;
    CHECK(coin->value.in_money_range());
    base::Bytes encoded;
    codec::Writer writer(encoded);
    store::write_coin(writer, *coin);
    codec::Reader again(encoded);
    CHECK(store::read_coin(again).value() == *coin);
    CHECK(again.at_end());
}

void try_undo(base::ByteSpan input) {
    const auto undo = store::decode_undo(input);
    if (!undo) return;
    CHECK(store::decode_undo(store::encode_undo(*undo)).value() == *undo);
}

void try_key(base::ByteSpan input) {
    const auto outpoint = store::CoinKey::parse(input);
    if (!outpoint) return;
    const store::CoinKey key(*outpoint);
    CHECK(base::Bytes(key.bytes().begin(), key.bytes().end()) == base::Bytes(input.begin(), input.end()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::ByteSpan input(data, size);
    try_coin(input);
    try_undo(input);
    try_key(input);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const primitives::Coin coin{{5'000'000'000}, primitives::ScriptBytes(base::Bytes(25, 0x51)), 1000, true};
    std::vector<std::vector<uint8_t>> seeds(1);
    codec::Writer writer(seeds[0]);
    store::write_coin(writer, coin);
    seeds.push_back(store::encode_undo({{1, 2}, {coin, coin, coin}}));
    const store::CoinKey key({primitives::Txid(), 70000});
    seeds.emplace_back(key.bytes().begin(), key.bytes().end());
    return seeds;
}
