// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/network.h"

#include <atomic>
#include <chrono>
#include <string>

#include "addresses/asmap.h"
#include "addresses/peers_file.h"
#include "base/log.h"
#include "net/system_environment.h"
#include "node/chain_gate.h"
#include "node/discovery.h"
#include "sys/event_loop.h"
#include "sys/thread.h"

namespace quanta::node {
namespace {

using base::Err;
using net::PeerId;

constexpr std::chrono::minutes kSaveInterval{15};

base::Result<addresses::NetworkGroups, std::string> read_groups(sys::FileSystem& files,
                                                                const std::string& path) {
    if (path.empty()) return addresses::NetworkGroups();
    auto bytes = sys::read_whole(files, path, addresses::kMaxAsmapBytes);
    if (!bytes && bytes.error().code == sys::FileErrorCode::NotFound)
        return Err("Could not find asmap file \"" + path + "\"");
    if (!bytes) return Err("Could not read asmap file \"" + path + "\": " + bytes.error().message());
    auto groups = addresses::NetworkGroups::with_map(std::move(*bytes));
    if (!groups) return Err("Could not parse asmap file \"" + path + "\": " + groups.error());
    return std::move(*groups);
}

}  // namespace

/// Passes events on to protocol code, which is made after the connections it talks to, and counts
/// connections.
class PeerCounter final : public net::PeerEvents {
public:
    /// `changes` outlive it.
    explicit PeerCounter(Changes& changes) : m_changes(changes) {}
    void set_next(net::PeerEvents* next) { m_next = next; }

    void peer_connected(const net::PeerOrigin& origin) override {
        m_incoming[origin.id] = origin.inbound();
        count(origin.inbound(), 1);
        m_next->peer_connected(origin);
    }
    void peer_disconnected(PeerId peer) override {
        if (const auto node = m_incoming.extract(peer)) count(node.mapped(), -1);
        m_next->peer_disconnected(peer);
    }
    void message_received(PeerId peer, wire::Message message) override {
        m_next->message_received(peer, std::move(message));
    }
    void message_refused(PeerId peer, std::string_view type) override { m_next->message_refused(peer, type); }
    void send_queue_drained(PeerId peer) override { m_next->send_queue_drained(peer); }

    Network::Count counted() const { return {m_all.load(), m_in.load()}; }

private:
    void count(bool incoming, int step) {
        m_all += static_cast<uint32_t>(step);
        if (incoming) m_in += static_cast<uint32_t>(step);
        m_changes.note();
    }

    Changes& m_changes;
    net::PeerEvents* m_next = nullptr;
    std::map<PeerId, bool> m_incoming;
    std::atomic<uint32_t> m_all{0};
    std::atomic<uint32_t> m_in{0};
};

struct Network::Impl {
    Impl(Node& node_, NetworkOptions options_, addresses::NetworkGroups groups_, NetworkServices services_)
        : node(node_),
          options(std::move(options_)),
          services(services_),
          groups(std::move(groups_)),
          active(options.net.active),
          environment(loop, node.clock(), services.random),
          net(environment.environment()),
          book(groups, node.clock(), services.random),
          bans(services.files, options.net.directory / "banlist.json", node.clock(), services.random),
          local(options.net.reachable),
          counter(node.changes()),
          gate(node.chain(), node.options().chain.prune.enabled, net.scheduler,
               [this](const auto& snapshot) { protocol.tip_changed(snapshot); }),
          connections(options.net, {net, book, bans, local, groups, counter, services.files}),
          outbound(connections),
          protocol({gate, connections, net}, protocol_options(),
                   {&book, &local, &outbound, nullptr, services.filters,
                    [this](const auto& address) { return is_refused(address); }}),
          discovery(options.net, {net, loop, services.files, book, local, connections}) {
        counter.set_next(&protocol);
    }

    sync::ProtocolOptions protocol_options() {
        sync::ProtocolOptions wanted = options.protocol;
        wanted.handshake_timeout = options.net.peer_timeout;
        wanted.listen_port = options.net.listen ? options.net.listen_port : uint16_t{0};
        wanted.bytes_sent = [this] { return connections.totals().bytes_sent; };
        return wanted;
    }
    bool is_refused(const wire::Address& address) const {
        return bans.is_banned(address) || bans.is_discouraged(address);
    }
    std::string peers_path() const { return (options.net.directory / "peers.dat").string(); }

