// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mp/connection.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <utility>

#include "guard.h"
#include "mp/proxy-io.h"

namespace mp {

namespace {

/// A thread as the other side holds it. The thread is one that was made for it, or, without a worker, one of
/// ours that calls are called back on.
class ThreadServer final : public Thread::Server {
public:
    ThreadServer(std::shared_ptr<Waiter> waiter, std::string name)
        : m_waiter(std::move(waiter)), m_name(std::move(name)) {}
    /// `ended` is called when the thread has ended, on that thread.
    ThreadServer(EventLoop& loop, std::unique_ptr<Worker> worker, std::function<void()> ended)
        : m_waiter(worker->waiter()),
          m_name(worker->name()),
          m_loop(&loop),
          m_worker(std::move(worker)),
          m_ended(std::move(ended)) {}
    ~ThreadServer() {
        if (!m_worker) return;
        // It may be busy for long: nobody waits for it but the loop, before it ends.
        m_worker->retire([ended = m_ended, loop = EventLoopRef(*m_loop)]() mutable {
            ended();
            loop.reset();
        });
    }
    ThreadServer(const ThreadServer&) = delete;
    ThreadServer& operator=(const ThreadServer&) = delete;

    kj::Promise<void> getName(GetNameContext context) override {
        context.getResults().setResult(m_name);
        return kj::READY_NOW;
    }
    const std::shared_ptr<Waiter>& waiter() const { return m_waiter; }

private:
    const std::shared_ptr<Waiter> m_waiter;
    const std::string m_name;
    EventLoop* const m_loop = nullptr;
    std::unique_ptr<Worker> m_worker;
    const std::function<void()> m_ended;
};

}  // namespace

/// What lets the other side start threads here.
class ThreadMapServer final : public ThreadMap::Server {
public:
    explicit ThreadMapServer(Connection& connection) : m_context(&connection) {}

    kj::Promise<void> makeThread(MakeThreadContext context) override {
        Connection& own = connection();
        const std::string name = context.getParams().getName().cStr();
        auto worker = make_worker(LogEscape(name, kMaxName), 1);
        auto server = kj::heap<ThreadServer>(*own.m_loop, std::move(worker),
                                             [count = own.m_worker_threads] { --*count; });
        context.getResults().setResult(own.m_threads.add(kj::mv(server)));
        return kj::READY_NOW;
    }

    kj::Promise<void> makePool(MakePoolContext context) override {
        if (connection().m_pool) throw std::runtime_error("the connection has a pool already");
        const size_t count = context.getParams().getCount();
        if (count == 0) throw std::invalid_argument("a pool without threads");
        connection().m_pool = make_worker("pool", count);
        return kj::READY_NOW;
    }

private:
    static constexpr size_t kMaxName = 64;

    Connection& connection() const {
        if (!m_context.connection) throw std::runtime_error("the connection has been closed");
        return *m_context.connection;
    }

    std::unique_ptr<Worker> make_worker(std::string name, size_t threads) {
        const size_t limit = connection().m_limits.threads;
        std::atomic<size_t>& count = *connection().m_worker_threads;
        if (threads > limit - count) {
            throw std::runtime_error("too many threads: a connection may have " + std::to_string(limit));
        }
        auto worker = std::make_unique<Worker>(std::move(name), threads);
        count += threads;
        return worker;
    }

