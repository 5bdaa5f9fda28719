// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/fake_network.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "net/fake_stream.h"

namespace quanta::net {
namespace {

using base::Err;
using sys::Endpoint;
using sys::NetError;
using sys::NetErrorCode;

constexpr uint16_t kFirstOwnPort = 49'152;

class FakeJob final : public Scheduler::Job {
public:
    explicit FakeJob(std::shared_ptr<std::function<void()>> callback) : m_callback(std::move(callback)) {}
    ~FakeJob() override { *m_callback = nullptr; }

private:
    std::shared_ptr<std::function<void()>> m_callback;
};

bool is_loopback(const std::string& address) {
    return address == "127.0.0.1" || address == "::1";
}

bool is_ipv6(const std::string& address) {
    return address.find(':') != std::string::npos;
}

std::pair<const FakeHost*, const FakeHost*> pair_of(const FakeHost& a, const FakeHost& b) {
    return std::minmax(&a, &b);
}

}  // namespace

void FakeScheduler::push(int64_t delay_us, std::shared_ptr<std::function<void()>> callback) {
    m_events.push(
        {m_clock.steady_us() + std::max<int64_t>(delay_us, 0), m_next_order++, std::move(callback)});
}

void FakeScheduler::post(std::function<void()> task) {
    push(0, std::make_shared<std::function<void()>>(std::move(task)));
}

std::unique_ptr<Scheduler::Job> FakeScheduler::after(std::chrono::milliseconds delay,
                                                     std::function<void()> callback) {
    auto shared = std::make_shared<std::function<void()>>(std::move(callback));
    push(std::chrono::microseconds(delay).count(), shared);
    return std::make_unique<FakeJob>(std::move(shared));
}

void FakeScheduler::clear() {
    // What is dropped may add events as it goes.
    while (!m_events.empty())
        const auto dropped = std::exchange(m_events, {});
}

void FakeScheduler::call_after_us(int64_t delay_us, std::function<void()> callback) {
    push(delay_us, std::make_shared<std::function<void()>>(std::move(callback)));
}

bool FakeScheduler::run_one(int64_t until_us) {
    while (!m_events.empty() && m_events.top().at_us <= until_us) {
        const Event event = m_events.top();
        m_events.pop();
        if (!*event.callback) continue;
        if (event.at_us > m_clock.steady_us()) m_clock.advance_us(event.at_us - m_clock.steady_us());
        ++m_events_run;
        const std::function<void()> callback = std::exchange(*event.callback, nullptr);
        callback();
        return true;
    }
    return false;
}

void FakeScheduler::run_for(std::chrono::milliseconds time) {
    run_until([] { return false; }, time);
}

bool FakeScheduler::run_until(const std::function<bool()>& done, std::chrono::milliseconds limit) {
    const int64_t until_us = m_clock.steady_us() + std::chrono::microseconds(limit).count();
    bool is_done = done();
    while (!is_done && run_one(until_us))
        is_done = done();
    if (!is_done && m_clock.steady_us() < until_us) m_clock.advance_us(until_us - m_clock.steady_us());
    return is_done;
}

FakeNetwork::FakeNetwork(uint64_t seed, int64_t start_time_s)
    : m_seed(seed),
      m_clock(start_time_s),
      m_random(seed),
      m_scheduler(m_clock),
      m_streams(std::make_shared<Streams>()) {}

FakeNetwork::~FakeNetwork() {
    m_held.clear();
    m_scheduler.clear();
    m_streams->drop_all();
    m_scheduler.clear();
}

FakeHost& FakeNetwork::add_host(std::vector<std::string> addresses) {
    CHECK(!addresses.empty());
    m_hosts.push_back(std::make_unique<FakeHost>(*this, addresses, m_random.u64()));
    for (const std::string& address : addresses) {
        CHECK(m_by_address.emplace(address, m_hosts.back().get()).second);
    }
    return *m_hosts.back();
}

void FakeNetwork::set_name(const std::string& name, std::vector<std::string> addresses) {
    m_names[name] = std::move(addresses);
}

void FakeNetwork::set_link(const FakeHost& a, const FakeHost& b, const FakeLink& link) {
    m_links[pair_of(a, b)] = link;
}

const FakeLink& FakeNetwork::link(const FakeHost& a, const FakeHost& b) const {
    const auto found = m_links.find(pair_of(a, b));
    return found == m_links.end() ? m_default_link : found->second;
}

void FakeNetwork::set_partition(std::map<const FakeHost*, int> sides) {
    m_sides = std::move(sides);
    for (Held& held : std::exchange(m_held, {})) {
        if (separated(*held.from, *held.to)) {
            m_held.push_back(std::move(held));
        } else {
            m_scheduler.post(std::move(held.arrival));
        }
    }
}

bool FakeNetwork::separated(const FakeHost& a, const FakeHost& b) const {
    const auto side = [this](const FakeHost& host) {
        const auto found = m_sides.find(&host);
        return found == m_sides.end() ? 0 : found->second;
    };
    return side(a) != side(b);
}

void FakeNetwork::break_connections(const FakeHost& a, const FakeHost& b) {
    for (const auto& stream : m_streams->between(a, b))
        stream->reset();
}

void FakeNetwork::carry(const FakeHost& from, const FakeHost& to, int64_t delay_us,
                        std::function<void()> arrival) {
    m_scheduler.call_after_us(
        delay_us, [this, held = Held{&from, &to, std::move(arrival)}]() mutable { arrive(std::move(held)); });
}

void FakeNetwork::arrive(Held held) {
    if (separated(*held.from, *held.to)) {
        m_held.push_back(std::move(held));
        return;
    }
    held.arrival();
}

/// A place listened at.
class FakeHost::Listening final : public Sockets::Listener {
public:
    Listening(FakeHost& host, Endpoint local, AcceptHandler on_accept)
        : m_host(&host), m_local(std::move(local)), m_on_accept(std::move(on_accept)) {
        m_host->m_listeners.push_back(this);
    }
    ~Listening() override {
        if (m_host != nullptr) std::erase(m_host->m_listeners, this);
    }

