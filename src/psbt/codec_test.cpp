// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdio>

#include "psbt/test_psbt.h"

namespace quanta::psbt::testing {
namespace {

const Bytes kKey = bytes_of({public_key(1).bytes()});
const Bytes kOtherKey = bytes_of({public_key(2).bytes()});
const Bytes kXOnly(kKey.begin() + 1, kKey.end());
const Bytes kHash(32, 3);
/// A fingerprint and a path of one step.
const Bytes kSource{1, 2, 3, 4, 5, 0, 0, 0x80};

/// Which map a field stands in.
enum class Where { Global, Input, Output };

std::string wrong_with(RawPsbt raw, Where where, Bytes field_key, Bytes value) {
    RawPsbt::Map& map = where == Where::Global  ? raw.global
                        : where == Where::Input ? raw.inputs[0]
                                                : raw.outputs[0];
    map.emplace_back(std::move(field_key), std::move(value));
    return raw.wrong();
}

/// A field of a version 2 PSBT, its type in front of `place`.
std::string wrong_field(Where where, uint8_t type, const Bytes& place, const Bytes& value) {
    return wrong_with(RawPsbt::version2(), where, bytes_of({Bytes{type}, place}), value);
}

TEST(PsbtCodec, TheLeastOfBothVersions) {
    for (const RawPsbt& raw : {RawPsbt::version0(), RawPsbt::version2()}) {
        EXPECT_EQ(raw.wrong(), "");
        const Bytes bytes = raw.bytes();
        EXPECT_EQ(encode(decode(bytes).value()), bytes);
    }
    const Psbt psbt = decode(RawPsbt::version0().bytes()).value();
    EXPECT_EQ(psbt.unsigned_transaction()->serialize(), RawPsbt::transaction().serialize());
}

TEST(PsbtCodec, Frame) {
    const Bytes whole = RawPsbt::version2().bytes();
    for (size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(decode(base::ByteSpan(whole).first(size))) << size;
    }
    Bytes changed = whole;
    changed.push_back(0);
    EXPECT_EQ(decode(changed).error(), "extra data after PSBT");
    changed = whole;
    changed[4] = 0;
    EXPECT_EQ(decode(changed).error(), "Invalid PSBT magic bytes");
}

TEST(PsbtCodec, KeysOccurOnce) {
    RawPsbt raw = RawPsbt::version2();
    raw.global.push_back(raw.global[0]);
    EXPECT_EQ(raw.wrong(), "Duplicate key 02");
    raw = RawPsbt::version2();
    raw.inputs[0].push_back({{0x99, 1}, {1}});
    raw.inputs[0].push_back({{0x99, 2}, {1}});
    EXPECT_EQ(raw.wrong(), "");
    raw.inputs[0].push_back({{0x99, 2}, {2}});
    EXPECT_EQ(raw.wrong(), "Duplicate key 9902");
}

TEST(PsbtCodec, VersionsHaveTheirFields) {
    const RawPsbt version0 = RawPsbt::version0();
    const RawPsbt version2 = RawPsbt::version2();
    RawPsbt raw = version0;
    raw.global.clear();
    EXPECT_EQ(raw.wrong(), "No unsigned transaction was provided");
    EXPECT_EQ(wrong_with(version0, Where::Global, {0xfb}, {0, 0, 0, 0}), "");
    EXPECT_EQ(wrong_with(version0, Where::Global, {0xfb}, {1, 0, 0, 0}), "Unsupported version 1");
    EXPECT_EQ(wrong_with(version0, Where::Global, {0xfb}, {3, 0, 0, 0}), "Unsupported version 3");
    EXPECT_NE(wrong_with(version0, Where::Global, {0xfb}, {2, 0, 0}), "");
    EXPECT_EQ(wrong_with(version0, Where::Global, {0xfb}, {2, 0, 0, 0}),
              "Version 2 has an unsigned transaction");
    for (const uint8_t type : {0x02, 0x03}) {
        EXPECT_EQ(wrong_with(version0, Where::Global, {type}, {0, 0, 0, 0}),
                  "Version 0 has global fields of version 2");
    }
    for (const uint8_t type : {0x04, 0x05, 0x06}) {
        EXPECT_EQ(wrong_with(version0, Where::Global, {type}, {1}),
                  "Version 0 has global fields of version 2");
    }
    EXPECT_NE(wrong_with(version0, Where::Input, {0x0e}, kHash), "");
    for (const uint8_t type : {0x0f, 0x10, 0x11, 0x12})
        EXPECT_NE(wrong_with(version0, Where::Input, {type}, {0, 0, 0, 0x40}), "");
    EXPECT_NE(wrong_with(version0, Where::Output, {0x03}, Bytes(8)), "");
    EXPECT_NE(wrong_with(version0, Where::Output, {0x04}, {}), "");
    for (size_t i = 0; i < 3; ++i) {
        raw = version2;
        raw.global.erase(raw.global.begin() + static_cast<ptrdiff_t>(i));
        EXPECT_EQ(raw.wrong(), "Version 2 lacks the transaction's version or a count");
    }
    for (size_t i = 0; i < 2; ++i) {
        raw = version2;
        raw.inputs[0].erase(raw.inputs[0].begin() + static_cast<ptrdiff_t>(i));
        EXPECT_EQ(raw.wrong(), "An input does not say what it spends");
        raw = version2;
        raw.outputs[0].erase(raw.outputs[0].begin() + static_cast<ptrdiff_t>(i));
        EXPECT_EQ(raw.wrong(), "An output lacks its amount or script");
    }
}

TEST(PsbtCodec, CountsAreBounded) {
    RawPsbt raw = RawPsbt::version2();
    raw.global[1].second = {0xfd, 0x46, 0x5f};  // 24,390
    EXPECT_NE(raw.wrong(), "There are more inputs or outputs than a transaction can have");
    raw.global[1].second = {0xfd, 0x47, 0x5f};
    EXPECT_EQ(raw.wrong(), "There are more inputs or outputs than a transaction can have");
    raw.global[1].second = {1};
    raw.global[2].second = {0xff, 0, 0, 0, 0, 0, 0, 0, 1};
    EXPECT_NE(raw.wrong(), "");
    raw.global[2].second = {1, 0};
    EXPECT_NE(raw.wrong(), "");
}

TEST(PsbtCodec, UnsignedTransactionsAreUnsigned) {
    RawPsbt raw = RawPsbt::version0();
    auto transaction = RawPsbt::transaction();
    transaction.inputs[0].script_sig = {0x51};
    raw.global[0].second = transaction.serialize();
    EXPECT_EQ(raw.wrong(), "Field 0x00 of the global map: its inputs must be empty");
    transaction.inputs[0].script_sig.clear();
    transaction.inputs[0].witness = {{1}};
    raw.global[0].second = transaction.serialize();
    EXPECT_EQ(raw.wrong(), "Field 0x00 of the global map: it is no transaction");
    raw.global[0].second = {};
    EXPECT_NE(raw.wrong(), "");
    raw = RawPsbt::version0();
    raw.global[0].first = {0, 1};
    EXPECT_NE(raw.wrong(), "");
}

TEST(PsbtCodec, ExtendedKeys) {
    Bytes xpub(45, 0);
    xpub[4] = 1;
    xpub.insert(xpub.end(), kKey.begin(), kKey.end());
    EXPECT_EQ(wrong_field(Where::Global, 0x01, xpub, kSource), "");
    EXPECT_NE(wrong_field(Where::Global, 0x01, xpub, {1, 2, 3, 4}), "");
    EXPECT_NE(wrong_field(Where::Global, 0x01, xpub, {1, 2, 3, 4, 5}), "");
    EXPECT_NE(wrong_field(Where::Global, 0x01, Bytes(xpub.begin(), xpub.end() - 1), kSource), "");
    xpub[45] = 5;
    EXPECT_NE(wrong_field(Where::Global, 0x01, xpub, kSource), "");
}

/// The fields of an input, each with values that are right and wrong.
TEST(PsbtCodec, InputFields) {
    const auto wrong = [](uint8_t type, const Bytes& place, const Bytes& value) {
        return wrong_field(Where::Input, type, place, value);
    };
    const Bytes utxo{9, 0, 0, 0, 0, 0, 0, 0, 1, 0x51};
    EXPECT_EQ(wrong(0x01, {}, utxo), "");
    EXPECT_NE(wrong(0x01, {1}, utxo), "");
    EXPECT_NE(wrong(0x01, {}, bytes_of({utxo, Bytes{0}})), "");
    EXPECT_NE(wrong(0x01, {}, Bytes(7)), "");
    EXPECT_NE(wrong(0x01, {}, Bytes(8)), "");

    Bytes signature{0x30, 6, 2, 1, 1, 2, 1, 1, 1};
    EXPECT_EQ(wrong(0x02, kKey, signature), "");
    EXPECT_NE(wrong(0x02, kXOnly, signature), "");
    EXPECT_NE(wrong(0x02, Bytes(33, 2), {}), "");
    EXPECT_NE(wrong(0x02, kKey, {}), "");
    signature.back() = 4;
    EXPECT_NE(wrong(0x02, kKey, signature), "");

    EXPECT_EQ(wrong(0x03, {}, {1, 0, 0, 0}), "");
    EXPECT_NE(wrong(0x03, {}, {1, 0, 0}), "");
    EXPECT_NE(wrong(0x03, {0}, {1, 0, 0, 0}), "");
    for (const uint8_t type : {0x04, 0x05, 0x07}) {
        EXPECT_EQ(wrong(type, {}, {0x51}), "");
        EXPECT_NE(wrong(type, {0}, {0x51}), "");
    }
    EXPECT_EQ(wrong(0x06, kKey, kSource), "");
    EXPECT_EQ(wrong(0x06, kKey, {1, 2, 3, 4}), "");
    EXPECT_NE(wrong(0x06, kXOnly, kSource), "");
    EXPECT_NE(wrong(0x06, kKey, {1, 2, 3}), "");
    EXPECT_NE(wrong(0x06, kKey, {}), "");

    EXPECT_EQ(wrong(0x08, {}, {2, 0, 1, 7}), "");
    EXPECT_NE(wrong(0x08, {0}, {2, 0, 1, 7}), "");
    EXPECT_NE(wrong(0x08, {}, {2, 0, 1}), "");
    EXPECT_NE(wrong(0x08, {}, {1, 0, 0}), "");
    EXPECT_NE(wrong(0x08, {}, {3, 0}), "");
    for (const auto& [type, size] : {std::pair{0x0a, 20}, {0x0b, 32}, {0x0c, 20}, {0x0d, 32}}) {
        const auto of = static_cast<uint8_t>(type);
        EXPECT_EQ(wrong(of, Bytes(static_cast<size_t>(size)), {1}), "");
        EXPECT_NE(wrong(of, Bytes(static_cast<size_t>(size - 1)), {1}), "");
        EXPECT_NE(wrong(of, Bytes(static_cast<size_t>(size + 1)), {1}), "");
    }
    EXPECT_EQ(wrong(0x10, {}, {0, 0, 0, 0}), "");
    EXPECT_NE(wrong(0x10, {}, {0, 0, 0}), "");
}

TEST(PsbtCodec, Locks) {
    const auto wrong = [](uint8_t type, uint32_t lock) {
        Bytes value;
        codec::Writer(value).write(lock);
        return wrong_field(Where::Input, type, {}, value);
    };
    EXPECT_EQ(wrong(0x11, 500'000'000), "");
    EXPECT_NE(wrong(0x11, 499'999'999), "");
    EXPECT_EQ(wrong(0x12, 499'999'999), "");
    EXPECT_NE(wrong(0x12, 500'000'000), "");
    EXPECT_EQ(wrong(0x12, 1), "");
    EXPECT_NE(wrong(0x12, 0), "");

    RawPsbt raw = RawPsbt::version2();
    raw.global[1].second = {2};
    raw.inputs.push_back(raw.inputs[0]);
    const auto lock_time = [&] { return decode(raw.bytes()).value().lock_time(); };
    raw.global.push_back({{0x03}, {9, 0, 0, 0}});
    EXPECT_EQ(lock_time(), 9u);
    raw.inputs[0].push_back({{0x12}, {5, 0, 0, 0}});
    EXPECT_EQ(lock_time(), 5u);
    raw.inputs[1].push_back({{0x12}, {7, 0, 0, 0}});
    EXPECT_EQ(lock_time(), 7u);
    raw.inputs[1].push_back({{0x11}, {0, 0, 0, 0x40}});
    EXPECT_EQ(lock_time(), 7u);
    raw.inputs[1].erase(raw.inputs[1].begin() + 2);
    EXPECT_EQ(raw.wrong(), "Its inputs need lock times of both kinds");
    raw.inputs[0].push_back({{0x11}, {1, 0, 0, 0x40}});
    EXPECT_EQ(lock_time(), 0x40000001u);
}

TEST(PsbtCodec, TaprootFields) {
    const auto wrong = [](uint8_t type, const Bytes& place, const Bytes& value) {
        return wrong_field(Where::Input, type, place, value);
    };
    for (const size_t size : {64u, 65u}) {
        EXPECT_EQ(wrong(0x13, {}, Bytes(size)), "");
        EXPECT_EQ(wrong(0x14, bytes_of({kXOnly, kHash}), Bytes(size)), "");
    }
    for (const size_t size : {0u, 63u, 66u}) {
        EXPECT_NE(wrong(0x13, {}, Bytes(size)), "");
        EXPECT_NE(wrong(0x14, bytes_of({kXOnly, kHash}), Bytes(size)), "");
    }
    EXPECT_NE(wrong(0x13, {0}, Bytes(64)), "");
    EXPECT_NE(wrong(0x14, kXOnly, Bytes(64)), "");
    EXPECT_EQ(wrong(0x15, Bytes(33), {0x51, 0xc0}), "");
    EXPECT_EQ(wrong(0x15, Bytes(65), {0xc0}), "");
    EXPECT_NE(wrong(0x15, Bytes(64), {0xc0}), "");
    EXPECT_NE(wrong(0x15, Bytes(33), {}), "");
    EXPECT_EQ(wrong(0x16, kXOnly, bytes_of({Bytes{1}, kHash, kSource})), "");
    EXPECT_EQ(wrong(0x16, kXOnly, bytes_of({Bytes{0}, kSource})), "");
    EXPECT_NE(wrong(0x16, kKey, bytes_of({Bytes{0}, kSource})), "");
    EXPECT_NE(wrong(0x16, kXOnly, bytes_of({Bytes{2}, kHash, kSource})), "");
    EXPECT_NE(wrong(0x16, kXOnly, Bytes{0, 1, 2, 3}), "");
    for (const uint8_t type : {0x17, 0x18}) {
        EXPECT_EQ(wrong(type, {}, kXOnly), "");
        EXPECT_NE(wrong(type, {0}, kXOnly), "");
        EXPECT_NE(wrong(type, {}, kKey), "");
    }
    const auto output = [](uint8_t type, const Bytes& place, const Bytes& value) {
        return wrong_field(Where::Output, type, place, value);
    };
    EXPECT_EQ(output(0x05, {}, kXOnly), "");
    EXPECT_NE(output(0x05, {}, kKey), "");
    EXPECT_EQ(output(0x06, {}, {1, 0xc0, 1, 0x51, 1, 0xc0, 0}), "");
    EXPECT_EQ(output(0x06, {}, {0, 0xc0, 0}), "");
    EXPECT_NE(output(0x06, {0}, {0, 0xc0, 0}), "");
    EXPECT_NE(output(0x06, {}, {}), "");
    EXPECT_NE(output(0x06, {}, {1, 0xc0, 0}), "");
    EXPECT_NE(output(0x06, {}, {0, 0xc1, 0}), "");
    EXPECT_NE(output(0x06, {}, {0, 0xc0, 1}), "");
    EXPECT_NE(output(0x06, {}, {0}), "");
    EXPECT_EQ(output(0x07, kXOnly, bytes_of({Bytes{0}, kSource})), "");
    EXPECT_NE(output(0x07, kKey, bytes_of({Bytes{0}, kSource})), "");
}

TEST(PsbtCodec, SignersOfAnAggregate) {
    for (const auto& [where, type] :
         {std::pair{Where::Input, uint8_t{0x1a}}, {Where::Output, uint8_t{0x08}}}) {
        EXPECT_EQ(wrong_field(where, type, kKey, bytes_of({kKey, kOtherKey})), "");
        EXPECT_NE(wrong_field(where, type, kXOnly, kKey), "");
        EXPECT_NE(wrong_field(where, type, kKey, {}), "");
        EXPECT_NE(wrong_field(where, type, kKey, Bytes(33, 5)), "");
        EXPECT_NE(wrong_field(where, type, kKey, Bytes(34, 2)), "");
    }
    for (const auto& [type, size] : {std::pair<uint8_t, size_t>{0x1b, 66}, {0x1c, 32}}) {
        const auto wrong = [&, of = type](const Bytes& place, size_t bytes) {
            return wrong_field(Where::Input, of, place, Bytes(bytes));
        };
        EXPECT_EQ(wrong(bytes_of({kKey, kOtherKey}), size), "");
        EXPECT_EQ(wrong(bytes_of({kKey, kOtherKey, kHash}), size), "");
        EXPECT_NE(wrong(bytes_of({kKey, kOtherKey, Bytes(32)}), size), "");
        EXPECT_NE(wrong(bytes_of({kKey, kHash}), size), "");
        EXPECT_NE(wrong(bytes_of({kKey, Bytes(33, 5)}), size), "");
        EXPECT_NE(wrong(bytes_of({kKey, kOtherKey}), size - 1), "");
        EXPECT_NE(wrong(bytes_of({kKey, kOtherKey}), size + 1), "");
    }
}

TEST(PsbtCodec, ProprietaryAndUnknownFieldsAreKept) {
    for (const Where where : {Where::Global, Where::Input, Where::Output}) {
        EXPECT_EQ(wrong_field(where, 0xfc, {2, 'm', 'e', 5, 1}, {7}), "");
        EXPECT_NE(wrong_field(where, 0xfc, {2, 'm'}, {7}), "");
        EXPECT_NE(wrong_field(where, 0xfc, {1, 'm'}, {7}), "");
    }
    RawPsbt raw = RawPsbt::version2();
    raw.global.push_back({{0xfc, 1, 'q', 3, 9}, {1}});
    raw.global.push_back({{0xfd, 0, 1}, {2}});
    raw.inputs[0].push_back({{0x09, 1}, {3}});
    raw.outputs[0].push_back({{0x77}, {4}});
    const Psbt psbt = decode(raw.bytes()).value();
    EXPECT_EQ(psbt.proprietary.begin()->second.identifier, (Bytes{'q'}));
    EXPECT_EQ(psbt.proprietary.begin()->second.subtype, 3u);
    EXPECT_EQ(psbt.unknown.size(), 1u);
    EXPECT_EQ(psbt.inputs[0].unknown.size(), 1u);
    EXPECT_EQ(psbt.outputs[0].unknown.size(), 1u);
    EXPECT_EQ(encode(psbt), raw.bytes());
}

TEST(PsbtCodec, PreviousTransactionsAreThoseOfTheOutpoint) {
    const auto previous = RawPsbt::transaction();
    const crypto::Digest256 txid = previous.freeze()->txid().bytes();
    RawPsbt raw = RawPsbt::version2();
    raw.inputs[0].push_back({{0x00}, previous.serialize()});
    EXPECT_EQ(raw.wrong(), "Non-witness UTXO does not match outpoint hash");
    raw.inputs[0][0].second.assign(txid.begin(), txid.end());
    EXPECT_EQ(raw.wrong(), "Input specifies output index that does not exist");
    raw.inputs[0][1].second = {0, 0, 0, 0};
    EXPECT_EQ(raw.wrong(), "");
    EXPECT_EQ(decode(raw.bytes()).value().inputs[0].spent_output()->value.sat, 5);
    raw.inputs[0].back().second.pop_back();
    EXPECT_EQ(raw.wrong(), "Field 0x00 of the input: it is no transaction");
}

}  // namespace
}  // namespace quanta::psbt::testing
