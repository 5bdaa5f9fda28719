// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/result.h"
#include "node/node.h"
#include "node/peer_stack.h"
#include "sys/file.h"
#include "sys/random.h"

namespace quanta::node {

/// What the network stands on; all outlive it.
struct NetworkServices {
    sys::FileSystem& files;
    sys::Random& random;
    /// Told what start() does: "Loading P2P addresses…". May be empty.
    std::function<void(const std::string&)> progress;
};

/// The peers of a node: connections and protocol in a thread of their own, the net thread, which never waits
/// for validation or the disk. Any thread.
class Network {
public:
    /// Opens files, listens, starts the thread. The node has been loaded and outlives the network; without an
    /// index of filters it offers none, whatever the options say. The error is a sentence for the operator.
    static base::Result<std::unique_ptr<Network>, std::string> start(Node& node, NetworkOptions options,
                                                                     NetworkServices services);
    /// As stop().
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /// Ends all connections, writes peers.dat, banlist.json, anchors.dat, joins the thread. Idempotent.
    void stop();

    const NetworkOptions& options() const;
    /// Connections, incoming ones among them; kept up to date without asking the net thread.
    struct Count {
        uint32_t all = 0;
        uint32_t incoming = 0;
    };
    Count count() const;
    /// Whether the node takes part in the network (-networkactive, setnetworkactive); as count().
    bool active() const;

    /// What was to happen within `time` happens now (mocked time): time-outs pass, batches are sent.
    void skip(std::chrono::seconds time);

    /// Runs `work(NetworkParts&)` in the net thread and waits for its result; nothing when the network has
    /// stopped.
    template <typename Work>
    auto run(Work work) -> std::optional<std::invoke_result_t<Work, NetworkParts&>> {
        using Value = std::invoke_result_t<Work, NetworkParts&>;
        auto promise = std::make_shared<std::promise<std::optional<Value>>>();
        auto done = promise->get_future();
        post([promise, work = std::move(work)](NetworkParts* parts) mutable {
            promise->set_value(parts ? std::optional<Value>(work(*parts)) : std::nullopt);
        });
        return done.get();
    }

private:
    struct Impl;
    explicit Network(std::unique_ptr<Impl> impl);
    /// Queues `task` for the net thread; called at once with null when there is none (any more).
    void post(std::function<void(NetworkParts*)> task);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::node
