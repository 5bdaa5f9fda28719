// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/outbound.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace quanta::net {
namespace {

using base::Category;
using base::log_debug;
using std::chrono::milliseconds;
using wire::Network;

constexpr int64_t kUsPerSecond = 1'000'000;
/// Nodes of -addnode are tried once a minute; those of -connect more often, as there is nobody else.
constexpr int64_t kAddedPauseUs = 60 * kUsPerSecond;
constexpr int64_t kConnectFirstPauseUs = kUsPerSecond / 2;
constexpr int64_t kConnectLastPauseUs = 5 * kUsPerSecond;
/// When there are so many full-relay peers, nodes of -seednode are not asked any more.
constexpr size_t kEnoughPeers = 2;
constexpr int64_t kSeedNodeIntervalUs = 10 * kUsPerSecond;
/// Feelers wait up to this long, so that their time does not tell when another connection was made.
constexpr uint64_t kMaxFeelerDelayMs = 1000;

/// The address book as the planner sees it.
class BookSource final : public AddressSource {
public:
    explicit BookSource(addresses::AddressBook& book) : m_book(book) {}
    std::optional<addresses::BookEntry> select(bool new_only, const std::set<Network>& networks) override {
        return m_book.select(new_only, networks);
    }
    std::optional<addresses::BookEntry> select_collision() override {
        m_book.resolve_collisions();
        return m_book.select_collision();
    }
    size_t count(Network network) override { return m_book.size(network); }

private:
    addresses::AddressBook& m_book;
};

}  // namespace

/// A connection being opened.
struct Outbound::Dial {
    Target target;
    bool cancelled = false;
    std::unique_ptr<Scheduler::Job> delay;
};

Outbound::Outbound(Context context, std::vector<wire::Service> anchors)
    : m_context(context),
      m_limits(context.options),
      m_dialer(context.options, context.environment),
      m_planner(
          {m_limits, context.options.reachable,
           [&maker = context.maker](const wire::Address& address) { return maker.keyed_group(address); },
           context.environment.random},
          context.environment.clock.steady_us(), std::move(anchors)),
      m_added(kAddedPauseUs, kAddedPauseUs, context.options.default_port),
      m_connect(kConnectFirstPauseUs, kConnectLastPauseUs, context.options.default_port) {
    const NetOptions& options = context.options;
    for (const std::string& name : options.add_nodes)
        m_added.add(name, options.v2);
    for (const std::string& name : options.connect)
        m_connect.add(name, options.v2);
    const bool has_addresses = context.book.size() > 0;
    m_next_seed_us = context.environment.clock.steady_us() + (has_addresses ? kSeedNodeIntervalUs : 0);
}

Outbound::~Outbound() = default;

void Outbound::start() {
    m_active = m_context.options.active;
    schedule();
}

void Outbound::set_active(bool active) {
    if (active && !m_active) {
        m_added.forget_tries();
        m_connect.forget_tries();
    }
    m_active = active;
    if (active) return;
    for (const auto& dial : std::exchange(m_dials, {}))
        dial->cancelled = true;
    m_targets.clear();
}

void Outbound::schedule() {
    m_job = m_context.environment.scheduler.after(kInterval, [this] {
        look();
        schedule();
    });
}

void Outbound::look() {
    if (!m_active) return;
    look_for_named();
    if (m_context.options.automatic != Automatic::Yes) return;
    look_for_seed_node();
    look_for_planned();
}

void Outbound::look_for_named() {
    const int64_t now_us = m_context.environment.clock.steady_us();
    const auto known = [this](const std::string& name) { return is_connected(name); };
    if (const NamedNodes::Node* node = m_connect.next(now_us, known)) {
        dial({.type = ConnectionType::Manual, .name = node->name, .v2 = node->v2});
    }
    const auto connected = static_cast<size_t>(
        std::ranges::count_if(m_added.all(), [&known](const auto& node) { return known(node.name); }));
    if (connected >= ConnectionLimits::kAddedNodes) return;
    if (const NamedNodes::Node* node = m_added.next(now_us, known)) {
        dial({.type = ConnectionType::Manual, .name = node->name, .v2 = node->v2});
    }
}

