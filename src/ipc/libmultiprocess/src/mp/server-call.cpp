// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <chrono>
#include <exception>
#include <stdexcept>

#include "guard.h"
#include "mp/proxy.h"

namespace mp {

namespace {

int64_t now_us() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

std::string bytes(capnp::MessageSize size) {
    return std::to_string(size.wordCount * sizeof(capnp::word)) + " bytes";
}

/// The exception being handled, as the other side is to see it.
kj::Exception current_failure(const char* method) {
    const auto failed = [&](const std::string& what) {
        return kj::Exception(kj::Exception::Type::FAILED, "", 0, kj::heapString(what.c_str(), what.size()));
    };
    try {
        throw;
    } catch (const kj::Exception& exception) {
        return kj::Exception(exception);
    } catch (const std::exception& exception) {
        return failed(std::string("std::exception: ") + exception.what());
    } catch (...) {
        return failed(std::string("unknown exception in ") + method);
    }
}

}  // namespace

/// Brings a call back to the loop thread when it has run.
struct ServerCall::Completion final : Task {
    explicit Completion(ServerCall& of) : call(of) {}
    ~Completion() = default;
    void run() override {
        const std::shared_ptr<ServerCall> self = std::move(call.m_self);
        call.answer();
    }
    ServerCall& call;
};

/// Counts a call as in flight while its promise lives, and cancels it when that is dropped before the answer.
class ServerCall::InFlight {
public:
    explicit InFlight(std::shared_ptr<ServerCall> call) : m_call(std::move(call)) {
        m_call->m_connection->m_calls_in_flight.insert(m_call.get());
    }
    InFlight(InFlight&&) = default;
    InFlight(const InFlight&) = delete;
    InFlight& operator=(InFlight&&) = delete;
    InFlight& operator=(const InFlight&) = delete;
    ~InFlight() {
        if (!m_call) return;
        if (m_call->m_connection) m_call->m_connection->m_calls_in_flight.erase(m_call.get());
        m_call->cancel(false);
    }

private:
    std::shared_ptr<ServerCall> m_call;
};

ServerCall::ServerCall(ProxyServerCore& server, Message message, const MethodInfo& method)
    : m_message(message),
      m_connection(server.m_context.connection),
      m_method(method),
      m_loop(m_connection->m_loop),
      m_log_budget(m_connection->m_log_budget),
      m_number(++m_connection->m_requests),
      m_max_depth(m_connection->m_limits.depth),
      m_completion(std::make_unique<Completion>(*this)) {}

ServerCall::~ServerCall() = default;

std::string ServerCall::title() const {
    return "IPC server request #" + std::to_string(m_number) + " " + m_method.name;
}

kj::Promise<void> ServerCall::start(const std::shared_ptr<ServerCall>& call) {
    Connection& connection = *call->m_connection;
    const EventLoop& loop = *call->m_loop;
    if (connection.m_calls_in_flight.size() >= connection.m_limits.calls_in_flight) {
        throw std::runtime_error("too many calls in flight: a connection may have " +
                                 std::to_string(connection.m_limits.calls_in_flight));
    }
    if (loop.logs(Log::Debug)) {
        call->m_started_us = now_us();
        const auto size = call->m_message.getParams().targetSize();
        loop.log(Log::Debug, "IPC server recv request #" + std::to_string(call->m_number) + " " +
                                 call->m_method.name + " (" + bytes(size) + ")");
    }
    call->m_message.allowCancellation();
    InvokeContext context{connection};
    call->read(context);
    KJ_IF_MAYBE (where, call->where()) {
        if (where->hasCallbackThread()) call->m_callback_thread = where->getCallbackThread();
        return call->find_waiter(*where)
            .then([call](std::shared_ptr<Waiter>&& waiter) { return call->queue(waiter); })
            .attach(InFlight(call));
    }
    call->run_method();
    auto answered = kj::newPromiseAndFulfiller<void>();
    call->m_fulfiller = kj::mv(answered.fulfiller);
    call->answer();
    return kj::mv(answered.promise);
}

kj::Promise<std::shared_ptr<Waiter>> ServerCall::find_waiter(Context::Reader context) {
    if (context.hasThread()) {
        auto thread = kj::heap<Thread::Client>(context.getThread());
        auto waiter = m_connection->waiter_for(*thread);
        return waiter.attach(kj::mv(thread));
    }
    auto pool = m_connection->pool();
    if (!pool) throw std::runtime_error("no thread specified and no pool configured");
    return kj::mv(pool);
}

kj::Promise<void> ServerCall::queue(const std::shared_ptr<Waiter>& waiter) {
    auto answered = kj::newPromiseAndFulfiller<void>();
    m_fulfiller = kj::mv(answered.fulfiller);
    if (m_loop->logs(Log::Debug)) {
        m_loop->log(Log::Debug, "IPC server post request #" + std::to_string(m_number) + " " + m_method.name);
    }
    m_self = shared_from_this();
    if (!waiter->post(*this)) {
        m_self.reset();
        throw std::runtime_error("the thread that was to run the call has ended");
    }
    return kj::mv(answered.promise);
}

void ServerCall::cancel(bool disconnected) {
    if (disconnected) m_connection = nullptr;
    if (m_answered || m_cancelled.exchange(true)) return;
    if (m_loop->logs(Log::Info)) {
        m_log_budget->log(*m_loop, Log::Info,
                          title() + (m_running ? " canceled while executing." : " canceled."));
    }
    const std::lock_guard lock(m_hooks_mutex);
    for (const OnCancel* const hook : m_hooks)
        hook->m_function();
}

void ServerCall::add(OnCancel& hook) {
    {
        const std::lock_guard lock(m_hooks_mutex);
        if (!m_cancelled) return m_hooks.push_back(&hook);
    }
    hook.m_function();
}

void ServerCall::remove(OnCancel& hook) {
    const std::lock_guard lock(m_hooks_mutex);
    std::erase(m_hooks, &hook);
}

void ServerCall::run() {
    if (!m_cancelled) run_method();
    release(*m_loop);
    m_loop->mailbox()->post(*m_completion);
}

void ServerCall::run_method() {
    ThreadContext& thread = g_thread_context;
    m_outer = std::exchange(thread.call, this);
    m_running = true;
    ++thread.depth;
    try {
        if (thread.depth > m_max_depth) throw std::runtime_error("calls nested too deep");
        invoke();
    } catch (...) {
        m_error = current_failure(m_method.name);
    }
    --thread.depth;
    m_running = false;
    thread.call = m_outer;
}

void ServerCall::answer() {
    if (m_cancelled) {
        drop_result();
        if (m_loop->logs(Log::Info))
            m_log_budget->log(*m_loop, Log::Info, title() + " interrupted (canceled)");
        // Cap'n Proto has let go of it, unless a client that used its number twice has confused it.
        m_fulfiller->reject(
            kj::Exception(kj::Exception::Type::DISCONNECTED, "", 0, kj::heapString("canceled")));
        return;
    }
    m_connection->guard().check();
    if (m_error == nullptr) {
        try {
            InvokeContext context{*m_connection};
            build(context);
        } catch (...) {
            m_error = current_failure(m_method.name);
            drop_result();
        }
    }
    m_answered = true;
    KJ_IF_MAYBE (error, m_error) {
        if (m_loop->logs(Log::Info)) {
            m_log_budget->log(*m_loop, Log::Info,
                              title() + " failed: " +
                                  LogEscape(error->getDescription().cStr(), m_loop->log_options().max_chars));
        }
        m_fulfiller->reject(kj::mv(*error));
        return;
    }
    if (m_loop->logs(Log::Debug)) {
        m_loop->log(Log::Debug, "IPC server send response #" + std::to_string(m_number) + " " +
                                    m_method.name + " (" + bytes(m_message.getResults().targetSize()) + ", " +
                                    std::to_string(now_us() - m_started_us) + " us)");
    }
    m_fulfiller->fulfill();
}

kj::Maybe<Thread::Client&> ServerCall::callback_thread(const Connection& connection) {
    if (m_cancelled || &connection != m_connection) return nullptr;
    KJ_IF_MAYBE (thread, m_callback_thread) return *thread;
    return nullptr;
}

// ---- OnCancel ----

OnCancel::OnCancel(std::function<void()> function)
    : m_function(std::move(function)), m_call(g_thread_context.call) {
    if (m_call) m_call->add(*this);
}

OnCancel::~OnCancel() {
    if (m_call) m_call->remove(*this);
}

// ---- ProxyServerCore ----

capnp::Capability::Server::DispatchCallResult ProxyServerCore::dispatchCall(uint64_t interface_id,
                                                                            uint16_t method_id,
                                                                            ServerCall::Message message) {
    for (const ServerMethod& method : methods()) {
        if (method.info.method_id != method_id || method.info.interface_id != interface_id) continue;
        try {
            if (!m_context.connection) throw std::runtime_error("the connection has been closed");
            return {ServerCall::start(method.make(*this, message, method.info)), false};
        } catch (...) {
            return {kj::Promise<void>(current_failure(method.info.name)), false};
        }
    }
    return internalUnimplemented("this interface", interface_id, method_id);
}

void ProxyServerCore::end_loan() {
    if (m_loan) m_loan->server = nullptr;
}

}  // namespace mp
