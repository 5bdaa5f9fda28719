// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/network.h"

#include <atomic>
#include <map>
#include <string>

#include "addresses/asmap.h"
#include "base/log.h"
#include "net/system_environment.h"
#include "node/chain_gate.h"
#include "node/discovery.h"
#include "node/filter_gate.h"
#include "node/pool_gate.h"
#include "sys/event_loop.h"
#include "sys/thread.h"

namespace quanta::node {
namespace {

using base::Err;
using net::PeerId;

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

/// Counts connections.
class PeerCounter final : public PeerTap {
public:
    /// `changes` outlive it.
    explicit PeerCounter(Changes& changes) : m_changes(changes) {}

    void peer_connected(const net::PeerOrigin& origin) override {
        m_incoming[origin.id] = origin.inbound();
        count(origin.inbound(), 1);
        PeerTap::peer_connected(origin);
    }
    void peer_disconnected(PeerId peer) override {
        if (const auto node = m_incoming.extract(peer)) count(node.mapped(), -1);
        PeerTap::peer_disconnected(peer);
    }

    Network::Count counted() const { return {m_all.load(), m_in.load()}; }

private:
    void count(bool incoming, int step) {
        m_all += static_cast<uint32_t>(step);
        if (incoming) m_in += static_cast<uint32_t>(step);
        m_changes.note();
    }

    Changes& m_changes;
    std::map<PeerId, bool> m_incoming;
    std::atomic<uint32_t> m_all{0};
    std::atomic<uint32_t> m_in{0};
};

struct Network::Impl {
    Impl(Node& node_, NetworkOptions options_, addresses::NetworkGroups groups, NetworkServices services)
        : node(node_),
          options(std::move(options_)),
          active(options.net.active),
          environment(loop, node.clock(), services.random),
          net(environment.environment()),
          counter(node.changes()),
          gate(node.chain(), node.options().chain.prune.enabled, net.scheduler,
               [this](const auto& snapshot) { stack.parts().protocol.tip_changed(snapshot); }),
          pool({node.pool().pool(), net.scheduler, net.random,
                [this](const auto& entry) { stack.parts().protocol.transaction_entered(entry); },
                [this](const auto& entry) { stack.parts().protocol.transaction_left(entry.transaction); }}),
          filters(make_filter_gate()),
          stack(options, std::move(groups), {net, services.files, gate, counter, &pool, filters.get()}),
          discovery(options.net, {net, loop, services.files, stack.parts().book, stack.parts().local,
                                  stack.parts().connections}) {}

    std::unique_ptr<FilterGate> make_filter_gate();
    base::Result<void, std::string> begin();
    void end();
    /// Lets `task` work, and notes what has changed by it.
    void run(const std::function<void(NetworkParts*)>& task);

    Node& node;
    const NetworkOptions options;

    // Guarded by mutex.
    sys::Mutex mutex;
    bool accepting QUANTA_GUARDED_BY(mutex) = false;

    std::atomic<bool> active;

    // Net thread, once it runs.
    sys::EventLoop loop;
    net::SystemEnvironment environment;
    const net::Environment net;
    PeerCounter counter;
    ChainGate gate;
    PoolGate pool;
    std::unique_ptr<FilterGate> filters;  ///< null: none are offered
    PeerStack stack;
    Discovery discovery;

    sys::Thread thread;
};

std::unique_ptr<FilterGate> Network::Impl::make_filter_gate() {
    if ((options.protocol.services & wire::kServiceCompactFilters) == 0) return nullptr;
    return std::make_unique<FilterGate>(*node.indexes().filters(), net.scheduler);
}

base::Result<void, std::string> Network::Impl::begin() {
    TRY(stack.start());
    discovery.start();
    pool.start();
    sys::MutexLock lock(mutex);
    accepting = true;
    return {};
}

void Network::Impl::end() {
    gate.close();
    pool.close();
    if (filters) filters->close();
    stack.stop();
}

void Network::Impl::run(const std::function<void(NetworkParts*)>& task) {
    task(&stack.parts());
    const bool is_active = stack.parts().connections.active();
    if (active.exchange(is_active) != is_active) node.changes().note();
}

base::Result<std::unique_ptr<Network>, std::string> Network::start(Node& node, NetworkOptions options,
                                                                   NetworkServices services) {
    auto groups = TRY(read_groups(services.files, options.net.asmap.string()));
    if (node.indexes().filters() == nullptr) {
        options.net.services &= ~wire::kServiceCompactFilters;
        options.protocol.services &= ~wire::kServiceCompactFilters;
    }
    const auto show = [&](const char* text) {
        if (services.progress) services.progress(text);
    };
    show("Loading banlist…");
    auto impl = std::make_unique<Impl>(node, std::move(options), std::move(groups), services);
    show("Loading P2P addresses…");
    impl->stack.load();
    show("Starting network threads…");
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
    m_impl->pool.stop();
    if (m_impl->filters) m_impl->filters->stop();
}

const NetworkOptions& Network::options() const {
    return m_impl->options;
}

Network::Count Network::count() const {
    return m_impl->counter.counted();
}

void Network::skip(std::chrono::seconds time) {
    post([impl = m_impl.get(), time](NetworkParts* parts) {
        if (parts != nullptr) impl->environment.skip(time);
    });
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
