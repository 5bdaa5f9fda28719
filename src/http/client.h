// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "sys/tcp.h"

namespace quanta::http {

/// Where and how a client asks.
struct ClientOptions {
    /// A name or a numeric address, without brackets.
    std::string host = "127.0.0.1";
    uint16_t port = 8332;
    /// Path of the request.
    std::string target = "/";
    /// `user:password`.
    std::string credentials;
    /// For connecting and for each wait; zero waits for ever.
    std::chrono::milliseconds timeout{900'000};
};

/// How far a request got before it failed.
enum class ClientErrorCode : uint8_t {
    NotConnected,  ///< Nothing was sent.
    NoReply,       ///< It was sent, at least in part, and the connection broke or timed out.
    BadReply,      ///< What came back is no HTTP.
};

/// A failed request.
struct ClientError {
    ClientErrorCode code = ClientErrorCode::NotConnected;
    std::string message;
};

/// Posts a JSON `body` on a connection of its own and waits for the response, whatever its status.
base::Result<Response, ClientError> post(const ClientOptions& options, std::string_view body);

}  // namespace quanta::http
