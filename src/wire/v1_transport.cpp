// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/v1_transport.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "base/check.h"

namespace quanta::wire {

using base::Err;

namespace {

// Offsets in a header, bytes.
constexpr size_t kTypeAt = 4;
constexpr size_t kLengthAt = 16;
constexpr size_t kChecksumAt = 20;
constexpr size_t kChecksumSize = 4;

/// The type in the `field` of a header; empty unless it is printable characters, then nothing but zeros.
std::string type_in(base::ByteSpan field) {
    const auto is_printable = [](uint8_t byte) { return byte >= 0x20 && byte <= 0x7e; };
    const auto end = std::find_if_not(field.begin(), field.end(), is_printable);
    if (std::any_of(end, field.end(), [](uint8_t byte) { return byte != 0; })) return {};
    return {field.begin(), end};
}

}  // namespace

V1Transport::V1Transport(const Magic& magic) : m_magic(magic) {}

base::Result<void, TransportError> V1Transport::feed(base::ByteSpan bytes) {
    while (!m_error && !bytes.empty()) {
        if (m_header_size == kV1HeaderSize) {
            bytes = take_payload_bytes(bytes);
            continue;
        }
        bytes = take_header_bytes(bytes);
        if (const auto begun = begin_message(); !begun) m_error = begun.error();
    }
    if (m_error) return Err(*m_error);
    return {};
}

base::ByteSpan V1Transport::take_header_bytes(base::ByteSpan bytes) {
    const size_t taken = std::min(bytes.size(), kV1HeaderSize - m_header_size);
    std::memcpy(m_header.data() + m_header_size, bytes.data(), taken);
    m_header_size += taken;
    return bytes.subspan(taken);
}

/// Judges as much of the header as is there; with a whole one the payload begins.
base::Result<void, TransportError> V1Transport::begin_message() {
    const size_t magic_size = std::min(m_header_size, m_magic.size());
    if (!std::equal(m_magic.begin(), m_magic.begin() + magic_size, m_header.begin())) {
        return Err(TransportError::WrongMagic);
    }
    if (m_header_size < kV1HeaderSize) return {};
    m_payload_left = base::read_le<uint32_t>(m_header.data() + kLengthAt);
    if (m_payload_left > kMaxPayload) return Err(TransportError::TooLarge);
    m_arriving.type = type_in(base::ByteSpan(m_header).subspan(kTypeAt, kMaxTypeSize));
    m_wanted = !m_arriving.type.empty();
    m_hash.reset();
    if (m_payload_left == 0) finish_message();
    return {};
}

base::ByteSpan V1Transport::take_payload_bytes(base::ByteSpan bytes) {
    const base::ByteSpan taken = bytes.first(std::min(bytes.size(), m_payload_left));
    m_payload_left -= taken.size();
    if (m_wanted) {
        base::Bytes& payload = m_arriving.payload;
        const size_t size = payload.size() + taken.size();
        // Twofold growth that never passes the end of the message.
        if (size > payload.capacity()) payload.reserve(std::min(2 * size, size + m_payload_left));
        payload.insert(payload.end(), taken.begin(), taken.end());
        m_hash.write(taken);
    }
    if (m_payload_left == 0) finish_message();
    return bytes.subspan(taken.size());
}

void V1Transport::finish_message() {
    m_header_size = 0;
    const bool intact =
        m_wanted && std::memcmp(m_hash.finalize().data(), m_header.data() + kChecksumAt, kChecksumSize) == 0;
    if (intact) {
        const size_t wire_size = kV1HeaderSize + m_arriving.payload.size();
        m_received.push_back({std::move(m_arriving), wire_size});
    } else {
        ++m_dropped;
    }
    m_arriving = Envelope{};
}

std::optional<Received> V1Transport::next() {
    if (m_received.empty()) return std::nullopt;
    Received received = std::move(m_received.front());
    m_received.pop_front();
    return received;
}

size_t V1Transport::send(Envelope envelope) {
    CHECK(!envelope.type.empty() && envelope.type.size() <= kMaxTypeSize);
    CHECK(envelope.payload.size() <= kMaxPayload);
    std::array<uint8_t, kV1HeaderSize> header{};
    std::copy(m_magic.begin(), m_magic.end(), header.begin());
    std::copy(envelope.type.begin(), envelope.type.end(), header.begin() + kTypeAt);
    base::write_le(header.data() + kLengthAt, static_cast<uint32_t>(envelope.payload.size()));
    const crypto::Digest256 hash = crypto::sha256d(envelope.payload);
    std::memcpy(header.data() + kChecksumAt, hash.data(), kChecksumSize);
    const size_t wire_size = header.size() + envelope.payload.size();
    if (m_output.empty()) m_output.reserve(wire_size);
    m_output.insert(m_output.end(), header.begin(), header.end());
    m_output.insert(m_output.end(), envelope.payload.begin(), envelope.payload.end());
    return wire_size;
}

base::Bytes V1Transport::take_output() {
    return std::exchange(m_output, {});
}

std::unique_ptr<Transport> make_v1_transport(const Magic& magic) {
    return std::make_unique<V1Transport>(magic);
}

}  // namespace quanta::wire
