// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "reach/tor_reply.h"
#include "sys/tcp.h"
#include "wire/address.h"

namespace quanta::reach {

/// What is asked of Tor, and what is needed to be let in.
struct TorRequest {
    std::string password;             ///< -torpassword; empty: none
    std::string service_key;          ///< of the onion service, as Tor writes it; empty: a new one
    uint16_t service_port = 0;        ///< at which others reach it
    sys::Endpoint target;             ///< where its connections go: to us
    std::array<uint8_t, 32> nonce{};  ///< random
    /// The bytes of the cookie file, or why there are none.
    std::function<base::Result<base::Bytes, std::string>(const std::string& path)> read_cookie;
};

/// What Tor has given.
struct TorGrant {
    wire::Service service;               ///< the onion service
    std::string new_key;                 ///< its key, when it is a new one; empty else
    std::optional<sys::Endpoint> socks;  ///< Tor's proxy
};

/// The talk with Tor's control port, without I/O: asks what it wants to be shown, authenticates (without
/// anything, by password or by the cookie's safe form), asks for the proxy, adds the onion service. The
/// service lasts as long as the connection does.
class TorSession {
public:
    explicit TorSession(TorRequest request) : m_request(std::move(request)) {}

    /// The first command.
    std::string begin();
    /// The command that follows `reply`; empty when there is none: granted() or just an event. An error ends
    /// the session and says what is wrong.
    base::Result<std::string, std::string> on_reply(const TorReply& reply);
    /// What Tor has given, when all is done.
    const std::optional<TorGrant>& granted() const { return m_granted; }

private:
    enum class Stage : uint8_t { Begin, ProtocolInfo, Challenge, Authenticate, Socks, AddService, Done };
    using Step = base::Result<std::string, std::string>;

    Step on_protocol_info(const TorReply& reply);
    Step begin_challenge(const std::string& cookie_path);
    Step on_challenge(const TorReply& reply);
    Step on_socks(const TorReply& reply);
    Step on_service(const TorReply& reply);
    std::string authenticate(const std::string& proof);
    std::string add_service();

    TorRequest m_request;
    Stage m_stage = Stage::Begin;
    base::Bytes m_cookie;
    TorGrant m_grant;
    std::optional<TorGrant> m_granted;
};

/// Whether `key` is one that Tor may be given: `ED25519-V3:` and base64.
bool is_onion_key(std::string_view key);

}  // namespace quanta::reach