    const ProxyContext m_context;  // calls may come when the connection has gone
};

// ---- LogBudget ----

void LogBudget::log(const EventLoop& loop, Log level, const std::string& text) {
    if (!loop.logs(level)) return;
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const int64_t now_s = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    m_left = std::min(kAtOnce, m_left + std::min(kAtOnce, now_s - m_filled_s) * kPerSecond);
    m_filled_s = now_s;
    if (m_left <= 0) {
        ++m_not_logged;
        return;
    }
    --m_left;
    if (m_not_logged > 0) {
        const uint64_t count = std::exchange(m_not_logged, 0);
        loop.log(level, "IPC server: " + std::to_string(count) + " lines of a connection were left out");
    }
    loop.log(level, text);
}

// ---- Connection ----

Connection::Connection(EventLoop& loop, kj::Own<kj::AsyncIoStream>&& stream)
    : m_loop(loop),
      m_stream(kj::mv(stream)),
      m_guard(std::make_unique<MessageGuard>(*this, *m_stream)),
      m_network(*m_guard, capnp::rpc::twoparty::Side::CLIENT, reader_options(m_limits)) {
    m_rpc_system.emplace(capnp::makeRpcClient(m_network));
    loop.m_connections.push_back(this);
}

Connection::Connection(EventLoop& loop, kj::Own<kj::AsyncIoStream>&& stream,
                       const std::function<capnp::Capability::Client(Connection&)>& make_bootstrap)
    : m_loop(loop),
      m_stream(kj::mv(stream)),
      m_guard(std::make_unique<MessageGuard>(*this, *m_stream)),
      m_network(*m_guard, capnp::rpc::twoparty::Side::SERVER, reader_options(m_limits)) {
    m_rpc_system.emplace(capnp::makeRpcServer(m_network, make_bootstrap(*this)));
    loop.m_connections.push_back(this);
}

capnp::ReaderOptions Connection::reader_options(const ConnectionLimits& limits) {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = limits.message_bytes / sizeof(capnp::word);
    return options;
}

Connection::~Connection() {
    m_loop->m_connections.remove(this);
    release();
    if (m_pool) m_pool->retire([loop = m_loop]() mutable { loop.reset(); });
}

void Connection::release() {
    // Cap'n Proto drops them some time later.
    for (ServerCall* const call : std::exchange(m_calls_in_flight, {}))
        call->cancel(true);
    m_own_calls.cancel("IPC connection closed");
    for (ProxyContext* const context : m_contexts)
        context->connection = nullptr;
    m_contexts.clear();
    m_handles.clear();
    m_thread_map = nullptr;
    m_rpc_system.reset();
}

void Connection::onDisconnect(std::function<void()> function) {
    m_on_disconnect.push_back(std::move(function));
    if (m_on_disconnect.size() > 1) return;
    m_disconnected = m_network.onDisconnect().then([this] { tell_disconnected(); }).eagerlyEvaluate(nullptr);
}

void Connection::tell_disconnected() {
    // The last function may destroy the promise that brought us here along with the connection, so they run
    // by themselves; and somebody else may destroy the connection before they do.
    m_loop->m_task_set->add(
        kj::evalLater([functions = std::exchange(m_on_disconnect, {}), alive = std::weak_ptr(m_alive)] {
            if (alive.expired()) return;
            for (const auto& function : functions)
                function();
        }));
}

void Connection::end(const std::string& why) {
    if (std::exchange(m_ended, true)) return;
    m_loop->log(Log::Warning, "IPC connection ended: " + why);
    // Not here, where Cap'n Proto may be at work on what goes.
    m_loop->m_task_set->add(kj::evalLater([this, alive = std::weak_ptr(m_alive)] {
        if (alive.expired()) return;
        if (m_on_disconnect.empty()) {
            // Its owner keeps it and hears of it by calls that fail.
            m_stream->abortRead();
            m_stream->shutdownWrite();
            return;
        }
        release();
        tell_disconnected();
    }));
}

void Connection::add(ProxyContext& context) {
    if (m_contexts.size() >= m_limits.objects) {
        throw std::runtime_error("too many objects: a connection may have " +
                                 std::to_string(m_limits.objects));
    }
    m_contexts.insert(&context);
}

void Connection::remove(ProxyContext& context) {
    m_contexts.erase(&context);
}

ThreadHandles& Connection::handles(ThreadContext& thread) {
    ThreadHandles& handles = m_handles[thread.waiter.get()];
    thread.used_by(m_loop->mailbox());
    if (handles.callback == nullptr) {
        const std::string name = thread.name.empty() ? ThreadName(m_loop->m_exe_name) : thread.name;
        handles.callback = m_threads.add(kj::heap<ThreadServer>(thread.waiter, name));
        KJ_IF_MAYBE (map, m_thread_map) {
            auto request = map->makeThreadRequest();
            request.setName(name);
            handles.request = request.send().getResult();
        }
    }
    return handles;
}

kj::Promise<std::shared_ptr<Waiter>> Connection::waiter_for(Thread::Client& thread) {
    return m_threads.getLocalServer(thread).then([](kj::Maybe<Thread::Server&> server) {
        KJ_IF_MAYBE (found, server) return kj::downcast<ThreadServer>(*found).waiter();
        throw std::runtime_error("invalid thread handle");
    });
}

std::shared_ptr<Waiter> Connection::pool() {
    return m_pool ? m_pool->waiter() : nullptr;
}

ThreadMap::Client Connection::thread_map() {
    return kj::heap<ThreadMapServer>(*this);
}

void Connection::set_thread_map(ThreadMap::Client map) {
    m_thread_map = kj::mv(map);
    m_handles.clear();
}

// ---- Streams ----

Stream MakeStream(EventLoop& loop, SocketId socket) {
    Stream stream;
    loop.sync([&] {
        stream = loop.m_io_context.lowLevelProvider->wrapSocketFd(
            socket, kj::LowLevelAsyncIoProvider::TAKE_OWNERSHIP);
    });
    return stream;
}

void ServeConnection(EventLoop& loop, Stream stream,
                     const std::function<capnp::Capability::Client(Connection&)>& make_bootstrap,
                     std::shared_ptr<void> kept) {
    auto* const connection = new Connection(loop, kj::mv(stream), make_bootstrap);
    connection->onDisconnect([&loop, connection, kept = std::move(kept)] {
        loop.log(Log::Info, "IPC server: socket disconnected.");
        delete connection;
    });
}

namespace {

/// A listening socket and the connections it has accepted.
class Listener : public kj::Refcounted {
public:
    Listener(EventLoop& loop, SocketId socket,
             std::function<capnp::Capability::Client(Connection&)> make_bootstrap, size_t max_connections)
        : m_loop(loop),
          m_make_bootstrap(std::move(make_bootstrap)),
          m_max_connections(max_connections),
          m_receiver(loop.m_io_context.lowLevelProvider->wrapListenSocketFd(
              socket, kj::LowLevelAsyncIoProvider::TAKE_OWNERSHIP)) {}

