// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "codec/writer.h"
#include "keys/destination.h"
#include "psbt/decode.h"
#include "psbt/encode.h"
#include "psbt/fields.h"
#include "script/script.h"

namespace quanta::psbt::testing {

using base::Bytes;

/// A private key of its own for each number from 1 on, and its public key.
inline crypto::PrivateKey key(uint8_t number) {
    std::array<uint8_t, 32> bytes{};
    bytes[31] = number;
    return crypto::PrivateKey::from_bytes(bytes).value();
}
inline crypto::PublicKey public_key(uint8_t number) {
    return key(number).public_key();
}

/// `parts`, one after the other.
inline Bytes bytes_of(std::initializer_list<base::ByteSpan> parts) {
    Bytes all;
    for (const base::ByteSpan part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

/// A PSBT put together by hand, right or wrong: fields as keys and values for each map.
struct RawPsbt {
    using Map = std::vector<std::pair<Bytes, Bytes>>;
    Map global;
    std::vector<Map> inputs;
    std::vector<Map> outputs;

    /// One input and one output, and the fields that a version needs.
    static RawPsbt version0() {
        RawPsbt raw;
        raw.global = {{{0x00}, transaction().serialize()}};
        raw.inputs.resize(1);
        raw.outputs.resize(1);
        return raw;
    }
    static RawPsbt version2() {
        RawPsbt raw;
        raw.global = {{{0x02}, {2, 0, 0, 0}}, {{0x04}, {1}}, {{0x05}, {1}}, {{0xfb}, {2, 0, 0, 0}}};
        raw.inputs = {{{{0x0e}, Bytes(32, 7)}, {{0x0f}, {1, 0, 0, 0}}}};
        raw.outputs = {{{{0x03}, {5, 0, 0, 0, 0, 0, 0, 0}}, {{0x04}, {0x51}}}};
        return raw;
    }
    static primitives::MutableTransaction transaction() {
        primitives::MutableTransaction transaction;
        transaction.inputs.resize(1);
        transaction.inputs[0].prevout = {primitives::Txid(crypto::Digest256{7}), 1};
        transaction.outputs.push_back({{5}, {0x51}});
        return transaction;
    }

    Bytes bytes() const {
        Bytes bytes(kMagic.begin(), kMagic.end());
        write(global, bytes);
        for (const Map& map : inputs)
            write(map, bytes);
        for (const Map& map : outputs)
            write(map, bytes);
        return bytes;
    }
    /// Why it is none; "" when it is one.
    std::string wrong() const {
        const auto decoded = decode(bytes());
        return decoded ? "" : decoded.error();
    }

private:
    static void write(const Map& map, Bytes& bytes) {
        for (const auto& [key, value] : map)
            codec::Writer(bytes).write_sized_bytes(key).write_sized_bytes(value);
        bytes.push_back(0);
    }
};

}  // namespace quanta::psbt::testing
