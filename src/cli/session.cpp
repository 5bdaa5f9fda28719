// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cli/session.h"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/core.h>

#include "http/cookie.h"
#include "http/message.h"
#include "json/parser.h"
#include "rpc/error.h"
#include "sys/clock.h"

namespace quanta::cli {

namespace {

using base::Err;
using std::chrono::seconds;

constexpr seconds kRetryPause{1};
/// Larger values of -rpcclienttimeout wait for ever in effect.
constexpr int64_t kMaxTimeoutS = 1'000'000'000;

constexpr std::string_view kNoCredentials =
    "Could not locate RPC credentials. No authentication cookie could be found, and RPC password is not set. "
    " "
    "See -rpcpassword and -stdinrpcpass.  Configuration file: ({})";

std::string request_text(const json::Value& id, std::string_view method, const json::Value& params) {
    return json::to_text(json::Value(
        json::Value::Object{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}}));
}

/// What a reply's HTTP status says about it; nothing when its body is worth reading.
std::optional<std::string> status_problem(const http::Response& response) {
    switch (response.status) {
        case 200:
        case 400:
        case 404:
        case 500:
            return response.body.empty() ? std::optional<std::string>("no response from server")
                                         : std::nullopt;
        case 401:
            return "Authorization failed: Incorrect rpcuser or rpcpassword";
        case 503:
            return "Server response: " + response.body;
        default:
            return fmt::format("server returned HTTP error {}", response.status);
    }
}

std::string wallet_target(std::string_view name) {
    return "/wallet/" + http::encode_percent(name);
}

bool is_warming_up(const json::Value& error) {
    const json::Value* code = error.find("code");
    return code && code->as_int64() == rpc::kWarmUp;
}

}  // namespace

uint16_t default_port(std::string_view chain) {
    if (chain == "test") return 18332;
    if (chain == "testnet4") return 48332;
    if (chain == "signet") return 38332;
    if (chain == "regtest") return 18443;
    return 8332;
}

