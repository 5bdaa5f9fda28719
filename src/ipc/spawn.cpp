// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "ipc/spawn.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>

namespace quanta::ipc {

using base::Err;

base::Result<Spawned, std::string> spawn(const std::string& program,
                                         const std::vector<std::string>& arguments) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) {
        return Err("Cannot make a socket pair: " + std::generic_category().message(errno));
    }
    for (const int end : ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    std::vector<std::string> line{program};
    line.insert(line.end(), arguments.begin(), arguments.end());
    line.push_back("-ipcfd=" + std::to_string(sys::kInheritedDescriptor));
    auto child = sys::Child::spawn(line, ends[1]);
    ::close(ends[1]);
    if (!child) {
        ::close(ends[0]);
        return Err("Cannot start " + program + ": " + child.error().message());
    }
    return Spawned{std::move(*child), ends[0]};
}

base::Result<int, std::string> take_spawned_socket(const std::string& value) {
    int socket = -1;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), socket);
    int type = 0;
    socklen_t size = sizeof type;
    if (failure != std::errc() || end != value.data() + value.size() || socket <= STDERR_FILENO ||
        ::getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM) {
        return Err("-ipcfd=" + value + " is not a socket: the option is for programs started by quanta");
    }
    ::fcntl(socket, F_SETFD, FD_CLOEXEC);
    return socket;
}

}  // namespace quanta::ipc
