// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/hex.h"
#include "codec/writer.h"
#include "wire/codec.h"

/// @file
/// For the tests of messages.

namespace quanta::wire {

/// Bytes of hex digits, which may be broken by blanks.
inline base::Bytes bytes_of(std::string hex) {
    std::erase(hex, ' ');
    const auto bytes = base::from_hex(hex);
    EXPECT_TRUE(bytes) << hex;
    return bytes.value_or(base::Bytes());
}

/// A payload, field by field.
class Fields {
public:
    template <typename T>
    Fields& number(T value) {
        codec::Writer(m_bytes).write(value);
        return *this;
    }
    Fields& size(uint64_t value) {
        codec::Writer(m_bytes).write_compact_size(value);
        return *this;
    }
    Fields& bytes(base::ByteSpan value) {
        codec::Writer(m_bytes).write_bytes(value);
        return *this;
    }
    Fields& hex(std::string value) { return bytes(bytes_of(std::move(value))); }
    /// `count` times `byte`.
    Fields& fill(size_t count, uint8_t byte) { return bytes(base::Bytes(count, byte)); }
    const base::Bytes& get() const { return m_bytes; }

private:
    base::Bytes m_bytes;
};

/// The message of type T that `payload` is.
template <typename T>
T decoded(std::string type, base::Bytes payload) {
    auto message = decode({std::move(type), std::move(payload)});
    EXPECT_TRUE(message) << codec::decode_error_text(message ? codec::DecodeError::EndOfData
                                                             : message.error().cause);
    if (!message || !std::holds_alternative<T>(*message)) {
        ADD_FAILURE() << "another message";
        return T{};
    }
    return std::get<T>(std::move(*message));
}

/// Why `payload` is none of `type`: error and cause.
using Refusal = std::pair<MessageError, codec::DecodeError>;
inline Refusal refused(std::string type, base::Bytes payload) {
    const auto message = decode({std::move(type), std::move(payload)});
    if (!message) return {message.error().error, message.error().cause};
    ADD_FAILURE() << "was taken";
    return {};
}

inline constexpr Refusal kTooShort{MessageError::Malformed, codec::DecodeError::EndOfData};
inline constexpr Refusal kTooManyEntries{MessageError::TooMany, codec::DecodeError::SizeTooLarge};

/// `payload` is a T, whose encoding it is; shorter ones are refused unless they end at one of `also_good`
/// sizes; what is appended is ignored.
template <typename T>
void expect_layout(const std::string& type, const base::Bytes& payload,
                   const std::vector<size_t>& also_good = {}) {
    const auto expect_same = [&](const base::Bytes& bytes) {
        const Message message = decoded<T>(type, bytes);
        const Envelope envelope = encode(message);
        EXPECT_EQ(envelope.type, type);
        EXPECT_EQ(base::to_hex(envelope.payload), base::to_hex(payload));
    };
    expect_same(payload);
    base::Bytes longer = payload;
    longer.push_back(0xff);
    expect_same(longer);
    for (size_t size = 0; size < payload.size(); ++size) {
        const bool good = std::find(also_good.begin(), also_good.end(), size) != also_good.end();
        const base::Bytes cut(payload.begin(), payload.begin() + static_cast<ptrdiff_t>(size));
        EXPECT_EQ(decode({type, cut}).has_value(), good) << type << " of " << size << " bytes";
    }
}

}  // namespace quanta::wire
