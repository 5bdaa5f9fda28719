// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "reach/tor_session.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "base/check.h"
#include "base/hex.h"
#include "crypto/hmac.h"

namespace quanta::reach {

namespace {

using base::Err;
using Values = std::map<std::string, std::string>;

constexpr size_t kCookieBytes = 32;
constexpr size_t kNonceBytes = 32;
constexpr size_t kMaxKeyBytes = 1'000;
constexpr std::string_view kKeyType = "ED25519-V3:";
/// Keys of the two proofs of the safe cookie (control-spec, 3.24).
constexpr std::string_view kServerProof = "Tor safe cookie authentication server-to-controller hash";
constexpr std::string_view kClientProof = "Tor safe cookie authentication controller-to-server hash";

/// The values of the line of `reply` that begins with `word`; nothing when there is none or it is malformed.
std::optional<Values> line_values(const TorReply& reply, std::string_view word) {
    for (const std::string& line : reply.lines) {
        const TorWords words = split_tor_words(line);
        if (words.first == word) return parse_tor_values(words.rest);
    }
    return std::nullopt;
}

/// The value of `key` in any line of `reply`; empty when there is none.
std::string find_value(const TorReply& reply, const std::string& key) {
    for (const std::string& line : reply.lines) {
        const auto values = parse_tor_values(line);
        if (!values) continue;
        const auto found = values->find(key);
        if (found != values->end()) return found->second;
    }
    return {};
}

std::string value_of(const Values& values, const std::string& key) {
    const auto found = values.find(key);
    return found == values.end() ? std::string() : found->second;
}

std::set<std::string> split_list(std::string_view list) {
    std::set<std::string> items;
    while (!list.empty()) {
        const size_t comma = std::min(list.find(','), list.size());
        items.emplace(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return items;
}

crypto::Digest256 proof(std::string_view key, base::ByteSpan cookie, base::ByteSpan client,
                        base::ByteSpan server) {
    base::Bytes message(cookie.begin(), cookie.end());
    message.insert(message.end(), client.begin(), client.end());
    message.insert(message.end(), server.begin(), server.end());
    return crypto::hmac_sha256(base::as_bytes(key), message);
}

Err<std::string> refused(std::string_view what, const TorReply& reply) {
    const std::string_view why = reply.lines.empty() ? std::string_view() : reply.lines.back();
    return Err(fmt::format("{}: {} {}", what, reply.code, why.substr(0, 200)));
}

/// The first TCP endpoint of a list of quoted ones.
std::optional<sys::Endpoint> first_endpoint(std::string_view list) {
    size_t open = list.find('"');
    while (open != std::string_view::npos) {
        const size_t close = list.find('"', open + 1);
        if (close == std::string_view::npos) break;
        const auto service = wire::Service::from_text(list.substr(open + 1, close - open - 1), 0);
        if (service && service->port != 0) return sys::Endpoint{service->address.to_text(), service->port};
        open = list.find('"', close + 1);
    }
    return std::nullopt;
}

}  // namespace

bool is_onion_key(std::string_view key) {
    if (!key.starts_with(kKeyType) || key.size() == kKeyType.size() || key.size() > kMaxKeyBytes)
        return false;
    key.remove_prefix(kKeyType.size());
    return std::all_of(key.begin(), key.end(),
                       [](unsigned char c) { return std::isalnum(c) || c == '+' || c == '/' || c == '='; });
}

std::string TorSession::begin() {
    m_stage = Stage::ProtocolInfo;
    return "PROTOCOLINFO 1\r\n";
}

base::Result<std::string, std::string> TorSession::on_reply(const TorReply& reply) {
    if (reply.code == TorReply::kEvent) return std::string();
    switch (m_stage) {
        case Stage::ProtocolInfo:
            return on_protocol_info(reply);
        case Stage::Challenge:
            return on_challenge(reply);
        case Stage::Authenticate:
            if (reply.code != TorReply::kOk) return refused("authentication failed", reply);
            m_stage = Stage::Socks;
            return std::string("GETINFO net/listeners/socks\r\n");
        case Stage::Socks:
            return on_socks(reply);
        case Stage::AddService:
            return on_service(reply);
        case Stage::Begin:
        case Stage::Done:
            break;
    }
    return Err(std::string("a reply to nothing"));
}

std::string TorSession::authenticate(const std::string& what) {
    m_stage = Stage::Authenticate;
    return what.empty() ? "AUTHENTICATE\r\n" : fmt::format("AUTHENTICATE {}\r\n", what);
}

TorSession::Step TorSession::on_protocol_info(const TorReply& reply) {
    if (reply.code != TorReply::kOk) return refused("no protocol information", reply);
    const std::optional<Values> auth = line_values(reply, "AUTH");
    if (!auth) return Err(std::string("Tor does not say how to authenticate"));
    const std::set<std::string> methods = split_list(value_of(*auth, "METHODS"));
    if (!m_request.password.empty()) {
        if (methods.contains("HASHEDPASSWORD")) return authenticate(quote_for_tor(m_request.password));
        return Err(std::string("-torpassword is given, but Tor takes no password"));
    }
    if (methods.contains("NULL")) return authenticate("");
    if (methods.contains("SAFECOOKIE")) return begin_challenge(value_of(*auth, "COOKIEFILE"));
    if (methods.contains("HASHEDPASSWORD")) return Err(std::string("Tor wants a password: see -torpassword"));
    return Err(std::string("Tor has no way to authenticate that is known here"));
}

TorSession::Step TorSession::begin_challenge(const std::string& cookie_path) {
    m_cookie = TRY(m_request.read_cookie(cookie_path));
    if (m_cookie.size() != kCookieBytes) {
        return Err(
            fmt::format("the cookie {} has {} bytes, not {}", cookie_path, m_cookie.size(), kCookieBytes));
    }
    m_stage = Stage::Challenge;
    return fmt::format("AUTHCHALLENGE SAFECOOKIE {}\r\n", base::to_hex(m_request.nonce));
}

TorSession::Step TorSession::on_challenge(const TorReply& reply) {
    if (reply.code != TorReply::kOk) return refused("no challenge", reply);
    const Values values = line_values(reply, "AUTHCHALLENGE").value_or(Values());
    const auto server_hash = base::from_hex(value_of(values, "SERVERHASH"));
    const auto server_nonce = base::from_hex(value_of(values, "SERVERNONCE"));
    if (!server_hash || !server_nonce || server_nonce->size() != kNonceBytes) {
        return Err(std::string("Tor's challenge is malformed"));
    }
    const crypto::Digest256 expected = proof(kServerProof, m_cookie, m_request.nonce, *server_nonce);
    if (!crypto::equal_in_constant_time(expected, *server_hash)) {
        return Err(std::string("who answers at Tor's control port does not know its cookie"));
    }
    return authenticate(base::to_hex(proof(kClientProof, m_cookie, m_request.nonce, *server_nonce)));
}

TorSession::Step TorSession::on_socks(const TorReply& reply) {
    // Without it there is no proxy to be told of; the service matters more.
    if (reply.code == TorReply::kOk) {
        for (const std::string& line : reply.lines) {
            const std::string_view prefix = "net/listeners/socks=";
            if (line.starts_with(prefix))
                m_grant.socks = first_endpoint(std::string_view(line).substr(prefix.size()));
        }
    }
    m_stage = Stage::AddService;
    const std::string key = m_request.service_key.empty() ? "NEW:ED25519-V3" : m_request.service_key;
    return fmt::format("ADD_ONION {} Port={},{}\r\n", key, m_request.service_port,
                       m_request.target.to_text());
}

TorSession::Step TorSession::on_service(const TorReply& reply) {
    if (reply.code != TorReply::kOk) return refused("no onion service", reply);
    const auto address = wire::Address::from_text(find_value(reply, "ServiceID") + ".onion");
    if (!address || address->network() != wire::Network::Onion) {
        return Err(std::string("the name of the onion service is malformed"));
    }
    m_grant.service = {*address, m_request.service_port};
    const std::string key = find_value(reply, "PrivateKey");
    if (m_request.service_key.empty()) {
        if (!is_onion_key(key)) return Err(std::string("the key of the onion service is malformed"));
        m_grant.new_key = key;
    }
    m_stage = Stage::Done;
    m_granted = m_grant;
    return std::string();
}

}  // namespace quanta::reach
