// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mp/util.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

extern char** environ;

namespace mp {

namespace {

constexpr int kSignalBase = 128;  ///< what shells add to the number of the signal that ended a process

[[noreturn]] void throw_error(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), what);
}

/// What posix_spawn is to do with descriptors in the child.
class FileActions {
public:
    FileActions() { ::posix_spawn_file_actions_init(&m_actions); }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&m_actions); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    /// Keeps `socket` open at the same number: duplicating it onto itself clears its close-on-exec flag.
    void keep(SocketId socket) { ::posix_spawn_file_actions_adddup2(&m_actions, socket, socket); }
    const posix_spawn_file_actions_t* get() const { return &m_actions; }

private:
    posix_spawn_file_actions_t m_actions{};
};

}  // namespace

std::array<SocketId, 2> SocketPair() {
    std::array<SocketId, 2> sockets{};
#ifdef SOCK_CLOEXEC
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0)
        throw_error(errno, "socketpair");
#else
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()) != 0) throw_error(errno, "socketpair");
    for (const SocketId socket : sockets)
        ::fcntl(socket, F_SETFD, FD_CLOEXEC);
#endif
    return sockets;
}

std::pair<ProcessId, SocketId> SpawnProcess(
    const std::function<std::vector<std::string>(SpawnConnectInfo)>& arguments) {
    const auto [ours, theirs] = SocketPair();
    std::vector<std::string> words = arguments(std::to_string(theirs));
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);

    FileActions actions;
    actions.keep(theirs);
    ::pid_t process = 0;
    const int error = words.empty()
                          ? EINVAL
                          : ::posix_spawnp(&process, argv[0], actions.get(), nullptr, argv.data(), environ);
    ::close(theirs);
    if (error != 0) {
        ::close(ours);
        throw_error(error,
                    "cannot start " + (words.empty() ? std::string("a process without a name") : words[0]));
    }
    return {process, ours};
}

SocketId StartSpawned(const SpawnConnectInfo& info) {
    SocketId socket = -1;
    const auto [end, error] = std::from_chars(info.data(), info.data() + info.size(), socket);
    const bool is_number = error == std::errc() && end == info.data() + info.size() && socket >= 0;
    if (!is_number || ::fcntl(socket, F_GETFD) == -1) {
        throw std::invalid_argument("no open socket to the process that started this one: '" + info + "'");
    }
    ::fcntl(socket, F_SETFD, FD_CLOEXEC);
    return socket;
}

int WaitProcess(ProcessId process) {
    int status = 0;
    while (::waitpid(process, &status, 0) == -1) {
        if (errno != EINTR) throw_error(errno, "waitpid");
    }
    return WIFSIGNALED(status) ? kSignalBase + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string LogEscape(std::string_view text, size_t max_chars) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string escaped;
    for (const char character : text) {
        if (escaped.size() > max_chars) {
            escaped.resize(max_chars);
            return escaped + "…";
        }
        const auto byte = static_cast<unsigned char>(character);
        if (byte >= 0x20 && byte != 0x7f) {
            escaped += character;
            continue;
        }
        escaped += {'\\', 'x', kHex[byte >> 4], kHex[byte & 0xf]};
    }
    return escaped;
}

}  // namespace mp
