// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <capnp/capability.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "mp/connection.h"
#include "mp/util.h"

namespace mp {

// ---- What the generator makes, for each interface and struct of a schema ----

/// Implements the C++ class that `Interface` wraps by calls to another process.
template <typename Interface>
class ProxyClient;
/// Answers calls of another process by calling an object of the C++ class that `Interface` wraps.
template <typename Interface>
class ProxyServer;
/// For a wrapped C++ class: its `Message` (the interface or struct of the schema), and for structs how it is
/// copied.
template <typename Class>
struct ProxyType;
/// For a struct of a schema: its `Fields`, a tuple of accessors in the order of their ordinals.
template <typename Message>
struct ProxyStruct;

template <typename Class>
concept WrappedInterface = requires {
    typename ProxyType<Class>::Client;
};
template <typename Class>
concept WrappedStruct = requires {
    typename ProxyType<Class>::Struct;
};

/// A method in a schema. Sizes are those of its parameters.
struct MethodInfo {
    const char* name;  ///< "Interface.method", for the log and for errors
    uint64_t interface_id;
    uint16_t method_id;
    uint16_t data_words;
    uint16_t pointers;
};

/// Parameters and result of a C++ method, from a pointer to it.
template <typename Method>
struct MethodTraits;
template <typename Class, typename R, typename... Params>
struct MethodTraits<R (Class::*)(Params...)> {
    using Result = R;
    template <size_t N>
    using Param = std::tuple_element_t<N, std::tuple<Params...>>;
    static constexpr size_t kParams = sizeof...(Params);
};
template <typename Class, typename R, typename... Params>
struct MethodTraits<R (Class::*)(Params...) const> : MethodTraits<R (Class::*)(Params...)> {
    static_assert(!sizeof(R(*)(Params...)),
                  "a const method cannot be called through a proxy: drop the const");
};
template <typename Class, typename R, typename... Params>
struct MethodTraits<R (Class::*)(Params...) noexcept> : MethodTraits<R (Class::*)(Params...)> {};
// ---- Calls ----

/// What a proxy belongs to. The connection is null once it has gone; loop thread only.
struct ProxyContext {
    explicit ProxyContext(Connection* connection);
    ~ProxyContext();
    ProxyContext(const ProxyContext&) = delete;
    ProxyContext& operator=(const ProxyContext&) = delete;

    Connection* connection;
    EventLoopRef loop;
    std::list<std::function<void()>> cleanup_fns;  ///< run when the proxy is destroyed, on the loop thread
};

class ProxyServerCore;

/// An object that another process may call until the call that lent it returns.
struct Loan {
    bool returned = false;
    ProxyServerCore* server = nullptr;
};

/// Passed through the type hooks: whose values these are. Loop thread.
struct InvokeContext {
    Connection& connection;
    ThreadContext* thread = nullptr;   ///< the caller's, while a request is built
    std::list<Loan>* loans = nullptr;  ///< where the call keeps what it lends
};

/// Calls `method` of a remote object and waits for the answer, serving calls back meanwhile. `build` fills in
/// the parameters and `read` takes the results, both on the loop thread. Throws std::runtime_error: "IPC
/// client method called after disconnect.", "IPC client method call interrupted by disconnect.", "IPC client
/// method call timed out.", or what the other side says; and what `build` and `read` throw.
void CallRemote(ProxyContext& context, capnp::Capability::Client& client, const MethodInfo& method,
                FunctionRef<void(InvokeContext&, capnp::AnyPointer::Builder)> build,
                FunctionRef<void(InvokeContext&, capnp::AnyPointer::Reader)> read);
/// As CallRemote, when a proxy goes away: logs failures, and calls nothing from the loop thread, which cannot
/// wait.
void DestroyRemote(ProxyContext& context, FunctionRef<void()> destroy) noexcept;
/// Runs `drop` and the clean-up functions on the loop thread; destroys the connection, if asked and still
/// there.
void ReleaseClient(ProxyContext& context, bool destroy_connection, FunctionRef<void()> drop) noexcept;

/// Base of all proxy clients.
template <typename Interface_, typename Impl_>
class ProxyClientBase : public Impl_ {
public:
    using Interface = Interface_;
    using Impl = Impl_;

    /// Loop thread. `destroy_connection`: the connection goes with this object.
    ProxyClientBase(typename Interface::Client client, Connection* connection, bool destroy_connection)
        : m_client(kj::mv(client)), m_context(connection), m_destroy_connection(destroy_connection) {}
    ~ProxyClientBase() noexcept {
        ReleaseClient(m_context, m_destroy_connection,
                      [this] { typename Interface::Client dropped(kj::mv(m_client)); });
    }
    ProxyClientBase(const ProxyClientBase&) = delete;
    ProxyClientBase& operator=(const ProxyClientBase&) = delete;

    typename Interface::Client m_client;
    ProxyContext m_context;

private:
    const bool m_destroy_connection;
};

/// A call of another process, from its arrival to its answer. It is read and answered on the loop thread and
/// runs in between on the thread that the caller has chosen, where it touches C++ values only.
class ServerCall : public Task, public std::enable_shared_from_this<ServerCall> {
public:
    using Message = capnp::CallContext<capnp::AnyPointer, capnp::AnyPointer>;

