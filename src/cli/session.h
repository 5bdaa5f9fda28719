// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/ipc_route.h"
#include "config/options.h"
#include "http/client.h"
#include "json/value.h"
#include "sys/file.h"
#include "sys/tcp.h"

namespace quanta::cli {

/// The port a node of `chain` listens on for RPC.
uint16_t default_port(std::string_view chain);

/// Splits `host`, `host:port` or `[host]:port`; a port of 0 means that none was given. The error names the
/// text.
base::Result<sys::Endpoint, std::string> split_host(std::string_view text);

/// A node to talk to, as the options say: through its socket, or over HTTP. Errors are lines for the user,
/// without "error: ".
class Session {
public:
    /// How nodes are reached.
    struct Access {
        sys::FileSystem& files;
        /// Empty in a program without IPC.
        IpcConnect connect_ipc;
    };

    /// `password` replaces -rpcpassword when it was read from elsewhere. `options` and the files outlive the
    /// session.
    static base::Result<Session, std::string> create(const config::Options& options, const Access& access,
                                                     std::optional<std::string> password);

    /// Sends one request and returns the member `result` or `error` of the reply, as in Outcome. With
    /// -rpcwait it tries again every second while there is no node or the node is starting.
    struct Outcome {
        json::Value result;
        /// Null when the call succeeded.
        json::Value error;
    };
    base::Result<Outcome, std::string> call(std::string_view method, const json::Value& params) const;
    /// The same for a wallet other than that of -rpcwallet.
    base::Result<Outcome, std::string> call_wallet(std::string_view wallet, std::string_view method,
                                                   const json::Value& params) const;

    /// Whether -rpcwallet chose a wallet.
    bool names_wallet() const { return m_client.target != "/"; }
    /// For standard error, whatever comes of the call; empty when there is none.
    const std::string& warning() const { return m_warning; }

    /// `id` of every request.
    json::Value id() const;

private:
    Session(const config::Options& options, sys::FileSystem& files) : m_options(options), m_files(files) {}

    /// Which endpoint is asked what.
    struct Request {
        std::string target;
        std::string body;
    };
    base::Result<Outcome, std::string> call_until_answered(const Request& request) const;
    base::Result<Outcome, Failure> attempt(const Request& request) const;
    base::Result<std::string, Failure> exchange(const Request& request) const;
    base::Result<std::string, Failure> exchange_over_http(const Request& request) const;
    /// Where the node is, and how long it may take.
    base::Result<void, std::string> read_address(const config::Options& options);
    /// user:password; empty when there is none.
    std::string credentials() const;
    std::string cookie_path() const;

    const config::Options& m_options;
    sys::FileSystem& m_files;
    http::ClientOptions m_client;
    /// Null when only HTTP is meant.
    std::unique_ptr<IpcRoute> m_ipc;
    std::string m_user;
    std::string m_password;
    std::string m_warning;
    bool m_wait = false;
    int64_t m_wait_timeout_s = 0;
};

}  // namespace quanta::cli