void Outbound::look_for_seed_node() {
    const NetOptions& options = m_context.options;
    const int64_t now_us = m_context.environment.clock.steady_us();
    if (m_next_seed_node >= options.seed_nodes.size() || now_us < m_next_seed_us) return;
    if (count(ConnectionType::OutboundFullRelay) >= kEnoughPeers) return;
    m_next_seed_us = now_us + kSeedNodeIntervalUs;
    dial({.type = ConnectionType::AddressFetch,
          .name = options.seed_nodes[m_next_seed_node++],
          .v2 = options.v2});
}

void Outbound::look_for_planned() {
    if (m_dials.size() >= kMaxDials) return;
    m_planner.set_reachable(m_context.local.reachable_networks());
    BookSource book(m_context.book);
    const auto plan = m_planner.next(view(), book);
    if (!plan) return;
    const wire::Address& address = plan->service.address;
    if (m_context.bans.is_banned(address) || m_context.bans.is_discouraged(address)) return;
    const bool v2 = (plan->services & wire::kServiceP2pV2) != 0;
    const milliseconds delay(
        plan->type == ConnectionType::Feeler ? m_context.environment.random.below(kMaxFeelerDelayMs) : 0);
    dial({plan->type, {}, plan->service, v2, plan->counts}, delay);
}

bool Outbound::is_connected(const std::string& name) const {
    const auto service = wire::Service::from_text(name, m_context.options.default_port);
    const bool dialed = std::ranges::any_of(m_dials, [&](const auto& dial) {
        return dial->target.name == name || (service && dial->target.service == service);
    });
    if (dialed) return true;
    return std::ranges::any_of(m_context.table.all(), [&](const auto& entry) {
        const PeerOrigin& origin = entry.second.origin;
        return !entry.second.ending && (origin.name == name || (service && origin.remote == *service));
    });
}

bool Outbound::is_taken(const wire::Service& service) const {
    if (m_context.local.is_local(service)) return true;
    const bool dialed = std::ranges::any_of(
        m_dials, [&service](const auto& dial) { return dial->target.service == service; });
    return dialed || std::ranges::any_of(m_context.table.all(), [&service](const auto& entry) {
               return !entry.second.ending && entry.second.origin.remote == service;
           });
}

size_t Outbound::count(ConnectionType type) const {
    return static_cast<size_t>(std::ranges::count_if(m_context.table.all(), [type](const auto& entry) {
        return !entry.second.ending && entry.second.origin.type == type;
    }));
}

size_t Outbound::surplus(ConnectionType type) const {
    size_t wanted = 0;
    if (type == ConnectionType::OutboundFullRelay) wanted = m_limits.full_relay;
    if (type == ConnectionType::BlockRelayOnly) wanted = m_limits.block_relay;
    const size_t have = count(type);
    return have > wanted ? have - wanted : 0;
}

/// Adds an outbound connection, or one that will be, to `view`.
void Outbound::see(const Target& target, OutboundView& view) const {
    const ConnectionType type = target.type;
    if (type == ConnectionType::OutboundFullRelay) ++view.full_relay;
    if (type == ConnectionType::BlockRelayOnly) ++view.block_relay;
    if (type == ConnectionType::Feeler) ++view.feelers;
    if (!target.service) return;
    view.taken.insert(*target.service);
    const wire::Address& address = target.service->address;
    if (type == ConnectionType::Feeler || type == ConnectionType::AddressFetch || !address.is_valid()) return;
    if (type != ConnectionType::BlockRelayOnly) ++view.networks[address.network()];
    if (address.network() == Network::Ipv4 || address.network() == Network::Ipv6) {
        view.groups.insert(m_context.maker.keyed_group(address));
    } else {
        ++view.peers_of_other_networks;
    }
}

