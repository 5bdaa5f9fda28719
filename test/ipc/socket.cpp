// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "socket.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace quanta::ipc_client {

int connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        throw std::system_error(ENAMETOOLONG, std::generic_category(), path);
    std::memcpy(address.sun_path, path.data(), path.size());
    const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0) throw std::system_error(errno, std::generic_category(), "socket");
    if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return made;
    const int reason = errno;
    ::close(made);
    throw std::system_error(reason, std::generic_category(), path);
}

Connection::Connection(kj::LowLevelAsyncIoProvider& provider, const std::string& path)
    : m_socket(connect_to(path)),
      m_stream(provider.wrapSocketFd(m_socket, kj::LowLevelAsyncIoProvider::TAKE_OWNERSHIP)),
      m_client(*m_stream) {}

void Connection::send_raw(const std::string& bytes) const {
    // The other side may be gone already: it is told nothing then.
    [[maybe_unused]] const ssize_t sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

}  // namespace quanta::ipc_client
