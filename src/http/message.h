// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "rpc/percent.h"
#include "sys/tcp.h"

namespace quanta::http {

/// What stands before a request's body, as far as the server looks at it.
struct RequestHead {
    /// "POST".
    std::string method;
    /// As sent: path and query, not decoded.
    std::string target;
    /// The Authorization header, if there was one.
    std::optional<std::string> authorization;
    /// Bytes of the body when the client said so beforehand.
    std::optional<uint64_t> content_length;
    /// The connection serves further requests.
    bool keep_alive = true;
    /// The client speaks HTTP/1.0.
    bool is_version_1_0 = false;
    /// The client waits for "100 Continue" before it sends the body.
    bool expects_continue = false;

    /// The target up to its query.
    std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
};

/// A complete request.
struct Request {
    RequestHead head;
    std::string body;
    /// Whom Service::admit recognised.
    std::string user;
    sys::Endpoint peer;
};

/// What a request is answered with.
struct Reply {
    unsigned status = 200;
    std::string content_type;
    /// Further headers.
    std::vector<std::pair<std::string, std::string>> headers;
    /// In pieces, which are sent and freed one by one.
    std::vector<base::Bytes> body;

    /// Plain text of `status`; no body when `text` is empty.
    static Reply text(unsigned status, std::string_view text);
    uint64_t body_size() const;
};

/// A reply as a client receives it.
struct Response {
    unsigned status = 0;
    std::string body;
    /// The WWW-Authenticate header, if there was one.
    std::optional<std::string> challenge;
    std::string content_type;
    bool keep_alive = false;
};

/// "Not Found" for 404; empty for a status this server never sends.
std::string_view status_phrase(unsigned status);

/// Status line and headers with the empty line after them. `keep_alive` says what the connection does next.
std::string head_text(const Reply& reply, const RequestHead& request, bool keep_alive);

using rpc::decode_percent;
using rpc::encode_percent;

}  // namespace quanta::http