    const Endpoint& local() const override { return m_local; }
    const AcceptHandler& on_accept() const { return m_on_accept; }
    void detach() { m_host = nullptr; }
    bool takes(const Endpoint& endpoint) const {
        if (endpoint.port != m_local.port) return false;
        if (m_local.address == "0.0.0.0") return !is_ipv6(endpoint.address);
        if (m_local.address == "::") return is_ipv6(endpoint.address);
        return m_local.address == endpoint.address;
    }

private:
    FakeHost* m_host;
    const Endpoint m_local;
    const AcceptHandler m_on_accept;
};

/// Somebody is connecting.
struct FakeHost::Attempt {
    FakeHost& from;
    Endpoint to;
    ConnectHandler handler;
    bool done = false;

    void finish(sys::NetResult<std::shared_ptr<sys::TcpConnection>> outcome) {
        if (std::exchange(done, true)) return;
        const ConnectHandler once = std::move(handler);
        once(std::move(outcome));
    }
};

FakeHost::FakeHost(FakeNetwork& network, std::vector<std::string> addresses, uint64_t seed)
    : m_network(network), m_addresses(std::move(addresses)), m_random(seed) {}

FakeHost::~FakeHost() {
    for (Listening* listening : m_listeners)
        listening->detach();
}

Environment FakeHost::environment() {
    return {m_network.m_clock, m_random, m_network.m_scheduler, *this};
}

bool FakeHost::has_address(const std::string& address) const {
    return is_loopback(address) || std::ranges::find(m_addresses, address) != m_addresses.end();
}

void FakeHost::cut_power() {
    for (Listening* listening : std::exchange(m_listeners, {}))
        listening->detach();
    for (const auto& stream : m_network.m_streams->of(*this))
        stream->vanish();
}

size_t FakeHost::connection_count() const {
    return m_network.m_streams->of(*this).size();
}

FakeHost::Listening* FakeHost::listening_at(const Endpoint& endpoint) const {
    const auto found = std::ranges::find_if(
        m_listeners, [&endpoint](const Listening* listening) { return listening->takes(endpoint); });
    return found == m_listeners.end() ? nullptr : *found;
}

FakeHost* FakeHost::find(const std::string& address) {
    if (has_address(address)) return this;
    const auto found = m_network.m_by_address.find(address);
    return found == m_network.m_by_address.end() ? nullptr : found->second;
}

uint16_t FakeHost::free_port() {
    const uint16_t port = m_next_port;
    m_next_port = m_next_port == UINT16_MAX ? kFirstOwnPort : static_cast<uint16_t>(m_next_port + 1);
    return port;
}

Endpoint FakeHost::own_end(const Endpoint& towards) {
    if (is_loopback(towards.address)) return {towards.address, free_port()};
    const auto same_kind = std::ranges::find_if(m_addresses, [&towards](const std::string& address) {
        return is_ipv6(address) == is_ipv6(towards.address);
    });
    return {same_kind == m_addresses.end() ? m_addresses.front() : *same_kind, free_port()};
}

void FakeHost::connect(const Endpoint& endpoint, std::chrono::milliseconds timeout, ConnectHandler handler) {
    const auto attempt = std::make_shared<Attempt>(*this, endpoint, std::move(handler));
    m_network.m_scheduler.call_after_us(std::chrono::microseconds(timeout).count(), [attempt] {
        attempt->finish(Err(NetError{NetErrorCode::TimedOut, "timed out"}));
    });
    FakeHost* const target = find(endpoint.address);
    if (target == nullptr) return;
    const int64_t latency_us = m_network.link(*this, *target).latency.count();
    m_network.m_scheduler.call_after_us(latency_us, [target, attempt] { target->on_attempt(attempt); });
}

void FakeHost::on_attempt(const std::shared_ptr<Attempt>& attempt) {
    FakeHost& from = attempt->from;
    if (m_mode == FakeHostMode::Silent || m_network.separated(from, *this)) return;
    ++m_attempts_seen;
    const int64_t latency_us = m_network.link(from, *this).latency.count();
    const Listening* const listening = m_mode == FakeHostMode::Refuses ? nullptr : listening_at(attempt->to);
    if (listening == nullptr) {
        m_network.carry(*this, from, latency_us, [attempt] {
            attempt->finish(Err(NetError{NetErrorCode::Refused, "Connection refused"}));
        });
        return;
    }
    const auto [theirs, ours] = FakeStream::pair({&from, from.own_end(attempt->to)}, {this, attempt->to});
    m_network.carry(*this, from, latency_us, [attempt, theirs = theirs] {
        if (attempt->done) theirs->close();
        attempt->finish(std::shared_ptr<sys::TcpConnection>(theirs));
    });
    const AcceptHandler on_accept = listening->on_accept();
    on_accept(ours);
}

sys::NetResult<std::unique_ptr<Sockets::Listener>> FakeHost::listen(const Endpoint& endpoint,
                                                                    AcceptHandler on_accept) {
    const bool any = endpoint.address == "0.0.0.0" || endpoint.address == "::";
    if (!any && !has_address(endpoint.address)) {
        return Err(NetError{NetErrorCode::BadAddress, "Cannot assign requested address"});
    }
    Endpoint local = endpoint;
    if (local.port == 0) local.port = free_port();
    if (listening_at(local) != nullptr) {
        return Err(NetError{NetErrorCode::AddressInUse, "Address already in use"});
    }
    return std::unique_ptr<Listener>(std::make_unique<Listening>(*this, local, std::move(on_accept)));
}

void FakeHost::resolve(const std::string& name, ResolveHandler handler) {
    const auto found = m_network.m_names.find(name);
    std::vector<std::string> addresses;
    if (found != m_network.m_names.end()) {
        addresses = found->second;
    } else if (m_network.m_by_address.contains(name) || is_loopback(name)) {
        addresses = {name};
    }
    m_network.m_scheduler.call_after_us(
        m_network.m_default_link.latency.count(),
        [handler = std::move(handler), addresses = std::move(addresses)] { handler(addresses); });
}

}  // namespace quanta::net
