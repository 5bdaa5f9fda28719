// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/rpc_server.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/log.h"
#include "http/bind_address.h"
#include "sys/process_usage.h"

namespace quanta::http {

namespace {

using base::Err;

constexpr const char* kLoopback[] = {"127.0.0.1", "::1"};

base::Result<std::vector<sys::Endpoint>, std::string> endpoints_of(const RpcOptions& options) {
    std::vector<sys::Endpoint> endpoints;
    // Listening to others and letting nobody in would be a mistake made silently.
    if (options.bind.empty() || options.allow_ip.empty()) {
        if (!options.bind.empty()) {
            base::log_warning(
                "Option -rpcbind was ignored because -rpcallowip was not specified, refusing to "
                "allow everyone to connect");
        }
        if (!options.allow_ip.empty()) {
            base::log_warning(
                "Option -rpcallowip was specified without -rpcbind; this does not usually make "
                "sense");
        }
        for (const char* address : kLoopback)
            endpoints.push_back({address, options.port});
        return endpoints;
    }
    for (const std::string& text : options.bind) {
        const std::vector<sys::Endpoint> found = TRY(bind_endpoints("-rpcbind", text, options.port));
        endpoints.insert(endpoints.end(), found.begin(), found.end());
    }
    return endpoints;
}

base::Result<CookieReaders, std::string> cookie_readers(const std::string& word) {
    if (word.empty() || word == "owner") return CookieReaders::Owner;
    if (word == "group") return CookieReaders::Group;
    if (word == "all") return CookieReaders::All;
    return Err("Invalid -rpccookieperms=" + word + "; must be one of 'owner', 'group', or 'all'.");
}

}  // namespace

base::Result<ServerOptions, std::string> server_options(const RpcOptions& options) {
    ServerOptions out;
    out.endpoints = TRY(endpoints_of(options));
    for (const std::string& subnet : options.allow_ip)
        TRY(out.allowed.add(subnet));
    out.threads = std::max(options.threads, 1);
    out.work_queue = static_cast<size_t>(std::max(options.work_queue, 1));
    out.timeout = std::max(options.server_timeout, std::chrono::seconds(1));
    return out;
}

RpcServer::RpcServer(Environment environment, ServerOptions options, Credentials credentials,
                     Whitelist whitelist)
    : m_dispatcher(environment.dispatcher),
      m_service(environment.dispatcher, std::move(credentials), std::move(whitelist)),
      m_server(environment.loop, std::move(options)) {
    m_server.add_route("/", PathMatch::Exact, m_service);
    m_server.add_route("/wallet/", PathMatch::Prefix, m_service);
}

base::Result<std::unique_ptr<RpcServer>, std::string> RpcServer::create(Environment environment,
                                                                        const RpcOptions& options) {
    ServerOptions http = TRY(server_options(options));
    http.on_relief = sys::return_free_memory;
    const CookieReaders readers = TRY(cookie_readers(options.cookie_perms));
    Credentials credentials(environment.random);
    for (const std::string& line : options.auth)
        TRY(credentials.add_hashed(line));
    std::optional<Cookie> cookie;
    if (!options.password.empty()) {
        credentials.add_password(options.user, options.password);
    } else if (!options.cookie_path.empty()) {
        cookie.emplace(
            TRY(Cookie::create(environment.files, options.cookie_path, readers, environment.random)));
        credentials.add_password(kCookieUser, cookie->password());
    }
    std::unique_ptr<RpcServer> server(new RpcServer(environment, std::move(http), std::move(credentials),
                                                    Whitelist(options.whitelist, options.whitelist_default)));
    if (cookie) server->m_cookie.emplace(std::move(*cookie));
    TRY(server->m_server.start());
    return server;
}

void RpcServer::write_metrics(metrics::Exposition& out) const {
    m_server.write_metrics("quanta_rpc", out);
    out.counter("quanta_rpc_wrong_passwords_total", "Requests with a user or password that is wrong.",
                m_service.wrong_passwords());
}

void RpcServer::interrupt() {
    m_dispatcher.stop();
    m_server.interrupt();
}

void RpcServer::stop() {
    interrupt();
    m_server.stop();
}

}  // namespace quanta::http
