// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/descriptor_broker.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/log.h"
#include "sys/sandbox.h"
#include "sys/sandbox_parts.h"
#include "sys/thread.h"

#if defined(__linux__)
#include <sys/prctl.h>
#endif

namespace quanta::sys {

namespace {

using base::Err;
using Clock = std::chrono::steady_clock;

constexpr const char* kGone = "the process that opens connections has gone";

/// What the child answers; a descriptor travels beside it.
struct Reply {
    uint64_t wish = 0;
    uint32_t error_size = 0;
    std::array<char, DescriptorBroker::kMaxErrorSize> error{};
};

/// Room for one descriptor beside a message.
struct Beside {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> bytes{};
};

#if defined(MSG_NOSIGNAL)
constexpr int kNoSignal = MSG_NOSIGNAL;
#else
constexpr int kNoSignal = 0;
#endif

msghdr message_of(iovec& part, Beside& beside) {
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = beside.bytes.data();
    message.msg_controllen = beside.bytes.size();
    return message;
}

bool send_reply(int socket, Reply& reply, int descriptor) {
    iovec part{&reply, sizeof reply};
    Beside beside;
    msghdr message = message_of(part, beside);
    if (descriptor < 0) {
        message.msg_control = nullptr;
        message.msg_controllen = 0;
    } else {
        cmsghdr* head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof descriptor);
        std::memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
    }
    // The peer takes one reply before it wishes again: there is room for a whole one.
    return ::sendmsg(socket, &message, kNoSignal) == static_cast<ssize_t>(sizeof reply);
}

/// The descriptor beside a received message; -1 without one.
int descriptor_of(msghdr& message) {
    cmsghdr* head = CMSG_FIRSTHDR(&message);
    if (head == nullptr || head->cmsg_type != SCM_RIGHTS || head->cmsg_len < CMSG_LEN(sizeof(int))) return -1;
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(head), sizeof descriptor);
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
}

struct Received {
    Reply reply;
    int descriptor = -1;
};

/// The next reply, waited for until `deadline`. Error: a sentence.
base::Result<Received, std::string> receive(int socket, Clock::time_point deadline) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd waited{socket, POLLIN, 0};
    int ready = -1;
    do {
        ready = ::poll(&waited, 1, static_cast<int>(std::max<int64_t>(0, left.count())));
    } while (ready < 0 && errno == EINTR);
    if (ready == 0) return Err("timed out");
    Received received;
    iovec part{&received.reply, sizeof received.reply};
    Beside beside;
    msghdr message = message_of(part, beside);
    const ssize_t size = ::recvmsg(socket, &message, MSG_WAITALL);
    if (size != static_cast<ssize_t>(sizeof received.reply)) return Err(kGone);
    received.descriptor = descriptor_of(message);
    return received;
}

/// Leaves the child nothing but `socket`, on which it serves.
void strip_child(int socket, pid_t parent) {
    base::Log::set_sink(nullptr);
    set_thread_name("broker");
    const int64_t most = std::min<int64_t>(::sysconf(_SC_OPEN_MAX), 65'536);
    for (int other = STDERR_FILENO + 1; other < most; ++other)
        if (other != socket) ::close(other);
#if defined(__linux__)
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(0);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const int abi = sandbox_support().landlock_abi;
    if (abi > 0 && !sandbox_parts::confine_files({}, abi)) ::_exit(1);
#else
    static_cast<void>(parent);
#endif
}

/// The child's life: answers wishes until the other end is closed.
void serve(int socket, const DescriptorBroker::Open& open) {
    Reply reply;
    while (::recv(socket, &reply.wish, sizeof reply.wish, MSG_WAITALL) == sizeof reply.wish) {
        const auto opened = open();
        reply.error_size = 0;
        if (!opened) {
            const std::string& why = opened.error();
            reply.error_size = static_cast<uint32_t>(std::min(why.size(), reply.error.size()));
            std::copy_n(why.begin(), reply.error_size, reply.error.begin());
        }
        const int descriptor = opened.value_or(-1);
        const bool sent = send_reply(socket, reply, descriptor);
        if (descriptor >= 0) ::close(descriptor);
        if (!sent) return;
    }
}

}  // namespace

FileResult<std::unique_ptr<DescriptorBroker>> DescriptorBroker::start(Open open) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0)
        return Err(FileError::from_errno(errno, "create", "socket pair"));
    for (const int end : ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child == 0) {
        strip_child(ends[1], parent);
        serve(ends[1], open);
        ::_exit(0);
    }
    const int forking = errno;
    ::close(ends[1]);
    if (child > 0) return std::unique_ptr<DescriptorBroker>(new DescriptorBroker(ends[0], child));
    ::close(ends[0]);
    return Err(FileError::from_errno(forking, "create", "process"));
}

DescriptorBroker::~DescriptorBroker() {
    const MutexLock lock(m_mutex);
    ::close(m_socket);
    // In a sandbox both are refused: the child then ends by itself, and is taken care of when we end.
    ::kill(m_child, SIGKILL);
    ::waitpid(m_child, nullptr, 0);
}

base::Result<int, std::string> DescriptorBroker::request(std::chrono::milliseconds timeout) {
    const auto deadline = Clock::now() + timeout;
    const MutexLock lock(m_mutex);
    ++m_wish;
    if (::send(m_socket, &m_wish, sizeof m_wish, kNoSignal | MSG_DONTWAIT) != sizeof m_wish)
        return Err(kGone);
    while (true) {
        const Received received = TRY(receive(m_socket, deadline));
        if (received.reply.wish != m_wish) {
            if (received.descriptor >= 0) ::close(received.descriptor);
            continue;
        }
        if (received.descriptor >= 0) return received.descriptor;
        const size_t size = std::min<size_t>(received.reply.error_size, kMaxErrorSize);
        return Err(std::string(received.reply.error.data(), size));
    }
}

}  // namespace quanta::sys
