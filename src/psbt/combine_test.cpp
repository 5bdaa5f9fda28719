// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "psbt/combine.h"

#include "psbt/test_psbt.h"

namespace quanta::psbt::testing {
namespace {

/// A version 2 PSBT with more fields in its input.
Psbt with(std::vector<std::pair<Bytes, Bytes>> fields, RawPsbt raw = RawPsbt::version2()) {
    raw.inputs[0].insert(raw.inputs[0].end(), fields.begin(), fields.end());
    return decode(raw.bytes()).value();
}

Bytes key_field(uint8_t type, uint8_t number) {
    return bytes_of({Bytes{type}, public_key(number).bytes()});
}

TEST(PsbtCombine, KnowledgeOfBothIsKept) {
    const Bytes source{1, 2, 3, 4};
    const auto a = with({{{0x04}, {0x51}}, {key_field(0x06, 1), source}, {{0x99}, {1}}});
    const auto b = with({{{0x05}, {0x52}}, {key_field(0x06, 2), source}, {{0x98}, {1}}});
    for (const auto& [first, second] : {std::pair{a, b}, {b, a}}) {
        Psbt combined = first;
        ASSERT_TRUE(combine(combined, second));
        EXPECT_EQ(combined.inputs[0].redeem_script, Bytes{0x51});
        EXPECT_EQ(combined.inputs[0].witness_script, Bytes{0x52});
        EXPECT_EQ(combined.inputs[0].keys.size(), 2u);
        EXPECT_EQ(combined.inputs[0].unknown.size(), 2u);
        Psbt again = combined;
        ASSERT_TRUE(combine(again, a));
        EXPECT_EQ(encode(again), encode(combined));
    }
}

TEST(PsbtCombine, NoncesOfSeveralSignersMeet) {
    const auto nonce = [](uint8_t number) {
        return with(
            {{bytes_of({Bytes{0x1b}, public_key(number).bytes(), public_key(9).bytes()}), Bytes(66)}});
    };
    Psbt combined = nonce(1);
    ASSERT_TRUE(combine(combined, nonce(2)));
    EXPECT_EQ(combined.inputs[0].public_nonces.begin()->second.size(), 2u);
}

TEST(PsbtCombine, OtherTransactionsAreRefused) {
    const Psbt psbt = with({});
    const auto refuses = [&](const Psbt& other) {
        Psbt copy = psbt;
        return !combine(copy, other) && encode(copy) == encode(psbt);
    };
    EXPECT_FALSE(refuses(psbt));
    RawPsbt raw = RawPsbt::version2();
    raw.outputs[0][0].second[0] = 6;
    EXPECT_TRUE(refuses(with({}, raw)));
    raw = RawPsbt::version2();
    raw.inputs[0][1].second[0] = 2;
    EXPECT_TRUE(refuses(with({}, raw)));
    EXPECT_TRUE(refuses(with({}, RawPsbt::version0())));
    // Who updates may set sequence numbers, but not a lock time.
    EXPECT_FALSE(refuses(with({{{0x10}, {1, 0, 0, 0}}})));
    EXPECT_TRUE(refuses(with({{{0x12}, {1, 0, 0, 0}}})));
}

TEST(PsbtCombine, WhatMayBeModified) {
    const auto modifiable = [](std::optional<uint8_t> a, std::optional<uint8_t> b) {
        Psbt first = with({});
        Psbt second = first;
        first.modifiable = a;
        second.modifiable = b;
        EXPECT_TRUE(combine(first, second));
        return first.modifiable;
    };
    EXPECT_EQ(modifiable(3, 1), uint8_t{1});
    EXPECT_EQ(modifiable(4, 3), uint8_t{4});
    EXPECT_EQ(modifiable({}, 3), uint8_t{3});
    EXPECT_EQ(modifiable({}, {}), std::nullopt);
}

TEST(PsbtJoin, PartsBecomeOne) {
    primitives::MutableTransaction first = RawPsbt::transaction();
    first.lock_time = 9;
    primitives::MutableTransaction second = RawPsbt::transaction();
    second.version = 1;
    second.lock_time = 8;
    second.inputs[0].prevout.index = 2;
    std::vector<Psbt> parts{Psbt::from_transaction(first, kVersion0),
                            Psbt::from_transaction(second, kVersion0)};
    parts[0].inputs[0].final_script_sig = {0x51};
    parts[1].unknown = {{{0x99}, {1}}};
    const auto joined = join(parts);
    ASSERT_TRUE(joined);
    EXPECT_EQ(joined->tx_version, 2u);
    EXPECT_EQ(joined->fallback_lock_time, 8u);
    EXPECT_EQ(joined->inputs.size(), 2u);
    EXPECT_EQ(joined->outputs.size(), 2u);
    EXPECT_EQ(joined->unknown.size(), 1u);
    // Signatures of a part do not sign the whole.
    EXPECT_FALSE(joined->inputs[0].is_final());
    EXPECT_TRUE(decode(encode(*joined)));
    parts.push_back(parts[0]);
    const auto refused = join(parts);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().prevout, first.inputs[0].prevout);
}

}  // namespace
}  // namespace quanta::psbt::testing