OutboundView Outbound::view() const {
    OutboundView view{.now_us = m_context.environment.clock.steady_us(),
                      .now_s = m_context.environment.clock.system_time_s(),
                      .extra_full_relay = m_extra_full_relay,
                      .extra_block_relay = m_extra_block_relay,
                      .near_tip = m_near_tip};
    for (const auto& [id, peer] : m_context.table.all()) {
        if (peer.ending) continue;
        if (peer.origin.inbound()) {
            view.taken.insert(peer.origin.remote);
        } else {
            see({.type = peer.origin.type, .service = peer.origin.remote}, view);
        }
    }
    for (const auto& dial : m_dials)
        see(dial->target, view);
    for (const addresses::LocalAddress& local : m_context.local.all())
        view.taken.insert(local.service);
    return view;
}

bool Outbound::connect_once(const std::string& name, ConnectionType type, bool v2) {
    if (!m_active || m_dials.size() >= kMaxAllDials) return false;
    size_t used = count(type);
    for (const auto& dial : m_dials)
        used += dial->target.type == type ? 1 : 0;
    if (type == ConnectionType::OutboundFullRelay && used >= m_limits.full_relay) return false;
    if (type == ConnectionType::BlockRelayOnly && used >= m_limits.block_relay) return false;
    if (!is_connected(name)) dial({.type = type, .name = name, .v2 = v2});
    return true;
}

void Outbound::dial(Target target, milliseconds delay) {
    target.v2 = target.v2 && m_context.options.v2;
    if (!target.service) {
        target.service = wire::Service::from_text(target.name, m_context.options.default_port);
    }
    const auto dial = std::make_shared<Dial>(Dial{.target = std::move(target)});
    m_dials.push_back(dial);
    dial->delay = m_context.environment.scheduler.after(delay, [this, weak = std::weak_ptr(dial)] {
        if (const auto due = weak.lock()) begin(due);
    });
}

void Outbound::begin(const std::shared_ptr<Dial>& dial) {
    auto done = m_guard.wrap([this, dial](base::Result<Dialed, DialError> result) {
        if (!dial->cancelled) on_dialed(dial, std::move(result));
    });
    if (dial->target.service) {
        m_dialer.dial(*dial->target.service, std::move(done));
        return;
    }
    const auto acceptable = [this](const wire::Service& service) { return !is_taken(service); };
    m_dialer.dial(dial->target.name, acceptable, std::move(done));
}

void Outbound::on_dialed(const std::shared_ptr<Dial>& dial, base::Result<Dialed, DialError> result) {
    m_dials.remove(dial);
    Target target = dial->target;
    const bool proxy_failed = !result && result.error().proxy_failed;
    if (result && result->remote.address.is_valid()) target.service = result->remote;
    if (target.service && !proxy_failed) m_context.book.mark_attempt(*target.service, target.counts);
    const std::string& shown = target.name.empty() ? target.service->to_text() : target.name;
    if (!result) {
        log_debug(Category::Net, "connecting to {} failed: {}", shown, result.error().text);
        return;
    }
    const wire::Service remote = target.service.value_or(wire::Service{});
    PeerOrigin origin = m_context.maker.origin(remote, *result->socket);
    origin.type = target.type;
    origin.name = shown;
    if (remote.address.is_valid()) {
        origin.permissions = m_context.maker.permissions(remote.address, false);
    }
    auto transport = m_context.maker.initiator(target.v2);
    const PeerId id = m_context.table.add(std::move(origin), std::move(result->socket), std::move(transport));
    m_targets[id] = std::move(target);
}

void Outbound::on_end(const LivePeer& peer) {
    const auto node = m_targets.extract(peer.origin.id);
    if (node.empty() || !m_active) return;
    Target target = std::move(node.mapped());
    if (!target.v2 || !peer.connection->transport().should_retry_v1() || !peer.ended_by_other) return;
    log_debug(Category::Net, "{} does not speak v2: once more with v1", peer.origin.name);
    target.v2 = false;
    dial(std::move(target));
}

}  // namespace quanta::net
