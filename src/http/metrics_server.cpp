// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/metrics_server.h"

#include <chrono>
#include <utility>

#include "http/bind_address.h"

namespace quanta::http {

namespace {

using base::Err;

/// A scrape is a head of some hundred bytes and nothing else.
constexpr uint32_t kHeadSize = 4096;
constexpr size_t kMaxConnections = 16;
constexpr size_t kWorkQueue = 8;
constexpr std::chrono::seconds kTimeout{10};

}  // namespace

base::Result<ServerOptions, std::string> metrics_server_options(const MetricsOptions& options) {
    ServerOptions out;
    out.name = "metrics";
    out.thread_name = "metrics";
    out.threads = 1;
    out.work_queue = kWorkQueue;
    out.timeout = kTimeout;
    out.limits = {.head_size = kHeadSize, .body_size = 0};
    out.max_connections = kMaxConnections;
    const AllowList this_machine;
    for (const std::string& text : options.bind) {
        for (sys::Endpoint& endpoint : TRY(bind_endpoints("-metricsbind", text, options.port))) {
            if (options.allow_ip.empty() && !this_machine.allows(endpoint.address)) {
                return Err("-metricsbind=" + text +
                           " would show metrics to other machines: -metricsallowip has to say to which");
            }
            out.endpoints.push_back(std::move(endpoint));
        }
    }
    for (const std::string& subnet : options.allow_ip)
        TRY(out.allowed.add(subnet, "-metricsallowip"));
    return out;
}

base::Result<std::string, Refusal> MetricsServer::Page::admit(const RequestHead& head,
                                                              const sys::Endpoint& /*peer*/) {
    if (head.method == "GET" || head.method == "HEAD") return std::string();
    Reply reply = Reply::text(405, "Only GET and HEAD are answered here");
    reply.headers.emplace_back("Allow", "GET, HEAD");
    return Err(Refusal{std::move(reply)});
}

Reply MetricsServer::Page::serve(Request /*request*/) {
    const std::string text = m_registry.text();
    Reply reply;
    reply.content_type = metrics::Exposition::kContentType;
    reply.body.emplace_back(text.begin(), text.end());
    return reply;
}

MetricsServer::MetricsServer(sys::EventLoop& loop, const metrics::Registry& registry, ServerOptions options)
    : m_page(registry), m_server(loop, std::move(options)) {
    m_server.add_route(kPath, PathMatch::Exact, m_page);
}

base::Result<std::unique_ptr<MetricsServer>, std::string> MetricsServer::create(
    sys::EventLoop& loop, const metrics::Registry& registry, const MetricsOptions& options) {
    ServerOptions http = TRY(metrics_server_options(options));
    std::unique_ptr<MetricsServer> server(new MetricsServer(loop, registry, std::move(http)));
    TRY(server->m_server.start());
    return server;
}

}  // namespace quanta::http