    void load();
    base::Result<void, std::string> begin();
    void end();
    void save();
    void save_soon();
    /// Lets `task` work, and notes what has changed by it.
    void run(const std::function<void(NetworkParts*)>& task);

    Node& node;
    const NetworkOptions options;
    const NetworkServices services;
    const addresses::NetworkGroups groups;

    // Guarded by mutex.
    sys::Mutex mutex;
    bool accepting QUANTA_GUARDED_BY(mutex) = false;

    std::atomic<bool> active;

    // Net thread, once it runs.
    sys::EventLoop loop;
    net::SystemEnvironment environment;
    const net::Environment net;
    addresses::AddressBook book;
    addresses::BanList bans;
    addresses::LocalAddresses local;
    PeerCounter counter;
    ChainGate gate;
    net::Connections connections;
    sync::ConnectionsControl outbound;
    sync::Protocol protocol;
    Discovery discovery;
    std::unique_ptr<net::Scheduler::Job> save_job;

    sys::Thread thread;
};

void Network::Impl::load() {
    const auto loaded = addresses::load_peers(services.files, peers_path(), options.net.magic, book);
    if (!loaded) base::log_warning("{}", loaded.error());
    base::log_info("{} addresses of peers known", book.size());
    for (const wire::Service& service : options.net.external)
        local.add(service, addresses::LocalSource::Manual);
}

base::Result<void, std::string> Network::Impl::begin() {
    TRY(connections.start());
    protocol.tip_changed(node.chain().snapshot());
    discovery.start();
    save_soon();
    sys::MutexLock lock(mutex);
    accepting = true;
    return {};
}

/// Rationale: written in the net thread, a few megabytes every quarter of an hour: shorter than a block's
/// transfer.
void Network::Impl::save() {
    const auto saved = addresses::save_peers(services.files, peers_path(), options.net.magic, book);
    if (!saved) base::log_warning("Addresses of peers are not saved: {}", saved.error());
    if (!bans.save()) base::log_warning("Bans are not saved");
}

void Network::Impl::save_soon() {
    save_job = net.scheduler.after(kSaveInterval, [this] {
        save();
        save_soon();
    });
}

void Network::Impl::end() {
    save_job.reset();
    gate.close();
    connections.stop();
    save();
}

void Network::Impl::run(const std::function<void(NetworkParts*)>& task) {
    NetworkParts parts{connections, book, bans, local, groups, protocol};
    task(&parts);
    const bool is_active = connections.active();
    if (active.exchange(is_active) != is_active) node.changes().note();
}

base::Result<std::unique_ptr<Network>, std::string> Network::start(Node& node, NetworkOptions options,
                                                                   NetworkServices services) {
    auto groups = TRY(read_groups(services.files, options.net.asmap.string()));
    if (services.filters == nullptr) {
        options.net.services &= ~wire::kServiceCompactFilters;
        options.protocol.services &= ~wire::kServiceCompactFilters;
    }
    auto impl = std::make_unique<Impl>(node, std::move(options), std::move(groups), services);
    impl->load();
    Impl* inside = impl.get();
    impl->thread = sys::Thread("net", [inside] { inside->loop.run(); });
    auto network = std::unique_ptr<Network>(new Network(std::move(impl)));
    std::promise<base::Result<void, std::string>> begun;
    inside->loop.post([&] { begun.set_value(inside->begin()); });
    TRY(begun.get_future().get());
    return network;
}

Network::Network(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

Network::~Network() {
    stop();
}

void Network::stop() {
    if (!m_impl->thread.joinable()) return;
    {
        sys::MutexLock lock(m_impl->mutex);
        m_impl->accepting = false;
    }
    // After whatever was asked before.
    m_impl->loop.post([impl = m_impl.get()] {
        impl->end();
        impl->loop.stop();
    });
    m_impl->thread.join();
    m_impl->gate.stop();
}

const NetworkOptions& Network::options() const {
    return m_impl->options;
}

Network::Count Network::count() const {
    return m_impl->counter.counted();
}

bool Network::active() const {
    return m_impl->active;
}

void Network::post(std::function<void(NetworkParts*)> task) {
    Impl& impl = *m_impl;
    {
        sys::MutexLock lock(impl.mutex);
        if (impl.accepting) {
            impl.loop.post([&impl, task = std::move(task)] { impl.run(task); });
            return;
        }
    }
    task(nullptr);
}

}  // namespace quanta::node
