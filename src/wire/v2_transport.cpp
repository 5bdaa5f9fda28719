// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/v2_transport.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "crypto/hmac.h"
#include "wire/v2_contents.h"

namespace quanta::wire {

using base::Err;

namespace {

constexpr size_t kTerminatorSize = std::tuple_size_v<Bip324Cipher::Terminator>;
constexpr size_t kTagSize = crypto::ChaCha20Poly1305::kTagSize;

/// How many times what has arrived is set aside for a packet: hundreds of peers may each have begun a large
/// one that never ends.
constexpr size_t kGrowth = 2;

crypto::PrivateKey key_from(std::array<uint8_t, 32>& bytes) {
    std::optional<crypto::PrivateKey> key = crypto::PrivateKey::from_bytes(bytes);
    while (!key) {
        bytes = crypto::sha256(bytes);
        key = crypto::PrivateKey::from_bytes(bytes);
    }
    return *key;
}

}  // namespace

void overwrite(V2Secrets& secrets) {
    crypto::cleanse(secrets.private_key.data(), secrets.private_key.size());
    crypto::cleanse(secrets.entropy.data(), secrets.entropy.size());
}

V2Transport::V2Transport(const Magic& magic, V2Secrets& secrets, crypto::EllSwiftParty we)
    : m_magic(magic), m_we(we), m_private_key(key_from(secrets.private_key)) {
    CHECK(secrets.garbage.size() <= kMaxGarbage);
    m_our_garbage = std::move(secrets.garbage);
    m_our_key = crypto::ellswift_create(*m_private_key, secrets.entropy);
    overwrite(secrets);
    m_output.reserve(m_our_key.size() + m_our_garbage.size());
    m_output.insert(m_output.end(), m_our_key.begin(), m_our_key.end());
    m_output.insert(m_output.end(), m_our_garbage.begin(), m_our_garbage.end());
}

base::Result<void, TransportError> V2Transport::feed(base::ByteSpan bytes) {
    while (!m_error && !bytes.empty()) {
        switch (m_awaited) {
            case Awaited::Key:
                bytes = take_key(bytes);
                break;
            case Awaited::Garbage:
                bytes = take_garbage(bytes);
                break;
            case Awaited::Length:
                bytes = take_length(bytes);
                break;
            case Awaited::Packet:
                bytes = take_packet(bytes);
                break;
        }
    }
    if (m_error) return Err(*m_error);
    return {};
}

base::ByteSpan V2Transport::collect(base::ByteSpan bytes, size_t wanted) {
    const size_t taken = std::min(bytes.size(), wanted - m_fixed_size);
    std::memcpy(m_fixed.data() + m_fixed_size, bytes.data(), taken);
    m_fixed_size += taken;
    return bytes.subspan(taken);
}

base::ByteSpan V2Transport::take_key(base::ByteSpan bytes) {
    bytes = collect(bytes, m_fixed.size());
    refuse_v1();
    if (!m_error && m_fixed_size == m_fixed.size()) exchange_keys();
    return bytes;
}

/// A message `version` where a key should be: for the one who answers, one of another chain; for the one who
/// began, an answer without encryption.
void V2Transport::refuse_v1() {
    if (m_fixed_size < kV1PrefixSize) return;
    if (!std::equal(kVersionField.begin(), kVersionField.end(), m_fixed.begin() + m_magic.size())) return;
    m_error = TransportError::WrongMagic;
    m_speaks_v1 = std::equal(m_magic.begin(), m_magic.end(), m_fixed.begin());
}

void V2Transport::exchange_keys() {
    crypto::Digest256 secret = crypto::ellswift_shared_secret(*m_private_key, m_our_key, m_fixed, m_we);
    m_private_key.reset();
    m_cipher.emplace(m_magic, secret, m_we);
    crypto::cleanse(secret.data(), secret.size());

    const auto& terminator = m_cipher->send_terminator();
    m_output.insert(m_output.end(), terminator.begin(), terminator.end());
    m_cipher->seal(m_output, PacketKind::Genuine, {}, {}, m_our_garbage);
    m_our_garbage = base::Bytes();
    for (const Envelope& envelope : std::exchange(m_waiting, {}))
        seal(envelope);
    m_fixed_size = 0;
    m_awaited = Awaited::Garbage;
}

base::ByteSpan V2Transport::take_garbage(base::ByteSpan bytes) {
    const auto& terminator = m_cipher->receive_terminator();
    while (!bytes.empty()) {
        m_arriving.push_back(bytes[0]);
        bytes = bytes.subspan(1);
        if (m_arriving.size() < kTerminatorSize) continue;
        if (crypto::equal_in_constant_time(terminator, base::ByteSpan(m_arriving).last(kTerminatorSize))) {
            m_arriving.resize(m_arriving.size() - kTerminatorSize);
            m_associated = std::exchange(m_arriving, {});
            m_awaited = Awaited::Length;
            break;
        }
        if (m_arriving.size() == kMaxGarbage + kTerminatorSize) {
            m_error = TransportError::NoGarbageEnd;
            break;
        }
    }
    return bytes;
}

base::ByteSpan V2Transport::take_length(base::ByteSpan bytes) {
    bytes = collect(bytes, kLengthFieldSize);
    if (m_fixed_size < kLengthFieldSize) return bytes;
    m_fixed_size = 0;
    const size_t length = m_cipher->open_length({m_fixed[0], m_fixed[1], m_fixed[2]});
    if (length > kMaxV2Contents) {
        m_error = TransportError::TooLarge;
        return bytes;
    }
    m_packet_size = kPacketHeaderSize + length + kTagSize;
    m_awaited = Awaited::Packet;
    return bytes;
}

base::ByteSpan V2Transport::take_packet(base::ByteSpan bytes) {
    const base::ByteSpan taken = bytes.first(std::min(bytes.size(), m_packet_size - m_arriving.size()));
    const size_t size = m_arriving.size() + taken.size();
    if (size > m_arriving.capacity()) m_arriving.reserve(std::min(kGrowth * size, m_packet_size));
    m_arriving.insert(m_arriving.end(), taken.begin(), taken.end());
    if (size == m_packet_size) finish_packet();
    return bytes.subspan(taken.size());
}

void V2Transport::finish_packet() {
    m_awaited = Awaited::Length;
    const std::optional<PacketKind> kind = m_cipher->open(m_arriving, m_associated);
    m_associated = base::Bytes();
    if (!kind) {
        m_error = TransportError::BadCiphertext;
    } else if (*kind == PacketKind::Genuine) {
        // The contents of the version packet are for future versions to give a meaning to.
        if (m_version_seen) deliver();
        m_version_seen = true;
    }
    m_arriving = base::Bytes();
}

void V2Transport::deliver() {
    const base::ByteSpan contents =
        base::ByteSpan(m_arriving).subspan(kPacketHeaderSize, m_packet_size - kPacketHeaderSize - kTagSize);
    std::optional<TypeRead> read = read_type(contents);
    if (!read) {
        ++m_dropped;
        return;
    }
    m_arriving.resize(m_arriving.size() - kTagSize);
    m_arriving.erase(m_arriving.begin(),
                     m_arriving.begin() + static_cast<std::ptrdiff_t>(kPacketHeaderSize + read->size));
    m_received.push_back({{std::move(read->type), std::move(m_arriving)}, kLengthFieldSize + m_packet_size});
}

std::optional<Received> V2Transport::next() {
    if (m_received.empty()) return std::nullopt;
    std::optional<Received> received = std::move(m_received.front());
    m_received.pop_front();
    return received;
}

size_t V2Transport::send(Envelope envelope) {
    CHECK(envelope.payload.size() <= kMaxPayload);
    const size_t size = kPacketExpansion + TypePrefix(envelope.type).bytes().size() + envelope.payload.size();
    if (m_cipher) {
        seal(envelope);
    } else {
        m_waiting.push_back(std::move(envelope));
    }
    return size;
}

void V2Transport::seal(const Envelope& envelope) {
    m_cipher->seal(m_output, PacketKind::Genuine, TypePrefix(envelope.type).bytes(), envelope.payload);
}

base::Bytes V2Transport::take_output() {
    m_key_taken = true;
    return std::exchange(m_output, {});
}

std::optional<std::array<uint8_t, 32>> V2Transport::session_id() const {
    if (!m_version_seen) return std::nullopt;
    return m_cipher->session_id();
}

bool V2Transport::should_retry_v1() const {
    if (m_we == crypto::EllSwiftParty::Responder || m_awaited != Awaited::Key) return false;
    return m_speaks_v1 || (m_key_taken && m_fixed_size == 0);
}

std::unique_ptr<Transport> make_v2_initiator(const Magic& magic, V2Secrets secrets) {
    return std::make_unique<V2Transport>(magic, secrets, crypto::EllSwiftParty::Initiator);
}

}  // namespace quanta::wire
