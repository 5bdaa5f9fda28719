// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/socks5.h"

#include <fmt/core.h>

#include <array>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace quanta::net {
namespace {

using base::Err;

constexpr uint8_t kVersion = 5;
constexpr uint8_t kPasswordVersion = 1;
constexpr uint8_t kNoAuthentication = 0;
constexpr uint8_t kUserPassword = 2;
constexpr uint8_t kConnect = 1;
constexpr uint8_t kAddressIpv4 = 1;
constexpr uint8_t kAddressName = 3;
constexpr uint8_t kAddressIpv6 = 4;
constexpr size_t kMaxText = 255;
constexpr size_t kPortBytes = 2;

/// What the codes of a reply say: those of RFC 1928, and those Tor adds about onion services.
constexpr std::array<std::pair<uint8_t, std::string_view>, 16> kReplies{{
    {0x01, "general failure"},
    {0x02, "connection not allowed"},
    {0x03, "network unreachable"},
    {0x04, "host unreachable"},
    {0x05, "connection refused"},
    {0x06, "TTL expired"},
    {0x07, "protocol error"},
    {0x08, "address type not supported"},
    {0xf0, "onion service descriptor can not be found"},
    {0xf1, "onion service descriptor is invalid"},
    {0xf2, "onion service introduction failed"},
    {0xf3, "onion service rendezvous failed"},
    {0xf4, "onion service missing client authorization"},
    {0xf5, "onion service wrong client authorization"},
    {0xf6, "onion service invalid address"},
    {0xf7, "onion service introduction timed out"},
}};

std::string reply_text(uint8_t code) {
    for (const auto& [known, text] : kReplies) {
        if (known == code) return std::string(text);
    }
    return fmt::format("unknown reply {:#04x}", code);
}

void append_text(base::Bytes& out, std::string_view text) {
    CHECK(!text.empty() && text.size() <= kMaxText);
    out.push_back(static_cast<uint8_t>(text.size()));
    out.insert(out.end(), text.begin(), text.end());
}

}  // namespace

Socks5Client::Socks5Client(std::string host, uint16_t port, std::optional<Socks5Credentials> credentials)
    : m_host(std::move(host)), m_port(port), m_credentials(std::move(credentials)) {
    CHECK(!m_host.empty() && m_host.size() <= kMaxText);
    send_method();
}

base::Bytes Socks5Client::take_output() {
    return std::exchange(m_output, {});
}

base::Result<void, std::string> Socks5Client::feed(base::ByteSpan bytes) {
    CHECK(!connected() && bytes.size() == m_wanted);
    switch (m_state) {
        case State::Method:
            return on_method(bytes);
        case State::Password:
            return on_password(bytes);
        case State::Reply:
            return on_reply(bytes);
        case State::AddressLength:
            m_state = State::Address;
            m_wanted = bytes[0] + kPortBytes;
            return {};
        case State::Address:
            m_state = State::Connected;
            m_wanted = 0;
            return {};
        case State::Connected:
            break;
    }
    CHECK(false);
}

void Socks5Client::send_method() {
    m_output = {kVersion, 1, kNoAuthentication};
    if (m_credentials) m_output = {kVersion, 2, kNoAuthentication, kUserPassword};
    m_wanted = 2;
}

base::Result<void, std::string> Socks5Client::on_method(base::ByteSpan bytes) {
    if (bytes[0] != kVersion) return Err(std::string("the proxy does not speak SOCKS5"));
    if (bytes[1] == kNoAuthentication) {
        send_request();
    } else if (bytes[1] == kUserPassword && m_credentials) {
        send_password();
    } else {
        return Err(
            fmt::format("the proxy wants an authentication method we do not have ({:#04x})", bytes[1]));
    }
    return {};
}

void Socks5Client::send_password() {
    m_output = {kPasswordVersion};
    append_text(m_output, m_credentials->user);
    append_text(m_output, m_credentials->password);
    m_state = State::Password;
    m_wanted = 2;
}

base::Result<void, std::string> Socks5Client::on_password(base::ByteSpan bytes) {
    if (bytes[0] != kPasswordVersion || bytes[1] != 0) {
        return Err(std::string("the proxy refuses our credentials"));
    }
    send_request();
    return {};
}

void Socks5Client::send_request() {
    m_output = {kVersion, kConnect, 0, kAddressName};
    append_text(m_output, m_host);
    m_output.push_back(static_cast<uint8_t>(m_port >> 8));
    m_output.push_back(static_cast<uint8_t>(m_port));
    m_state = State::Reply;
    m_wanted = 4;
}

base::Result<void, std::string> Socks5Client::on_reply(base::ByteSpan bytes) {
    if (bytes[0] != kVersion) return Err(std::string("the proxy does not speak SOCKS5"));
    if (bytes[1] != 0) return Err(reply_text(bytes[1]));
    if (bytes[2] != 0) return Err(std::string("malformed reply of the proxy"));
    m_state = State::Address;
    switch (bytes[3]) {
        case kAddressIpv4:
            m_wanted = 4 + kPortBytes;
            return {};
        case kAddressIpv6:
            m_wanted = 16 + kPortBytes;
            return {};
        case kAddressName:
            m_state = State::AddressLength;
            m_wanted = 1;
            return {};
        default:
            return Err(std::string("malformed reply of the proxy"));
    }
}

}  // namespace quanta::net
