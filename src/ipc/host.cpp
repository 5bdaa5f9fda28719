// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "ipc/host.h"

#include <ipc/capnp/quanta_init.capnp.proxy-types.h>
#include <mp/proxy-io.h>
#if __has_include(<mp/thread.h>)
#include <mp/thread.h>
#define QUANTA_OWN_LIBMULTIPROCESS
#endif
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <future>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "base/log.h"
#include "ipc/address.h"
#include "ipc/socket_watch.h"
#include "sys/thread.h"

namespace quanta::ipc {

namespace {

using base::Category;
using messages::QuantaInit;

/// How long nothing is accepted when the system has no more descriptors.
constexpr std::chrono::milliseconds kPause{100};

/// Connections take two descriptors each, and half of those that the process may have: a crowd of clients
/// must not keep it from opening its files.
size_t max_connections() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return Host::kMaxConnections;
    return std::min<rlim_t>(Host::kMaxConnections, limit.rlim_cur / 4);
}

void write_log(const mp::LogMessage& message) {
    switch (message.level) {
        case mp::Log::Trace:
            base::log_trace(Category::Ipc, "{}", message.message);
            return;
        case mp::Log::Debug:
        case mp::Log::Info:
            base::log_debug(Category::Ipc, "{}", message.message);
            return;
        case mp::Log::Warning:
            base::log_warning("{}", message.message);
            return;
        case mp::Log::Error:
            base::log_error("{}", message.message);
            return;
        case mp::Log::Raise:
            break;
    }
    base::log_error("{}", message.message);
    throw std::runtime_error(message.message);
}

mp::LogOptions log_options() {
    mp::LogOptions options;
    options.log_fn = [](const mp::LogMessage& message) { write_log(message); };
    // The category may be switched on and off at any time.
    options.wanted = [](mp::Log level) {
        if (level >= mp::Log::Warning) return true;
        const bool trace = level == mp::Log::Trace;
        return base::Log::enabled(Category::Ipc, trace ? base::LogLevel::Trace : base::LogLevel::Debug);
    };
    return options;
}

}  // namespace

struct Host::Impl {
    explicit Impl(std::string process) : name(std::move(process)) {
        std::promise<mp::EventLoop*> made;
        loop_thread = sys::Thread("ipc-calls", [this, &made] { run(made); });
        loop = made.get_future().get();
    }
    ~Impl() {
        watch.close();
        // The loop ends with what refers to it: connections, which are ending, and objects of ours.
        running.reset();
        loop_thread.join();
    }

    void run(std::promise<mp::EventLoop*>& made);
    void serve(int socket, interfaces::QuantaInit& init, std::function<void()> lost);
    void accept(int listening, interfaces::QuantaInit& init);

    const std::string name;
    std::optional<mp::EventLoopRef> running;
    mp::EventLoop* loop = nullptr;
    sys::Thread loop_thread;
    SocketWatch watch;
};

void Host::Impl::run(std::promise<mp::EventLoop*>& made) {
    std::optional<mp::EventLoop> calls;
    try {
        calls.emplace(name.c_str(), log_options());
    } catch (...) {
        // No descriptors, say: who makes the host hears of it.
        made.set_exception(std::current_exception());
        return;
    }
    running.emplace(*calls);
    made.set_value(&*calls);
    calls->loop();
}

Host::Host(std::string name) : m_impl(std::make_unique<Impl>(std::move(name))) {}

Host::~Host() = default;

std::unique_ptr<interfaces::QuantaInit> Host::connect(int socket, std::function<void()> lost) {
    const std::optional<uint64_t> number = m_impl->watch.add(socket, std::move(lost));
    if (!number) {
        ::close(socket);
        throw std::system_error(EMFILE, std::generic_category(), "cannot connect");
    }
    SocketWatch& watch = m_impl->watch;
    std::unique_ptr<mp::ProxyClient<QuantaInit>> client;
    try {
        client = mp::ConnectStream<QuantaInit>(*m_impl->loop, mp::MakeStream(*m_impl->loop, socket));
    } catch (...) {
        // It may be there and not answer: it is to see the end all the same.
        watch.end(*number);
        throw;
    }
    m_impl->loop->sync(
        [&] { client->m_context.cleanup_fns.emplace_back([&watch, number] { watch.end(*number); }); });
    return client;
}

void Host::Impl::serve(int socket, interfaces::QuantaInit& init, std::function<void()> lost) {
    const std::optional<uint64_t> number = watch.add(socket, std::move(lost));
    if (!number) {
        ::close(socket);
        throw std::system_error(EMFILE, std::generic_category(), "no descriptor");
    }
    try {
        mp::ServeStream<QuantaInit>(*loop, mp::MakeStream(*loop, socket), init);
    } catch (...) {
        watch.end(*number);
        throw;
    }
}

void Host::serve(int socket, interfaces::QuantaInit& init, std::function<void()> lost) {
    m_impl->serve(socket, init, std::move(lost));
}

void Host::listen(int listening, interfaces::QuantaInit& init) {
    m_impl->watch.listen(listening, [this, listening, &init] { m_impl->accept(listening, init); });
}

void Host::Impl::accept(int listening, interfaces::QuantaInit& init) {
    const std::optional<int> socket = accept_from(listening);
    if (!socket) {
        if (errno == EMFILE || errno == ENFILE) std::this_thread::sleep_for(kPause);
        return;
    }
    const std::optional<uid_t> user = peer_user(*socket);
    const bool ours = user == ::geteuid();
    if (!ours || watch.size() >= max_connections()) {
        if (ours)
            base::log_warning("IPC connection refused: {} are open", watch.size());
        else
            base::log_warning("IPC connection refused: it is from another user ({})", user ? *user : 0);
        ::close(*socket);
        return;
    }
    try {
        serve(*socket, init, {});
    } catch (const std::exception& error) {
        base::log_warning("IPC connection failed: {}", error.what());
    }
}

void Host::give_up_calls() {
#ifdef QUANTA_OWN_LIBMULTIPROCESS
    const kj::Exception reason(kj::Exception::Type::FAILED, __FILE__, __LINE__,
                               kj::heapString("IPC client method call given up."));
    m_impl->loop->sync([&] {
        for (mp::Connection* const connection : m_impl->loop->m_connections)
            connection->m_own_calls.cancel(reason);
    });
#endif
}

size_t Host::connections() const {
    return m_impl->watch.size();
}

void Host::close() {
    m_impl->watch.close();
}

interfaces::CallLimit Host::call_limit() {
#ifdef QUANTA_OWN_LIBMULTIPROCESS
    return [](std::chrono::milliseconds time) -> std::shared_ptr<void> {
        return std::make_shared<mp::Deadline>(time);
    };
#else
    return interfaces::no_call_limit();
#endif
}

interfaces::CallWatch Host::call_watch() {
#ifdef QUANTA_OWN_LIBMULTIPROCESS
    return [](std::function<void()> given_up) -> std::shared_ptr<void> {
        return std::make_shared<mp::OnCancel>(std::move(given_up));
    };
#else
    return interfaces::no_call_watch();
#endif
}

}  // namespace quanta::ipc
