// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "http/auth.h"
#include "http/server.h"
#include "metrics/metric.h"
#include "rpc/dispatcher.h"

namespace quanta::http {

/// Serves JSON-RPC: checks who asks and what they may call, and gives outcomes their HTTP status.
class RpcService final : public Service {
public:
    /// How long a client with a wrong password waits to hear so. Slows down guessing.
    static constexpr std::chrono::milliseconds kWrongPasswordDelay{250};

    /// `dispatcher` outlives the service.
    RpcService(rpc::Dispatcher& dispatcher, Credentials credentials, Whitelist whitelist)
        : m_dispatcher(dispatcher),
          m_credentials(std::move(credentials)),
          m_whitelist(std::move(whitelist)) {}

    base::Result<std::string, Refusal> admit(const RequestHead& head, const sys::Endpoint& peer) override;
    Reply serve(Request request) override;
    /// Requests so far whose password was wrong. Any thread.
    uint64_t wrong_passwords() const { return m_wrong_passwords.value(); }

private:
    rpc::Dispatcher& m_dispatcher;
    const Credentials m_credentials;
    const Whitelist m_whitelist;
    metrics::Counter m_wrong_passwords;
};

}  // namespace quanta::http
