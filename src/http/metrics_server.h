// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/server.h"
#include "metrics/registry.h"
#include "sys/event_loop.h"
#include "sys/tcp.h"

namespace quanta::http {

/// Where metrics are shown.
struct MetricsOptions {
    /// -metricsbind: `host`, `host:port`, `[address]:port`. Other than this machine's own addresses only with
    /// allow_ip.
    std::vector<std::string> bind;
    /// -metricsallowip: who may ask, beside this machine.
    std::vector<std::string> allow_ip;
    /// For addresses without one.
    uint16_t port = 9332;
};

/// The options of the HTTP server among `options`. The error names the option.
base::Result<ServerOptions, std::string> metrics_server_options(const MetricsOptions& options);

/// Answers GET and HEAD of /metrics with the text of a registry, to anybody who may connect. One small thread
/// does so: whoever asks too much waits, and takes nothing from others.
class MetricsServer {
public:
    /// Path of the one page.
    static constexpr const char* kPath = "/metrics";

    /// Listens. `loop` and `registry` outlive the server. The error is a line for the operator.
    static base::Result<std::unique_ptr<MetricsServer>, std::string> create(sys::EventLoop& loop,
                                                                            const metrics::Registry& registry,
                                                                            const MetricsOptions& options);
    MetricsServer(const MetricsServer&) = delete;
    MetricsServer& operator=(const MetricsServer&) = delete;

    /// Where it listens.
    std::vector<sys::Endpoint> endpoints() const { return m_server.endpoints(); }
    /// As Server's: what the registry reads may go afterwards.
    void stop() { m_server.stop(); }

private:
    class Page final : public Service {
    public:
        explicit Page(const metrics::Registry& registry) : m_registry(registry) {}
        base::Result<std::string, Refusal> admit(const RequestHead& head, const sys::Endpoint& peer) override;
        Reply serve(Request request) override;

    private:
        const metrics::Registry& m_registry;
    };

    MetricsServer(sys::EventLoop& loop, const metrics::Registry& registry, ServerOptions options);

    Page m_page;
    Server m_server;
};

}  // namespace quanta::http
