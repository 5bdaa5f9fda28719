// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>

#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::ipc {

/// Waits, in a thread of its own, for sockets whose other end has gone and for connections to listening
/// ones. It reads nothing. Any thread; callbacks come on its own one, and may call add and listen.
class SocketWatch {
public:
    SocketWatch();
    /// As close().
    ~SocketWatch();
    SocketWatch(const SocketWatch&) = delete;
    SocketWatch& operator=(const SocketWatch&) = delete;

    /// Calls `gone` once when the other end of `socket` has gone, not after close(). Keeps a duplicate, so
    /// that the socket may be closed at any time. A number for end(); nothing when there are no more
    /// descriptors.
    std::optional<uint64_t> add(int socket, std::function<void()> gone) QUANTA_EXCLUDES(m_mutex);
    /// Ends the connection of a socket added; its callback is not called if it has not been yet.
    void end(uint64_t number) QUANTA_EXCLUDES(m_mutex);
    /// Calls `ready` whenever somebody waits to be accepted. Owns `listening`.
    void listen(int listening, std::function<void()> ready) QUANTA_EXCLUDES(m_mutex);
    /// Ends the connections of all sockets added, closes listening ones, joins the thread. Idempotent.
    void close() QUANTA_EXCLUDES(m_mutex);
    /// Sockets whose other end is there.
    size_t size() const QUANTA_EXCLUDES(m_mutex);

private:
    struct Watched {
        int descriptor;
        uint64_t number;  ///< 0: a listening socket
        std::function<void()> callback;
    };

    void run() QUANTA_EXCLUDES(m_mutex);
    void handle(std::list<Watched>::iterator entry, short events) QUANTA_EXCLUDES(m_mutex);
    void wake() const;

    int m_wake[2] = {-1, -1};  // constant after construction

    // Guarded by m_mutex. Entries are removed by the thread alone, until it has ended.
    mutable sys::Mutex m_mutex;
    std::list<Watched> m_watched QUANTA_GUARDED_BY(m_mutex);
    uint64_t m_last_number QUANTA_GUARDED_BY(m_mutex) = 0;
    size_t m_connections QUANTA_GUARDED_BY(m_mutex) = 0;
    bool m_closing QUANTA_GUARDED_BY(m_mutex) = false;

    sys::Thread m_thread;
};

}  // namespace quanta::ipc
