// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hash.h"
#include "wire/transport.h"

namespace quanta::wire {

/// Bytes before a payload: magic, type (12, zero padded), length, checksum.
inline constexpr size_t kV1HeaderSize = 24;

/// The framing without encryption. Memory grows with what has arrived, never with what a header promises;
/// payloads that will be dropped are not held at all.
class V1Transport final : public Transport {
public:
    explicit V1Transport(const Magic& magic);

    TransportKind kind() const override { return TransportKind::V1; }
    base::Result<void, TransportError> feed(base::ByteSpan bytes) override;
    std::optional<Received> next() override;
    bool ready() const override { return true; }
    size_t send(Envelope envelope) override;
    base::Bytes take_output() override;
    std::optional<std::array<uint8_t, 32>> session_id() const override { return std::nullopt; }
    uint64_t dropped() const override { return m_dropped; }
    bool should_retry_v1() const override { return false; }

    /// Memory that the payload arriving takes, bytes.
    size_t held_bytes() const { return m_arriving.payload.capacity(); }

private:
    base::ByteSpan take_header_bytes(base::ByteSpan bytes);
    base::Result<void, TransportError> begin_message();
    base::ByteSpan take_payload_bytes(base::ByteSpan bytes);
    void finish_message();

    // Constant after construction.
    const Magic m_magic;

    // The message that is arriving.
    std::array<uint8_t, kV1HeaderSize> m_header{};
    size_t m_header_size = 0;
    size_t m_payload_left = 0;
    bool m_wanted = false;  ///< its type is well formed
    Envelope m_arriving;
    crypto::Sha256d m_hash;

    std::deque<Received> m_received;
    base::Bytes m_output;
    uint64_t m_dropped = 0;
    std::optional<TransportError> m_error;
};

}  // namespace quanta::wire
