// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/bind_address.h"

#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>

#include "http/allow_list.h"
#include "sys/tcp_client.h"

namespace quanta::http {

namespace {

using base::Err;

/// The port in `text`; nothing unless it is 1 to 65535.
std::optional<uint16_t> parse_port(std::string_view text) {
    uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

/// `host`, `host:port` or `[address]:port`, the host an address or a name, not looked at; more than one colon
/// without brackets is an IPv6 address.
std::optional<sys::Endpoint> parse_endpoint(std::string_view text, uint16_t default_port) {
    std::string_view address = text;
    std::string_view port;
    const size_t colon = text.rfind(':');
    if (text.starts_with('[')) {
        const size_t end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        address = text.substr(1, end - 1);
        port = text.substr(end + 1);
        if (!port.empty() && port.front() != ':') return std::nullopt;
    } else if (colon != std::string_view::npos && colon == text.find(':')) {
        address = text.substr(0, colon);
        port = text.substr(colon);
    }
    if (address.empty()) return std::nullopt;
    if (port.empty()) return sys::Endpoint{std::string(address), default_port};
    const std::optional<uint16_t> number = parse_port(port.substr(1));
    if (!number) return std::nullopt;
    return sys::Endpoint{std::string(address), *number};
}

}  // namespace

base::Result<std::vector<sys::Endpoint>, std::string> bind_endpoints(std::string_view option,
                                                                     const std::string& text,
                                                                     uint16_t default_port) {
    const std::string problem = "Invalid " + std::string(option) + " address: '" + text + "'";
    const std::optional<sys::Endpoint> endpoint = parse_endpoint(text, default_port);
    if (!endpoint) return Err(problem);
    if (parse_address(endpoint->address)) return std::vector<sys::Endpoint>{*endpoint};
    const auto addresses = sys::resolve(endpoint->address);
    if (!addresses) return Err(problem + " (" + addresses.error().message + ")");
    std::vector<sys::Endpoint> endpoints;
    for (const std::string& address : *addresses)
        endpoints.push_back({address, endpoint->port});
    return endpoints;
}

}  // namespace quanta::http
