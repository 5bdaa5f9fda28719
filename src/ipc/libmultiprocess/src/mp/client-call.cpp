// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <chrono>
#include <exception>
#include <stdexcept>

#include "guard.h"
#include "mp/params.h"
#include "mp/proxy.h"

namespace mp {

namespace {

using std::chrono::steady_clock;
using Build = FunctionRef<void(InvokeContext&, capnp::AnyPointer::Builder)>;
using Read = FunctionRef<void(InvokeContext&, capnp::AnyPointer::Reader)>;

/// A call on its way: lives on the stack of the thread that makes it and waits.
class ClientCall final : public Task {
public:
    ClientCall(ProxyContext& context, capnp::Capability::Client& client, const MethodInfo& method,
               Build build, Read read)
        : m_context(context), m_client(client), m_method(method), m_build(build), m_read(read) {}
    ~ClientCall() = default;

    /// Sends it and waits; throws what went wrong.
    void make();

private:
    void run() override;
    void send(Connection& connection);
    void take(Connection& connection, capnp::Response<capnp::AnyPointer>& response);
    void fail(const kj::Exception& exception);
    void fail(const std::string& message) { m_error = std::make_exception_ptr(std::runtime_error(message)); }
    void finish();

    ProxyContext& m_context;
    capnp::Capability::Client& m_client;
    const MethodInfo& m_method;
    const Build m_build;
    const Read m_read;
    ThreadContext& m_thread = g_thread_context;
    const std::shared_ptr<Waiter> m_waiter = m_thread.waiter;
    const std::optional<steady_clock::time_point> m_deadline = m_thread.deadline;

    // The loop thread until done, then the caller.
    std::list<Loan> m_loans;
    std::exception_ptr m_error;
    bool m_answered = false;
    steady_clock::time_point m_sent;
    bool m_done = false;  // guarded by the waiter
};

void ClientCall::make() {
    if (m_thread.loop_thread) {
        throw std::logic_error(std::string(m_method.name) +
                               ": called on the event loop thread, which may not wait");
    }
    if (!m_context.loop->mailbox()->post(*this))
        throw std::runtime_error("IPC client method called after disconnect.");
    m_waiter->wait(m_done);
    for (Loan& loan : m_loans)
        m_waiter->wait(loan.returned);
    if (m_error) std::rethrow_exception(m_error);
}

void ClientCall::run() {
    Connection* const connection = m_context.connection;
    try {
        if (!connection) throw std::runtime_error("IPC client method called after disconnect.");
        send(*connection);
        return;
    } catch (const kj::Exception& exception) {
        fail(exception);
    } catch (...) {
        m_error = std::current_exception();
    }
    // Not before this thread has let go of the exception: the caller's alone from here on.
    finish();
}

void ClientCall::send(Connection& connection) {
    EventLoop& loop = *m_context.loop;
    auto request =
        m_client.typelessRequest(m_method.interface_id, m_method.method_id,
                                 capnp::MessageSize{m_method.data_words + m_method.pointers + 8u, 0});
    InvokeContext context{connection, &m_thread, &m_loans};
    m_build(context, request);
    if (loop.logs(Log::Debug)) {
        m_sent = steady_clock::now();
        loop.log(Log::Debug, std::string("IPC client send ") + m_method.name + " (" +
                                 std::to_string(request.targetSize().wordCount * sizeof(capnp::word)) +
                                 " bytes)");
    }
    const size_t queued_bytes = connection.m_network.getCurrentQueueSize();
    kj::Promise<void> answered = request.send().then(
        [this, &connection](capnp::Response<capnp::AnyPointer>&& response) { take(connection, response); });
    connection.guard().own_call_queued(connection.m_network.getCurrentQueueSize() - queued_bytes);
    if (m_deadline) {
        const auto left =
            std::chrono::duration_cast<std::chrono::nanoseconds>(*m_deadline - steady_clock::now());
        answered =
            answered.exclusiveJoin(loop.m_io_context.provider->getTimer()
                                       .afterDelay(std::max<int64_t>(left.count(), 0) * kj::NANOSECONDS)
                                       .then([this] {
                                           fail("IPC client method call timed out.");
                                           m_answered = true;
                                       }));
    }
    loop.m_task_set->add(connection.m_own_calls.wrap(kj::mv(answered))
                             .then([] {},
                                   [this](kj::Exception&& exception) {
                                       fail(exception);
                                       m_answered = true;
                                   })
                             .attach(kj::defer([this] { finish(); })));
}

void ClientCall::take(Connection& connection, capnp::Response<capnp::AnyPointer>& response) {
    m_answered = true;
    EventLoop& loop = *m_context.loop;
    if (loop.logs(Log::Debug)) {
        const auto time = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - m_sent);
        loop.log(Log::Debug, std::string("IPC client recv ") + m_method.name + " (" +
                                 std::to_string(response.targetSize().wordCount * sizeof(capnp::word)) +
                                 " bytes, " + std::to_string(time.count()) + " us)");
    }
    InvokeContext context{connection};
    try {
        m_read(context, response);
    } catch (const kj::Exception& exception) {
        fail(exception);
    } catch (...) {
        m_error = std::current_exception();
    }
}

void ClientCall::fail(const kj::Exception& exception) {
    if (exception.getType() == kj::Exception::Type::DISCONNECTED) {
        fail("IPC client method call interrupted by disconnect.");
    } else {
        fail(exception.getDescription().cStr());
    }
}

void ClientCall::finish() {
    if (!m_answered && !m_error) fail("IPC client method call interrupted by disconnect.");
    for (const Loan& loan : m_loans) {
        if (!loan.server) continue;
        loan.server->m_loan = nullptr;
        loan.server->revoke();
    }
    const std::shared_ptr<Waiter> waiter = m_waiter;  // outlives this, which finish() sets free
    waiter->finish(m_done);
}

}  // namespace

