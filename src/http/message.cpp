// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/message.h"

#include <fmt/core.h>

namespace quanta::http {

Reply Reply::text(unsigned status, std::string_view text) {
    Reply reply;
    reply.status = status;
    if (text.empty()) return reply;
    reply.content_type = "text/plain";
    const base::ByteSpan bytes = base::as_bytes(text);
    reply.body.emplace_back(bytes.begin(), bytes.end());
    return reply;
}

uint64_t Reply::body_size() const {
    uint64_t size = 0;
    for (const base::Bytes& piece : body) size += piece.size();
    return size;
}

std::string_view status_phrase(unsigned status) {
    switch (status) {
        case 100: return "Continue";
        case 200: return "OK";
        case 204: return "No Content";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 413: return "Payload Too Large";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        default: return "";
    }
}

std::string head_text(const Reply& reply, const RequestHead& request, bool keep_alive) {
    std::string out = fmt::format("HTTP/1.1 {} {}\r\n", reply.status, status_phrase(reply.status));
    if (!reply.content_type.empty()) out += fmt::format("Content-Type: {}\r\n", reply.content_type);
    for (const auto& [name, value] : reply.headers) out += fmt::format("{}: {}\r\n", name, value);
    // A 204 has no body by definition and must not announce one.
    if (reply.status != 204) out += fmt::format("Content-Length: {}\r\n", reply.body_size());
    if (!keep_alive) out += "Connection: close\r\n";
    else if (request.is_version_1_0) out += "Connection: keep-alive\r\n";
    return out + "\r\n";
}

}  // namespace quanta::http
