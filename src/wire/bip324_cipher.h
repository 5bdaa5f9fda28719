// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "crypto/ellswift.h"
#include "crypto/fs_chacha.h"
#include "wire/transport.h"

/// @file
/// The packets of BIP324: how the secret of a key exchange becomes keys, and contents become what is sent.

namespace quanta::wire {

/// Bytes before the contents of a packet that tell their length, encrypted.
inline constexpr size_t kLengthFieldSize = 3;
/// Bytes in front of the contents that are encrypted with them: flags.
inline constexpr size_t kPacketHeaderSize = 1;
/// Bytes that a packet is longer than its contents.
inline constexpr size_t kPacketExpansion =
    kLengthFieldSize + kPacketHeaderSize + crypto::ChaCha20Poly1305::kTagSize;
/// The most that the length field can tell.
inline constexpr size_t kMaxPacketContents = (size_t{1} << 24) - 1;

/// Whether contents are for the receiver, or noise: then they are to be ignored (the ignore bit).
enum class PacketKind : uint8_t { Genuine, Decoy };

/// One end of an encrypted connection. Packets are sealed and opened in the order in which they are sent. Not
/// thread-safe. Keys are overwritten when it goes.
class Bip324Cipher {
public:
    using Terminator = std::array<uint8_t, 16>;

    /// `shared_secret` is what the key exchange of `we` with the other end gave, on the chain of `magic`.
    Bip324Cipher(const Magic& magic, const crypto::Digest256& shared_secret, crypto::EllSwiftParty we);

    /// The same at both ends and nowhere else.
    const crypto::Digest256& session_id() const { return m_session_id; }
    /// What ends our garbage, and that of the other end.
    const Terminator& send_terminator() const { return m_send_terminator; }
    const Terminator& receive_terminator() const { return m_receive_terminator; }

    /// Appends the packet of `head` and `body` in a row, kMaxPacketContents at most, to `out`. `associated`
    /// is authenticated too: our garbage, for the first packet.
    void seal(base::Bytes& out, PacketKind kind, base::ByteSpan head, base::ByteSpan body,
              base::ByteSpan associated = {});

    /// The length of the contents of the packet that begins with `field`. Not authenticated: to be believed
    /// within limits.
    size_t open_length(std::array<uint8_t, kLengthFieldSize> field);
    /// Decrypts the rest of a packet, of contents of that length; the contents stand between the first byte
    /// and the last 16 then. Nothing when it was not sealed so: the connection is of no use any more.
    [[nodiscard]] std::optional<PacketKind> open(std::span<uint8_t> rest, base::ByteSpan associated = {});

private:
    struct Keys;
    explicit Bip324Cipher(const Keys& keys);

    crypto::Digest256 m_session_id;
    Terminator m_send_terminator;
    Terminator m_receive_terminator;
    crypto::FsChaCha20 m_send_lengths;
    crypto::FsChaCha20 m_receive_lengths;
    crypto::FsChaCha20Poly1305 m_send_packets;
    crypto::FsChaCha20Poly1305 m_receive_packets;
};

}  // namespace quanta::wire