    kj::Promise<void> accept() {
        if (m_connections >= m_max_connections) {
            auto room = kj::newPromiseAndFulfiller<void>();
            m_room = kj::mv(room.fulfiller);
            return room.promise.then([this] { return accept(); });
        }
        return m_receiver->accept().then(
            [this](Stream&& stream) {
                ++m_connections;
                const auto gone = [self = std::make_shared<kj::Own<Listener>>(kj::addRef(*this))](void*) {
                    (*self)->disconnected();
                };
                ServeConnection(m_loop, kj::mv(stream), m_make_bootstrap,
                                std::shared_ptr<void>(static_cast<void*>(nullptr), gone));
                if (m_loop.testing_hook_connected) m_loop.testing_hook_connected();
                return accept();
            },
            [this](kj::Exception&& exception) {
                // Out of descriptors, most likely: those who are connected may leave.
                m_loop.log(Log::Warning,
                           std::string("IPC server: cannot accept: ") + exception.getDescription().cStr());
                return m_loop.m_io_context.provider->getTimer().afterDelay(kRetry).then(
                    [this] { return accept(); });
            });
    }

private:
    static constexpr kj::Duration kRetry = 100 * kj::MILLISECONDS;

    void disconnected() {
        --m_connections;
        if (m_room) std::exchange(m_room, nullptr)->fulfill();
    }

    EventLoop& m_loop;
    const std::function<capnp::Capability::Client(Connection&)> m_make_bootstrap;
    const size_t m_max_connections;
    kj::Own<kj::ConnectionReceiver> m_receiver;
    size_t m_connections = 0;
    kj::Own<kj::PromiseFulfiller<void>> m_room;
};

}  // namespace

void AcceptConnections(EventLoop& loop, SocketId socket,
                       std::function<capnp::Capability::Client(Connection&)> make_bootstrap,
                       std::optional<size_t> max_connections) {
    auto listener = kj::refcounted<Listener>(loop, socket, std::move(make_bootstrap),
                                             max_connections.value_or(std::numeric_limits<size_t>::max()));
    auto accepting = listener->accept();
    loop.m_task_set->add(accepting.attach(kj::mv(listener)));
}

}  // namespace mp
