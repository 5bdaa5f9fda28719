// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "wire/codec.h"

/// @file
/// For the fuzz targets of messages, whose input is the place of a type among those of the target, then a
/// payload.

namespace quanta::wire {

/// Whatever decodes is encoded, and that is what its encoding decodes to.
inline int fuzz_messages(std::span<const std::string_view> types, const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::string type(types[data[0] % types.size()]);
    const auto message = decode({type, base::Bytes(data + 1, data + size)});
    if (!message) {
        CHECK(!codec::decode_error_text(message.error().cause).empty());
        return 0;
    }
    CHECK(type_of(*message) == type);
    const Envelope envelope = encode(*message);
    CHECK(envelope.type == type);
    auto again = decode(envelope);
    CHECK(again.has_value());
    CHECK(encode(std::move(*again)).payload == envelope.payload);
    return 0;
}

/// The input that `message` is.
inline std::vector<uint8_t> fuzz_seed(std::span<const std::string_view> types, const Message& message) {
    std::vector<uint8_t> seed(1);
    while (types[seed[0]] != type_of(message))
        ++seed[0];
    const Envelope envelope = encode(message);
    seed.insert(seed.end(), envelope.payload.begin(), envelope.payload.end());
    return seed;
}

inline std::vector<std::vector<uint8_t>> fuzz_seeds(std::span<const std::string_view> types,
                                                    const std::vector<Message>& messages) {
    std::vector<std::vector<uint8_t>> seeds;
    for (const Message& message : messages)
        seeds.push_back(fuzz_seed(types, message));
    return seeds;
}

}  // namespace quanta::wire
