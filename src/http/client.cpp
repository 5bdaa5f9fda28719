// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/client.h"

#include <array>
#include <memory>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/base64.h"
#include "base/bytes.h"
#include "http/parser.h"
#include "sys/tcp_client.h"

namespace quanta::http {

namespace {

using base::Err;

constexpr size_t kReadSize = 64 * 1024;

std::string request_text(const ClientOptions& options, std::string_view body) {
    const sys::Endpoint host{options.host, options.port};
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Basic {}\r\n"
        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        options.target, host.to_text(), base::to_base64(options.credentials), body.size(), body);
}

base::Result<Response, ClientError> receive(sys::TcpClient& connection) {
    ResponseParser parser;
    std::array<uint8_t, kReadSize> buffer;
    for (ParseStatus status = ParseStatus::NeedMore; status != ParseStatus::Done;) {
        const auto size = connection.read_some(buffer);
        if (!size) return Err(ClientError{ClientErrorCode::NoReply, size.error().message});
        status = *size > 0 ? parser.feed(std::span(buffer).first(*size)) : parser.end();
        if (status == ParseStatus::Done || status == ParseStatus::NeedMore) continue;
        if (*size == 0) return Err(ClientError{ClientErrorCode::NoReply, "the server closed the connection"});
        return Err(ClientError{ClientErrorCode::BadReply, "the reply is not HTTP"});
    }
    return parser.take();
}

}  // namespace

base::Result<Response, ClientError> post(const ClientOptions& options, std::string_view body) {
    const auto connection = sys::TcpClient::connect(options.host, options.port, options.timeout);
    if (!connection) return Err(ClientError{ClientErrorCode::NotConnected, connection.error().message});
    const auto sent = (*connection)->write_all(base::as_bytes(request_text(options, body)));
    // A server that refuses early answers before it has read everything: look for that answer anyway.
    auto response = receive(**connection);
    if (!response && !sent) return Err(ClientError{ClientErrorCode::NoReply, sent.error().message});
    return response;
}

}  // namespace quanta::http
