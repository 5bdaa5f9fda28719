// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/dialer.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "base/hex.h"

namespace quanta::net {
namespace {

using base::Err;
using wire::Network;

constexpr size_t kMaxHost = 255;

/// A connection to a proxy that is being told where to lead.
class ProxyTalk final : public std::enable_shared_from_this<ProxyTalk> {
public:
    ProxyTalk(Dialed dialed, Socks5Client client, Dialer::Handler handler)
        : m_dialed(std::move(dialed)), m_client(std::move(client)), m_handler(std::move(handler)) {}

    void start(Scheduler& scheduler) {
        m_time_out = scheduler.after(Dialer::kProxyTimeout, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->fail("the proxy does not answer", true);
        });
        go_on();
    }

private:
    void go_on() {
        base::Bytes output = m_client.take_output();
        if (!output.empty()) m_dialed.socket->write(std::move(output), [](const sys::NetResult<void>&) {});
        if (m_client.connected()) return finish();
        read();
    }

    void read() {
        m_dialed.socket->read_some(m_client.wanted() - m_answer.size(),
                                   [self = shared_from_this()](const sys::NetResult<base::Bytes>& result) {
                                       self->on_read(result);
                                   });
    }

    void on_read(const sys::NetResult<base::Bytes>& result) {
        if (!m_handler) return;
        if (!result) return fail("the proxy: " + result.error().message, true);
        m_answer.insert(m_answer.end(), result->begin(), result->end());
        if (m_answer.size() < m_client.wanted()) return read();
        const auto taken = m_client.feed(std::exchange(m_answer, {}));
        if (!taken) return fail(taken.error(), false);
        go_on();
    }

    void finish() {
        m_time_out.reset();
        const Dialer::Handler handler = std::exchange(m_handler, nullptr);
        handler(std::move(m_dialed));
    }

    void fail(std::string text, bool proxy_failed) {
        if (!m_handler) return;
        m_time_out.reset();
        m_dialed.socket->close();
        const Dialer::Handler handler = std::exchange(m_handler, nullptr);
        handler(Err(DialError{std::move(text), proxy_failed}));
    }

    Dialed m_dialed;
    Socks5Client m_client;
    Dialer::Handler m_handler;
    base::Bytes m_answer;
    std::unique_ptr<Scheduler::Job> m_time_out;
};

std::string random_prefix(sys::Random& random) {
    return base::to_hex(random.bytes<8>());
}

}  // namespace

std::optional<HostPort> split_host_port(const std::string& text, uint16_t default_port) {
    std::string host = text;
    uint16_t port = default_port;
    const size_t colon = text.rfind(':');
    const bool bracketed = text.starts_with('[');
    const bool has_port = colon != std::string::npos &&
                          (bracketed ? colon > 0 && text[colon - 1] == ']' : text.find(':') == colon);
    if (has_port) {
        const char* const end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, port);
        if (error != std::errc() || rest != end || port == 0) return std::nullopt;
        host = text.substr(0, colon);
    }
    if (bracketed) {
        if (!host.ends_with(']')) return std::nullopt;
        host = host.substr(1, host.size() - 2);
    }
    if (host.empty() || host.size() > kMaxHost) return std::nullopt;
    return HostPort{host, port};
}

/// The addresses of a name, one of which will do.
struct Dialer::Tries {
    std::vector<wire::Service> services;
    Handler handler;
    DialError last;
};

Dialer::Dialer(const NetOptions& options, Environment environment)
    : m_options(options),
      m_environment(environment),
      m_credential_prefix(random_prefix(environment.random)) {}

