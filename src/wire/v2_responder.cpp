// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/v2_responder.h"

#include <algorithm>
#include <utility>

#include "wire/v2_contents.h"

namespace quanta::wire {

V2Responder::V2Responder(const Magic& magic, V2Secrets&& secrets)
    : m_magic(magic), m_secrets(std::move(secrets)) {
    overwrite(secrets);
    std::ranges::copy(magic, m_v1_prefix.begin());
    std::ranges::copy(kVersionField, m_v1_prefix.begin() + magic.size());
}

V2Responder::~V2Responder() {
    forget_secrets();
}

void V2Responder::forget_secrets() {
    overwrite(m_secrets);
    m_secrets.garbage = base::Bytes();
}

base::Result<void, TransportError> V2Responder::feed(base::ByteSpan bytes) {
    while (!m_chosen && !bytes.empty()) {
        if (bytes[0] != m_v1_prefix[m_matched]) {
            choose(std::make_unique<V2Transport>(m_magic, m_secrets, crypto::EllSwiftParty::Responder));
            break;
        }
        bytes = bytes.subspan(1);
        if (++m_matched == m_v1_prefix.size()) choose(make_v1_transport(m_magic));
    }
    if (!m_chosen) return {};
    // What has matched was no more than was already known.
    if (const size_t matched = std::exchange(m_matched, 0); matched > 0) {
        TRY(m_chosen->feed(base::ByteSpan(m_v1_prefix).first(matched)));
    }
    return m_chosen->feed(bytes);
}

void V2Responder::choose(std::unique_ptr<Transport> transport) {
    m_chosen = std::move(transport);
    forget_secrets();
    for (Envelope& envelope : std::exchange(m_waiting, {}))
        m_chosen->send(std::move(envelope));
}

std::optional<Received> V2Responder::next() {
    return m_chosen ? m_chosen->next() : std::nullopt;
}

size_t V2Responder::send(Envelope envelope) {
    if (m_chosen) return m_chosen->send(std::move(envelope));
    const size_t size = kPacketExpansion + TypePrefix(envelope.type).bytes().size() + envelope.payload.size();
    m_waiting.push_back(std::move(envelope));
    return size;
}

base::Bytes V2Responder::take_output() {
    return m_chosen ? m_chosen->take_output() : base::Bytes();
}

std::optional<std::array<uint8_t, 32>> V2Responder::session_id() const {
    return m_chosen ? m_chosen->session_id() : std::nullopt;
}

std::unique_ptr<Transport> make_v2_responder(const Magic& magic, V2Secrets secrets) {
    return std::make_unique<V2Responder>(magic, std::move(secrets));
}

}  // namespace quanta::wire
