// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/ellswift.h"
#include "wire/bip324_cipher.h"
#include "wire/transport.h"

namespace quanta::wire {

/// The most bytes of garbage.
inline constexpr size_t kMaxGarbage = 4095;
/// The bytes that a connection of the old kind begins with: magic and the type `version`.
inline constexpr size_t kV1PrefixSize = 16;
/// Those after the magic.
inline constexpr std::array<uint8_t, 12> kVersionField = {'v', 'e', 'r', 's', 'i', 'o', 'n'};

/// Overwrites what is secret of `secrets`: key and entropy.
void overwrite(V2Secrets& secrets);

/// One end of a connection of BIP324, from its first byte on.
///
/// Our key and garbage are in the output at once. With the key of the other end come our terminator and
/// version packet, and then messages may be sent; its own version packet makes the end of its noise: what
/// comes after that are messages. The first packet of each end authenticates its garbage.
///
/// Memory grows with what has arrived, not with what a length promises: at most 16 times as much is set
/// aside, and no more than a packet.
class V2Transport final : public Transport {
public:
    /// Overwrites `secrets`. A private key that is none (a chance of 2^-128) is replaced by a hash of it.
    V2Transport(const Magic& magic, V2Secrets& secrets, crypto::EllSwiftParty we);
    ~V2Transport() override = default;

    /// Detecting until the other end's version packet has shown that it has the same keys, and so it is with
    /// the session id: before, anything at all may be at the other end.
    TransportKind kind() const override {
        return m_version_seen ? TransportKind::V2 : TransportKind::Detecting;
    }
    base::Result<void, TransportError> feed(base::ByteSpan bytes) override;
    std::optional<Received> next() override;
    bool ready() const override { return m_cipher.has_value(); }
    size_t send(Envelope envelope) override;
    base::Bytes take_output() override;
    std::optional<std::array<uint8_t, 32>> session_id() const override;
    uint64_t dropped() const override { return m_dropped; }
    bool should_retry_v1() const override;

    /// Memory that what is arriving takes, bytes.
    size_t held_bytes() const { return m_arriving.capacity(); }

private:
    /// What the next bytes are.
    enum class Awaited : uint8_t { Key, Garbage, Length, Packet };

    base::ByteSpan take_key(base::ByteSpan bytes);
    base::ByteSpan take_garbage(base::ByteSpan bytes);
    base::ByteSpan take_length(base::ByteSpan bytes);
    base::ByteSpan take_packet(base::ByteSpan bytes);
    /// Copies what of `bytes` belongs to the first `wanted` bytes of m_fixed; returns the rest.
    base::ByteSpan collect(base::ByteSpan bytes, size_t wanted);
    void refuse_v1();
    void exchange_keys();
    void finish_packet();
    void deliver();
    void seal(const Envelope& envelope);

    // Constant after construction.
    const Magic m_magic;
    const crypto::EllSwiftParty m_we;
    crypto::EllSwift m_our_key;

    // Until the keys are exchanged.
    std::optional<crypto::PrivateKey> m_private_key;
    base::Bytes m_our_garbage;
    std::vector<Envelope> m_waiting;

    // What is arriving.
    Awaited m_awaited = Awaited::Key;
    std::array<uint8_t, sizeof(crypto::EllSwift)> m_fixed{};  ///< a key, or the length of a packet
    size_t m_fixed_size = 0;
    base::Bytes m_arriving;    ///< garbage, or a packet behind its length
    size_t m_packet_size = 0;  ///< of the packet behind its length
    base::Bytes m_associated;  ///< what the next packet authenticates
    bool m_version_seen = false;

    std::optional<Bip324Cipher> m_cipher;
    std::deque<Received> m_received;
    base::Bytes m_output;
    bool m_key_taken = false;  ///< from the output
    bool m_speaks_v1 = false;  ///< the other end
    uint64_t m_dropped = 0;
    std::optional<TransportError> m_error;
};

}  // namespace quanta::wire
