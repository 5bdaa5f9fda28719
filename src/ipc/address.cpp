// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "ipc/address.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace quanta::ipc {

namespace {

using base::Err;

constexpr std::string_view kScheme = "unix";
/// Connections that may wait to be accepted.
constexpr int kBacklog = 512;
constexpr mode_t kOwnerOnly = 0600;

std::string reason(int code) {
    return std::generic_category().message(code);
}

/// Closes a descriptor unless it is given away.
class Descriptor {
public:
    explicit Descriptor(int descriptor) : m_descriptor(descriptor) {}
    ~Descriptor() {
        if (m_descriptor >= 0) ::close(m_descriptor);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int get() const { return m_descriptor; }
    int release() { return std::exchange(m_descriptor, -1); }

private:
    int m_descriptor;
};

int make_socket() {
    const int made = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (made >= 0) ::fcntl(made, F_SETFD, FD_CLOEXEC);
    return made;
}

/// Nothing when `path` is too long for the system.
std::optional<sockaddr_un> make_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return std::nullopt;
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

std::string too_long(const std::string& path) {
    return "Path '" + path + "' is too long for a socket (" + std::to_string(path.size()) +
           " bytes of at most " + std::to_string(sizeof sockaddr_un{}.sun_path - 1) + ")";
}

/// Removes a socket that nobody answers on.
base::Result<void, std::string> clear_path(const std::string& path) {
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0) return {};
    if (!S_ISSOCK(found.st_mode)) return Err("'" + path + "' exists and is not a socket");
    const auto live = connect_to(path);
    if (live) {
        ::close(*live);
        return Err("Another process is listening on '" + path + "'");
    }
    if (live.error().code != ECONNREFUSED) return Err(live.error().message);
    if (::unlink(path.c_str()) != 0) return Err("Cannot replace '" + path + "': " + reason(errno));
    return {};
}

/// Makes the folder of `path`, for our user alone where it is new.
base::Result<void, std::string> make_folder(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (folder.empty()) return {};
    const mode_t before = ::umask(077);
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    ::umask(before);
    if (failure) return Err("Cannot create directory '" + folder.string() + "': " + failure.message());
    return {};
}

}  // namespace

base::Result<std::string, std::string> socket_path(std::string_view address, const std::string& directory) {
    std::string_view path = kNodeSocket;
    if (address != kScheme) {
        if (!address.starts_with("unix:"))
            return Err(std::string("Unrecognized address, use unix or unix:<path>"));
        path = address.substr(kScheme.size() + 1);
        if (path.empty()) path = kNodeSocket;
    }
    // An embedded zero would name another file.
    if (path.find('\0') != std::string_view::npos) return Err(std::string("The path holds a zero byte"));
    return (std::filesystem::path(directory) / path).lexically_normal().string();
}

base::Result<int, std::string> listen_at(const std::string& path) {
    const std::optional<sockaddr_un> address = make_address(path);
    if (!address) return Err(too_long(path));
    TRY(make_folder(path));
    TRY(clear_path(path));
    Descriptor listening(make_socket());
    if (listening.get() < 0) return Err("Cannot make a socket: " + reason(errno));
    const mode_t before = ::umask(077);
    const int bound = ::bind(listening.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address);
    const int code = errno;
    ::umask(before);
    if (bound != 0) return Err("Cannot bind to '" + path + "': " + reason(code));
    if (::chmod(path.c_str(), kOwnerOnly) != 0 || ::listen(listening.get(), kBacklog) != 0) {
        return Err("Cannot listen on '" + path + "': " + reason(errno));
    }
    ::fcntl(listening.get(), F_SETFL, O_NONBLOCK);
    return listening.release();
}

bool ConnectError::nobody_there() const {
    return code == ECONNREFUSED || code == ENOENT || code == ENOTDIR || code == ENAMETOOLONG;
}

base::Result<int, ConnectError> connect_to(const std::string& path) {
    const std::optional<sockaddr_un> address = make_address(path);
    if (!address) return Err(ConnectError{ENAMETOOLONG, too_long(path)});
    Descriptor socket(make_socket());
    if (socket.get() < 0) return Err(ConnectError{errno, "Cannot make a socket: " + reason(errno)});
    // Full backlogs answer at once then, as EAGAIN.
    ::fcntl(socket.get(), F_SETFL, O_NONBLOCK);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0) {
        const int code = errno;
        return Err(ConnectError{code, "Cannot connect to '" + path + "': " + reason(code)});
    }
    ::fcntl(socket.get(), F_SETFL, 0);
    return socket.release();
}

std::optional<int> accept_from(int listening) {
    const int accepted = ::accept(listening, nullptr, nullptr);
    if (accepted < 0) return std::nullopt;
    ::fcntl(accepted, F_SETFD, FD_CLOEXEC);
    ::fcntl(accepted, F_SETFL, 0);
    return accepted;
}

std::optional<uid_t> peer_user(int socket) {
#if defined(__linux__)
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
    return peer.uid;
#else
    uid_t user = 0;
    gid_t group = 0;
    if (::getpeereid(socket, &user, &group) != 0) return std::nullopt;
    return user;
#endif
}

}  // namespace quanta::ipc