base::Result<sys::Endpoint, std::string> split_host(std::string_view text) {
    sys::Endpoint out;
    std::string_view port;
    const size_t colon = text.rfind(':');
    const size_t bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
    if (bracket != std::string_view::npos) {
        out.address = text.substr(1, bracket - 1);
        port = text.substr(bracket + 1);
    } else if (colon != std::string_view::npos && colon == text.find(':')) {
        out.address = text.substr(0, colon);
        port = text.substr(colon);
    } else {
        out.address = text;
    }
    if (port.empty()) return out;
    const std::string_view digits = port.substr(1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    if (port.front() != ':' || error != std::errc() || end != digits.data() + digits.size() ||
        out.port == 0) {
        return Err("Invalid port provided in -rpcconnect: " + std::string(text));
    }
    return out;
}

base::Result<void, std::string> Session::read_address(const config::Options& options) {
    const sys::Endpoint node = TRY(split_host(options.get_string("rpcconnect", "127.0.0.1")));
    const auto port = options.get_port("rpcport", node.port != 0 ? node.port : default_port(options.chain()));
    if (!port) return Err("Invalid port provided in -rpcport: " + options.get_string("rpcport", ""));
    if (node.port != 0 && options.is_set("rpcport")) {
        m_warning =
            fmt::format("Warning: Port specified in both -rpcconnect and -rpcport. Using -rpcport {}", *port);
    }
    const auto timeout_s = options.get_int("rpcclienttimeout", 900, {0, kMaxTimeoutS});
    if (!timeout_s) return Err(timeout_s.error().message);
    m_client.host = node.address;
    m_client.port = *port;
    m_client.timeout = seconds(*timeout_s);
    return {};
}

base::Result<Session, std::string> Session::create(const config::Options& options, const Access& access,
                                                   std::optional<std::string> password) {
    Session session(options, access.files);
    TRY(session.read_address(options));
    const auto wait_timeout_s = options.get_int("rpcwaittimeout", 0);
    if (!wait_timeout_s) return Err(wait_timeout_s.error().message);
    session.m_ipc = TRY(IpcRoute::create(options, access.connect_ipc, session.m_client.timeout));
    if (const auto wallet = options.get("rpcwallet"); wallet && !options.is_negated("rpcwallet")) {
        session.m_client.target = wallet_target(*wallet);
    }
    session.m_user = options.get_string("rpcuser", "");
    session.m_password = password.value_or(options.get_string("rpcpassword", ""));
    session.m_wait = options.get_bool("rpcwait", false);
    session.m_wait_timeout_s = *wait_timeout_s;
    return session;
}

json::Value Session::id() const {
    const auto text = m_options.get("rpcid");
    return text ? json::Value(*text) : json::Value(1);
}

std::string Session::cookie_path() const {
    if (m_options.is_negated("rpccookiefile")) return "";
    return m_options.network_path(m_options.get_string("rpccookiefile", ".cookie"));
}

std::string Session::credentials() const {
    if (!m_password.empty()) return m_user + ":" + m_password;
    const std::string path = cookie_path();
    if (path.empty()) return "";
    return http::read_cookie(m_files, path).value_or("");
}

base::Result<std::string, Failure> Session::exchange(const Request& request) const {
    if (m_ipc) {
        std::optional<std::string> reply = TRY(m_ipc->exchange({request.body, request.target, m_user}));
        if (reply) return std::move(*reply);
    }
    return exchange_over_http(request);
}

base::Result<std::string, Failure> Session::exchange_over_http(const Request& request) const {
    http::ClientOptions client = m_client;
    client.target = request.target;
    // Read for each attempt: a node that starts writes a new one.
    client.credentials = credentials();
    auto response = http::post(client, request.body);
    if (!response) {
        const http::ClientError& error = response.error();
        const std::string why =
            error.code == http::ClientErrorCode::NotConnected ? "" : " (" + error.message + ")";
        return Err(
            Failure{fmt::format("Could not connect to the server {}:{}{}\n\nMake sure the quantad server is "
                                "running and that you are connecting to the correct RPC port.\nUse "
                                "\"quanta-cli -help\" for more info.",
                                client.host, client.port, why),
                    true});
    }
    if (response->status == 401 && client.credentials.empty()) {
        // A node that is starting may have written its cookie after we looked for it.
        const bool has_come = m_wait && !credentials().empty();
        return Err(Failure{fmt::format(fmt::runtime(kNoCredentials), m_options.config_path()), has_come});
    }
    if (std::optional<std::string> problem = status_problem(*response))
        return Err(Failure{std::move(*problem), false});
    return std::move(response->body);
}

base::Result<Session::Outcome, Failure> Session::attempt(const Request& request) const {
    const std::string text = TRY(exchange(request));
    auto reply = json::parse(text, text.size());
    if (!reply) return Err(Failure{"couldn't parse reply from server", false});
    const json::Value* result = reply->find("result");
    const json::Value* error = reply->find("error");
    if (!result && !error)
        return Err(Failure{"expected reply to have result, error and id properties", false});
    Outcome outcome;
    if (result) outcome.result = *result;
    if (error) outcome.error = *error;
    if (m_wait && is_warming_up(outcome.error)) return Err(Failure{"server in warmup", true});
    return outcome;
}

base::Result<Session::Outcome, std::string> Session::call(std::string_view method,
                                                          const json::Value& params) const {
    return call_until_answered({m_client.target, request_text(id(), method, params)});
}

base::Result<Session::Outcome, std::string> Session::call_wallet(std::string_view wallet,
                                                                 std::string_view method,
                                                                 const json::Value& params) const {
    return call_until_answered({wallet_target(wallet), request_text(id(), method, params)});
}

base::Result<Session::Outcome, std::string> Session::call_until_answered(const Request& request) const {
    const int64_t deadline_us = sys::system_clock().steady_us() + m_wait_timeout_s * 1'000'000;
    for (;;) {
        auto outcome = attempt(request);
        if (outcome) return std::move(*outcome);
        const Failure& failure = outcome.error();
        if (!failure.again) return Err(failure.text);
        const bool in_time = m_wait_timeout_s <= 0 || sys::system_clock().steady_us() < deadline_us;
        if (!m_wait || !in_time) return Err("timeout on transient error: " + failure.text);
        std::this_thread::sleep_for(kRetryPause);
    }
}

}  // namespace quanta::cli