    ServerCall(ProxyServerCore& server, Message message, const MethodInfo& method);
    virtual ~ServerCall();

    /// Begins `call`; ready with its answer.
    static kj::Promise<void> start(const std::shared_ptr<ServerCall>& call);
    /// For calls that the thread running it makes on the same connection: where they are to run, if it says
    /// so.
    kj::Maybe<Thread::Client&> callback_thread(const Connection& connection);
    ServerCall* outer() const { return m_outer; }
    /// Nobody waits for the answer any more; `disconnected`: for the connection has gone.
    void cancel(bool disconnected);
    void add(OnCancel& hook);
    void remove(OnCancel& hook);

protected:
    virtual void read(InvokeContext& context) = 0;   ///< takes the parameters; loop thread
    virtual void invoke() = 0;                       ///< calls the C++ method
    virtual void build(InvokeContext& context) = 0;  ///< gives the results; loop thread
    virtual void release(EventLoop& loop) = 0;       ///< lets go of the object called
    virtual void drop_result() {}                    ///< nobody gets it; loop thread
    /// The parameter that says where to run. Null: on the loop thread.
    virtual kj::Maybe<Context::Reader> where() { return nullptr; }
    EventLoop& loop() const { return *m_loop; }

    Message m_message;

private:
    struct Completion;
    class InFlight;
    void run() override;
    void run_method();
    void answer();
    kj::Promise<void> queue(const std::shared_ptr<Waiter>& waiter);
    kj::Promise<std::shared_ptr<Waiter>> find_waiter(Context::Reader context);
    std::string title() const;

    Connection* m_connection;  ///< null once it has gone
    const MethodInfo& m_method;
    const EventLoopRef m_loop;
    const std::shared_ptr<LogBudget> m_log_budget;
    const uint64_t m_number;
    const size_t m_max_depth;
    int64_t m_started_us = 0;
    std::atomic<bool> m_cancelled{false};
    std::atomic<bool> m_running{false};
    std::mutex m_hooks_mutex;
    std::vector<OnCancel*> m_hooks;  ///< guarded by m_hooks_mutex; of the thread that runs the call
    bool m_answered = false;
    kj::Maybe<Thread::Client> m_callback_thread;
    kj::Maybe<kj::Exception> m_error;
    kj::Own<kj::PromiseFulfiller<void>> m_fulfiller;
    std::shared_ptr<ServerCall> m_self;  ///< while queued or running
    const std::unique_ptr<Completion> m_completion;
    ServerCall* m_outer = nullptr;
};

/// A method as a server finds it.
struct ServerMethod {
    MethodInfo info;
    std::shared_ptr<ServerCall> (*make)(ProxyServerCore&, ServerCall::Message, const MethodInfo&);
};

/// Base of all proxy servers.
class ProxyServerCore : public capnp::Capability::Server {
public:
    explicit ProxyServerCore(Connection& connection) : m_context(&connection) {}
    DispatchCallResult dispatchCall(uint64_t interface_id, uint16_t method_id,
                                    ServerCall::Message message) override;
    /// Lets go of the object: further calls fail.
    virtual void revoke() = 0;

    ProxyContext m_context;
    Loan* m_loan = nullptr;

protected:
    /// Sorted by nothing in particular; few.
    virtual std::span<const ServerMethod> methods() const = 0;
    void end_loan();
};

template <typename Interface_, typename Impl_>
class ProxyServerBase : public ProxyServerCore {
public:
    using Interface = Interface_;
    using Impl = Impl_;

    /// Loop thread.
    ProxyServerBase(std::shared_ptr<Impl> impl, Connection& connection)
        : ProxyServerCore(connection), m_impl(std::move(impl)) {}
    ~ProxyServerBase() {
        revoke();
        end_loan();
    }
    void revoke() override {
        if (m_impl) m_context.loop->clean_up([impl = std::move(m_impl)]() mutable { impl.reset(); });
        m_impl.reset();
    }

    std::shared_ptr<Impl> m_impl;  ///< null after its destroy method
};

/// What generated calls have in common: the object called.
template <typename Server>
class ServerCallOf : public ServerCall {
public:
    ServerCallOf(ProxyServerCore& server, Message message, const MethodInfo& method)
        : ServerCall(server, message, method),
          m_server(static_cast<Server&>(server)),
          m_impl(m_server.m_impl) {
        if (!m_impl) throw std::runtime_error(std::string(method.name) + ": the object was destroyed");
    }

protected:
    /// The object is the call's alone from now on.
    void forget_object() { m_server.m_impl.reset(); }
    void release(EventLoop& loop) override {
        if (m_impl && loop.on_loop_thread() && m_impl.use_count() == 1) {
            loop.clean_up([impl = std::move(m_impl)]() mutable { impl.reset(); });
        }
        m_impl.reset();
    }

private:
    Server& m_server;  // while the call arrives

protected:
    std::shared_ptr<typename Server::Impl> m_impl;
};

template <typename Call>
std::shared_ptr<ServerCall> MakeServerCall(ProxyServerCore& server, ServerCall::Message message,
                                           const MethodInfo& method) {
    return std::make_shared<Call>(server, message, method);
}

}  // namespace mp
