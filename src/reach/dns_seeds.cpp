// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "reach/dns_seeds.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "base/log.h"

namespace quanta::reach {

namespace {

using base::Category;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr size_t kSeedsAtOnce = 3;
/// From this many addresses on the node waits longer for them to be good for something.
constexpr size_t kManyAddresses = 1'000;
constexpr seconds kDelayFew{11};
constexpr seconds kDelayMany{300};
/// Peers that make seeds needless.
constexpr size_t kEnoughPeers = 2;
/// Taken from the answer of one seed.
constexpr size_t kMaxAddresses = 32;
/// How often a network that is switched off is looked at.
constexpr seconds kInactiveCheck{1};
/// How often is looked whether fixed seeds are needed, and from when on.
constexpr seconds kFixedCheck{10};
constexpr int64_t kFixedAfter_us = 60'000'000;

constexpr int64_t kDay_s = 86'400;
/// What nodes that seeds tell of are expected to offer; a seed asked for it by name tells of those alone.
constexpr uint64_t kSeedServices = wire::kServiceNetwork | wire::kServiceWitness | wire::kServiceP2pV2;

}  // namespace

struct Seeds::Impl : std::enable_shared_from_this<Impl> {
    Impl(SeedOptions options_, Services services_) : options(std::move(options_)), services(services_) {}

    void start();
    void step();
    void begin_waiting();
    void wait_on();
    void ask(const std::string& name);
    void on_resolved(const std::string& name, const std::string& host,
                     const std::vector<std::string>& addresses);
    void finish(std::string_view why);
    void check_fixed();
    bool take_fixed(const std::set<wire::Network>& networks);

    /// Calls `method` after `delay`, unless the seeds are gone by then.
    void later(std::unique_ptr<net::Scheduler::Job>& job, milliseconds delay, void (Impl::*method)()) {
        job = services.environment.scheduler.after(delay, [weak = weak_from_this(), method] {
            if (const auto self = weak.lock()) ((*self).*method)();
        });
    }
    int64_t steady_us() const { return services.environment.clock.steady_us(); }
    /// A time between `from` and `to` days ago: what is told by seeds is not known to be online now.
    int64_t days_ago(int64_t from, int64_t to) {
        const auto spread = static_cast<uint64_t>((to - from) * kDay_s);
        return services.environment.clock.system_time_s() - from * kDay_s -
               static_cast<int64_t>(services.environment.random.below(spread));
    }

    const SeedOptions options;
    Services services;
    std::vector<std::string> names;  ///< not asked yet
    size_t ask_now = 0;              ///< how many of them without waiting
    size_t found = 0;
    int64_t wait_until_us = 0;
    int64_t started_us = 0;
    bool dns_done = false;
    bool fixed_done = false;
    std::unique_ptr<net::Scheduler::Job> dns_job;
    std::unique_ptr<net::Scheduler::Job> fixed_job;
};

void Seeds::Impl::start() {
    started_us = steady_us();
    names = options.dns_seeds;
    // In another order on each node: no seed is the first for all.
    for (size_t left = names.size(); left > 1; --left)
        std::swap(names[left - 1], names[services.environment.random.below(left)]);
    if (options.force_dns_seeds) {
        ask_now = names.size();
    } else if (services.book.size() == 0) {
        ask_now = kSeedsAtOnce;
    }
    dns_done = names.empty();
    fixed_done = options.fixed_seeds.empty();
    if (!dns_done) later(dns_job, milliseconds(0), &Impl::step);
    if (!fixed_done) later(fixed_job, milliseconds(0), &Impl::check_fixed);
}

void Seeds::Impl::step() {
    if (names.empty()) return finish("all have been asked");
    if (!services.peers.active()) return later(dns_job, kInactiveCheck, &Impl::step);
    if (ask_now == 0) return begin_waiting();
    --ask_now;
    const std::string name = std::move(names.back());
    names.pop_back();
    ask(name);
}

void Seeds::Impl::begin_waiting() {
    const bool many = services.book.size() >= kManyAddresses;
    wait_until_us = steady_us() + std::chrono::microseconds(many ? kDelayMany : kDelayFew).count();
    later(dns_job, kDelayFew, &Impl::wait_on);
}

void Seeds::Impl::wait_on() {
    if (services.peers.good_peers() >= kEnoughPeers) return finish("there are peers");
    const int64_t left_us = wait_until_us - steady_us();
    if (left_us > 0) {
        const auto left = std::chrono::ceil<milliseconds>(std::chrono::microseconds(left_us));
        return later(dns_job, std::min<milliseconds>(kDelayFew, left), &Impl::wait_on);
    }
    ask_now = kSeedsAtOnce;
    step();
}

void Seeds::Impl::ask(const std::string& name) {
    if (options.through_proxy) {
        services.peers.fetch_addresses(name);
        return later(dns_job, milliseconds(0), &Impl::step);
    }
    const std::string host = fmt::format("x{:x}.{}", kSeedServices, name);
    base::log_debug(Category::Net, "asking the seed {}", host);
    services.environment.sockets.resolve(
        host, [weak = weak_from_this(), name, host](const std::vector<std::string>& addresses) {
            if (const auto self = weak.lock()) self->on_resolved(name, host, addresses);
        });
}

void Seeds::Impl::on_resolved(const std::string& name, const std::string& host,
                              const std::vector<std::string>& addresses) {
    std::vector<wire::KnownAddress> known;
    for (const std::string& text : addresses) {
        const auto address = wire::Address::from_text(text);
        if (!address || known.size() == kMaxAddresses) continue;
        known.push_back({{*address, options.default_port}, kSeedServices, days_ago(3, 7)});
    }
    if (known.empty()) {
        // It may still talk to nodes.
        services.peers.fetch_addresses(name);
    } else {
        found += services.book.add(known, wire::Address::internal(host));
    }
    later(dns_job, milliseconds(0), &Impl::step);
}

void Seeds::Impl::finish(std::string_view why) {
    dns_done = true;
    dns_job.reset();
    base::log_info("DNS seeds: {} addresses, {}", found, why);
}

void Seeds::Impl::check_fixed() {
    std::set<wire::Network> empty;
    for (const wire::Network network : options.reachable) {
        if (services.book.size(network) == 0) empty.insert(network);
    }
    const bool nobody_else = options.dns_seeds.empty() && !options.other_sources;
    const bool due = nobody_else || steady_us() - started_us >= kFixedAfter_us;
    if (due && !empty.empty() && take_fixed(empty)) {
        fixed_done = true;
        fixed_job.reset();
        return;
    }
    later(fixed_job, kFixedCheck, &Impl::check_fixed);
}

bool Seeds::Impl::take_fixed(const std::set<wire::Network>& networks) {
    std::vector<wire::KnownAddress> known;
    for (const wire::Service& service : options.fixed_seeds) {
        if (!networks.contains(service.address.network())) continue;
        known.push_back({service, kSeedServices, days_ago(7, 14)});
    }
    if (known.empty()) return false;
    const size_t added = services.book.add(known, wire::Address::internal("fixedseeds"));
    base::log_info("{} fixed seeds added", added);
    return true;
}

Seeds::Seeds(SeedOptions options, Services services)
    : m_impl(std::make_shared<Impl>(std::move(options), services)) {}

Seeds::~Seeds() = default;

void Seeds::start() {
    m_impl->start();
}

bool Seeds::dns_done() const {
    return m_impl->dns_done;
}

bool Seeds::fixed_done() const {
    return m_impl->fixed_done;
}

}  // namespace quanta::reach
