// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/transport.h"
#include "wire/v2_transport.h"

namespace quanta::wire {

/// The end that answers. What the other end speaks is told by its first bytes: those of a message `version`
/// of this chain are v1, the first one that is another makes it v2. Nothing is sent before, and no key is
/// made.
class V2Responder final : public Transport {
public:
    /// Overwrites `secrets`.
    V2Responder(const Magic& magic, V2Secrets&& secrets);
    V2Responder(const V2Responder&) = delete;
    V2Responder& operator=(const V2Responder&) = delete;
    ~V2Responder() override;

    TransportKind kind() const override { return m_chosen ? m_chosen->kind() : TransportKind::Detecting; }
    base::Result<void, TransportError> feed(base::ByteSpan bytes) override;
    std::optional<Received> next() override;
    bool ready() const override { return m_chosen && m_chosen->ready(); }
    /// Before the kind is known, the bytes that the message would take over v2.
    size_t send(Envelope envelope) override;
    base::Bytes take_output() override;
    std::optional<std::array<uint8_t, 32>> session_id() const override;
    uint64_t dropped() const override { return m_chosen ? m_chosen->dropped() : 0; }
    bool should_retry_v1() const override { return false; }

private:
    void choose(std::unique_ptr<Transport> transport);
    void forget_secrets();

    const Magic m_magic;
    V2Secrets m_secrets;
    std::array<uint8_t, kV1PrefixSize> m_v1_prefix{};  ///< what v1 begins with
    size_t m_matched = 0;                              ///< its bytes that have come
    std::vector<Envelope> m_waiting;
    std::unique_ptr<Transport> m_chosen;
};

}  // namespace quanta::wire
