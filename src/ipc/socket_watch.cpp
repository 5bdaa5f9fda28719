// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "ipc/socket_watch.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

namespace quanta::ipc {

namespace {

#if defined(POLLRDHUP)
constexpr short kGone = POLLRDHUP;
#else
constexpr short kGone = 0;  // POLLHUP comes unasked
#endif

}  // namespace

SocketWatch::SocketWatch() {
    if (::pipe(m_wake) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    for (const int end : m_wake) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    m_thread = sys::Thread("ipc-sockets", [this] { run(); });
}

SocketWatch::~SocketWatch() {
    close();
    ::close(m_wake[0]);
    ::close(m_wake[1]);
}

std::optional<uint64_t> SocketWatch::add(int socket, std::function<void()> gone) {
    const int duplicate = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
    if (duplicate < 0) return std::nullopt;
    sys::MutexLock lock(m_mutex);
    const uint64_t number = ++m_last_number;
    if (m_closing) {
        ::shutdown(duplicate, SHUT_RDWR);
        ::close(duplicate);
        return number;
    }
    m_watched.push_back({duplicate, number, std::move(gone)});
    ++m_connections;
    wake();
    return number;
}

void SocketWatch::end(uint64_t number) {
    sys::MutexLock lock(m_mutex);
    for (Watched& watched : m_watched) {
        if (watched.number != number) continue;
        // The thread finds it gone.
        watched.callback = {};
        ::shutdown(watched.descriptor, SHUT_RDWR);
        return;
    }
}

void SocketWatch::listen(int listening, std::function<void()> ready) {
    sys::MutexLock lock(m_mutex);
    m_watched.push_back({listening, 0, std::move(ready)});
    wake();
}

size_t SocketWatch::size() const {
    sys::MutexLock lock(m_mutex);
    return m_connections;
}

void SocketWatch::close() {
    {
        sys::MutexLock lock(m_mutex);
        m_closing = true;
        wake();
    }
    m_thread.join();
    sys::MutexLock lock(m_mutex);
    for (const Watched& watched : m_watched) {
        if (watched.number != 0) ::shutdown(watched.descriptor, SHUT_RDWR);
        ::close(watched.descriptor);
    }
    m_watched.clear();
    m_connections = 0;
}

void SocketWatch::wake() const {
    const char byte = 0;
    // A full pipe wakes as well.
    [[maybe_unused]] const ssize_t written = ::write(m_wake[1], &byte, 1);
}

void SocketWatch::run() {
    std::vector<pollfd> polled;
    std::vector<std::list<Watched>::iterator> entries;
    while (true) {
        polled.assign(1, {m_wake[0], POLLIN, 0});
        entries.clear();
        {
            sys::MutexLock lock(m_mutex);
            if (m_closing) return;
            for (auto entry = m_watched.begin(); entry != m_watched.end(); ++entry) {
                polled.push_back({entry->descriptor, entry->number == 0 ? short{POLLIN} : kGone, 0});
                entries.push_back(entry);
            }
        }
        if (::poll(polled.data(), static_cast<nfds_t>(polled.size()), -1) < 0) continue;
        char drained[64];
        while (::read(m_wake[0], drained, sizeof drained) > 0) {
        }
        for (size_t i = 0; i < entries.size(); ++i) {
            if (polled[i + 1].revents != 0) handle(entries[i], polled[i + 1].revents);
        }
    }
}

void SocketWatch::handle(std::list<Watched>::iterator entry, short events) {
    if (entry->number == 0) {
        if ((events & POLLIN) != 0) entry->callback();
        return;
    }
    std::list<Watched> gone;
    {
        sys::MutexLock lock(m_mutex);
        gone.splice(gone.end(), m_watched, entry);
        --m_connections;
    }
    ::close(gone.front().descriptor);
    if (gone.front().callback) gone.front().callback();
}

}  // namespace quanta::ipc
