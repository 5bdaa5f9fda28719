// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "interfaces/call_limit.h"
#include "interfaces/call_watch.h"
#include "interfaces/init.h"

namespace quanta::ipc {

/// All connections of this process with others: an event loop for calls and a watch over sockets, each in a
/// thread of its own. The objects that it connects to and serves run on threads that come and go with their
/// clients. Any thread.
///
/// With -debug=ipc the log shows each request and response: process, interface, method, size and time.
class Host {
public:
    /// Connections served at a time, when the process may have 4,096 descriptors, and a quarter of those
    /// otherwise; more are refused.
    static constexpr size_t kMaxConnections = 1024;

    /// `name` of the process, for the log.
    explicit Host(std::string name);
    /// Ends what is left of close(). Everything that connect() gave is gone by now.
    ~Host();
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    /// The first object of the process at the other end of `socket`, which belongs to the host from now on.
    /// The connection ends with the object. `lost` (may be empty) is called once, on the watching thread,
    /// when the other process has gone. Throws std::runtime_error when it goes at once or does not answer
    /// within the caller's CallLimit; the connection has ended then.
    std::unique_ptr<interfaces::QuantaInit> connect(int socket, std::function<void()> lost = {});

    /// Offers `init`, which outlives the host, to the process at the other end of `socket`, which belongs to
    /// the host from now on. `lost` as above.
    void serve(int socket, interfaces::QuantaInit& init, std::function<void()> lost = {});

    /// Offers `init`, which outlives the host, to all processes of our user that connect to the `listening`
    /// socket, which belongs to the host from now on. Those of other users are refused.
    void listen(int listening, interfaces::QuantaInit& init);

    /// How many connections there are. Any thread.
    size_t connections() const;

    /// Calls of this process to others that are under way fail, whatever their time limit; later ones are
    /// made as usual. For a process that stops while another one does not answer.
    void give_up_calls();

    /// Accepts no more, and ends all connections: calls in progress fail on both sides. Returns soon.
    void close();

    /// See interfaces::CallLimit.
    static interfaces::CallLimit call_limit();
    /// See interfaces::CallWatch.
    static interfaces::CallWatch call_watch();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::ipc