void Dialer::dial(const wire::Service& service, Handler handler) {
    const Network network = service.address.network();
    const auto proxy = m_options.proxies.find(network);
    if (proxy != m_options.proxies.end()) {
        dial_proxy(proxy->second, service.address.to_text(), service.port, service, std::move(handler));
        return;
    }
    if (network != Network::Ipv4 && network != Network::Ipv6 && network != Network::Cjdns) {
        std::string text = "no way to the network " + std::string(wire::network_name(network));
        m_environment.scheduler.post([handler = std::move(handler), text = std::move(text)] {
            handler(Err(DialError{text, true}));
        });
        return;
    }
    m_environment.sockets.connect(
        {service.address.to_text(), service.port}, m_options.connect_timeout,
        m_guard.wrap([service, handler = std::move(handler)](
                         const sys::NetResult<std::shared_ptr<sys::TcpConnection>>& result) {
            if (!result) return handler(Err(DialError{result.error().message}));
            handler(Dialed{*result, service});
        }));
}

void Dialer::dial_proxy(const Proxy& proxy, std::string host, uint16_t port, wire::Service remote,
                        Handler handler) {
    const sys::Endpoint endpoint =
        proxy.unix_path.empty() ? proxy.endpoint : sys::Endpoint{"unix:" + proxy.unix_path, 0};
    Socks5Client client(std::move(host), port, credentials(proxy));
    m_environment.sockets.connect(
        endpoint, m_options.connect_timeout,
        m_guard.wrap([&scheduler = m_environment.scheduler, client = std::move(client),
                      remote = std::move(remote), handler = std::move(handler)](
                         const sys::NetResult<std::shared_ptr<sys::TcpConnection>>& result) {
            if (!result) return handler(Err(DialError{"the proxy: " + result.error().message, true}));
            Dialed dialed{*result, remote, true};
            std::make_shared<ProxyTalk>(std::move(dialed), client, handler)->start(scheduler);
        }));
}

std::optional<Socks5Credentials> Dialer::credentials(const Proxy& proxy) {
    if (!proxy.randomize) return std::nullopt;
    const std::string unique = m_credential_prefix + "-" + std::to_string(m_credential_count++);
    return Socks5Credentials{unique, unique};
}

void Dialer::dial(const std::string& name, Filter filter, Handler handler) {
    if (const auto service = wire::Service::from_text(name, m_options.default_port)) {
        return dial(*service, std::move(handler));
    }
    const auto place = split_host_port(name, m_options.default_port);
    std::string problem;
    if (!place) {
        problem = "no name of a host";
    } else if (m_options.name_proxy) {
        return dial_proxy(*m_options.name_proxy, place->host, place->port, {}, std::move(handler));
    } else if (!m_options.name_lookups) {
        problem = "names are not looked up";
    }
    if (!problem.empty()) {
        m_environment.scheduler.post([handler = std::move(handler), problem = std::move(problem)] {
            handler(Err(DialError{problem, true}));
        });
        return;
    }
    m_environment.sockets.resolve(
        place->host, m_guard.wrap([this, port = place->port, filter = std::move(filter),
                                   handler = std::move(handler)](const std::vector<std::string>& addresses) {
            const auto tries = std::make_shared<Tries>(Tries{{}, handler, {"the name has no address", true}});
            for (const std::string& text : addresses) {
                const auto address = wire::Address::from_text(text);
                if (!address || !filter({*address, port})) continue;
                tries->services.push_back({*address, port});
            }
            std::vector<wire::Service>& services = tries->services;
            for (size_t i = services.size(); i > 1; --i) {
                std::swap(services[i - 1], services[m_environment.random.below(i)]);
            }
            if (services.size() > kMaxTries) services.resize(kMaxTries);
            try_next(tries);
        }));
}

void Dialer::try_next(const std::shared_ptr<Tries>& tries) {
    if (tries->services.empty()) return tries->handler(Err(tries->last));
    const wire::Service service = tries->services.back();
    tries->services.pop_back();
    dial(service, m_guard.wrap([this, tries](base::Result<Dialed, DialError> result) {
        if (result) return tries->handler(std::move(result));
        tries->last = result.error();
        try_next(tries);
    }));
}

}  // namespace quanta::net