void CallRemote(ProxyContext& context, capnp::Capability::Client& client, const MethodInfo& method,
                Build build, Read read) {
    ClientCall(context, client, method, build, read).make();
}

void SetContext(InvokeContext& context, Context::Builder builder) {
    Connection& connection = context.connection;
    ThreadHandles& handles = connection.handles(*context.thread);
    KJ_IF_MAYBE (callback, handles.callback) builder.setCallbackThread(*callback);
    // A call back goes to the thread that waits for it.
    for (ServerCall* call = context.thread->call; call; call = call->outer()) {
        KJ_IF_MAYBE (thread, call->callback_thread(connection)) {
            builder.setThread(*thread);
            return;
        }
    }
    KJ_IF_MAYBE (request, handles.request) builder.setThread(*request);
}

void DestroyRemote(ProxyContext& context, FunctionRef<void()> destroy) noexcept {
    if (g_thread_context.loop_thread) return;
    try {
        bool connected = false;
        context.loop->sync([&] { connected = context.connection != nullptr; });
        if (connected) destroy();
    } catch (const std::exception& exception) {
        context.loop->log(Log::Debug,
                          std::string("IPC client could not destroy an object: ") + exception.what());
    }
}

void ReleaseClient(ProxyContext& context, bool destroy_connection, FunctionRef<void()> drop) noexcept {
    context.loop->sync([&] {
        Connection* const connection = context.connection;
        while (!context.cleanup_fns.empty()) {
            const auto clean_up = std::move(context.cleanup_fns.front());
            context.cleanup_fns.pop_front();
            clean_up();
        }
        drop();
        if (!connection) return;
        connection->remove(context);
        context.connection = nullptr;
        if (destroy_connection) delete connection;
    });
}

// ---- ProxyContext ----

ProxyContext::ProxyContext(Connection* of) : connection(of), loop(of->m_loop) {
    connection->add(*this);
}

ProxyContext::~ProxyContext() {
    if (connection) connection->remove(*this);
}

}  // namespace mp
