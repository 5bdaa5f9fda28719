// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/descriptor_broker.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "sys/sandbox.h"
#include "sys/test_directory.h"
#include "sys/thread.h"

namespace quanta::sys {
namespace {

constexpr std::chrono::milliseconds kLong{60'000};

/// A listening socket in a directory of its own.
class Meeting {
public:
    Meeting() : m_socket(::socket(AF_UNIX, SOCK_STREAM, 0)) {
        const std::string path = m_directory / "socket";
        std::memcpy(m_address.sun_path, path.c_str(), path.size() + 1);
        EXPECT_EQ(::bind(m_socket, raw(), sizeof m_address), 0);
        EXPECT_EQ(::listen(m_socket, 8), 0);
        // accept() fails when nobody comes.
        const timeval limit{60, 0};
        EXPECT_EQ(::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), 0);
    }
    ~Meeting() { ::close(m_socket); }
    Meeting(const Meeting&) = delete;
    Meeting& operator=(const Meeting&) = delete;

    int accept() { return ::accept(m_socket, nullptr, nullptr); }
    /// Connects anew.
    base::Result<int, std::string> connect() {
        const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
        if (::connect(socket, raw(), sizeof m_address) == 0) return socket;
        ::close(socket);
        return base::Err(std::string(std::strerror(errno)));
    }

private:
    sockaddr* raw() { return reinterpret_cast<sockaddr*>(&m_address); }

    const TestDirectory m_directory;
    sockaddr_un m_address{AF_UNIX, {}};
    const int m_socket;
};

char next_letter(int socket) {
    char letter = '-';
    return ::recv(socket, &letter, 1, 0) == 1 ? letter : '-';
}

std::unique_ptr<DescriptorBroker> broker_of(DescriptorBroker::Open open) {
    auto started = DescriptorBroker::start(std::move(open));
    EXPECT_TRUE(started);
    return std::move(*started);
}

/// A broker that has nothing to give but the number of its process.
DescriptorBroker::Open tell_process() {
    return [] { return base::Err(std::to_string(::getpid())); };
}

TEST(DescriptorBroker, OpensAnewAtEachWish) {
    Meeting meeting;
    const auto broker = broker_of([&] { return meeting.connect(); });
    for (const char letter : {'a', 'b', 'c'}) {
        const auto socket = broker->request(kLong);
        ASSERT_TRUE(socket) << socket.error();
        const int other = meeting.accept();
        EXPECT_EQ(::send(other, &letter, 1, 0), 1);
        EXPECT_EQ(next_letter(*socket), letter);
        // Nobody else holds our end.
        ::close(*socket);
        EXPECT_EQ(next_letter(other), '-');
        ::close(other);
    }
}

TEST(DescriptorBroker, PassesErrorsOn) {
    for (const size_t size :
         {size_t{1}, DescriptorBroker::kMaxErrorSize, DescriptorBroker::kMaxErrorSize + 1}) {
        const std::string sentence(size, 'x');
        const auto broker = broker_of([&] { return base::Err(sentence); });
        EXPECT_EQ(broker->request(kLong).error(), sentence.substr(0, DescriptorBroker::kMaxErrorSize));
    }
}

TEST(DescriptorBroker, DropsWhatComesTooLate) {
    Meeting meeting;
    // Each connection is handed over when its other end has sent a letter.
    const auto broker = broker_of([&] {
        auto socket = meeting.connect();
        next_letter(*socket);
        return socket;
    });
    EXPECT_EQ(broker->request(std::chrono::milliseconds(0)).error(), "timed out");
    char end_of_first = 'x';
    int second = -1;
    Thread other("other", [&] {
        const int first = meeting.accept();
        ::send(first, "1", 1, 0);
        end_of_first = next_letter(first);
        ::close(first);
        second = meeting.accept();
        ::send(second, "2y", 2, 0);
    });
    const auto socket = broker->request(kLong);
    other.join();
    ASSERT_TRUE(socket) << socket.error();
    EXPECT_EQ(next_letter(*socket), 'y');
    EXPECT_EQ(end_of_first, '-');
    ::close(*socket);
    ::close(second);
}

TEST(DescriptorBroker, SaysThatTheChildHasGone) {
    const auto broker = broker_of(tell_process());
    ASSERT_EQ(::kill(std::stoi(broker->request(kLong).error()), SIGKILL), 0);
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(broker->request(kLong).error(), "the process that opens connections has gone");
}

TEST(DescriptorBroker, EndsWithItsOwner) {
    pid_t child = 0;
    {
        const auto broker = broker_of(tell_process());
        child = std::stoi(broker->request(kLong).error());
        EXPECT_EQ(::kill(child, 0), 0);
    }
    EXPECT_EQ(::kill(child, 0), -1);
}

TEST(DescriptorBroker, HoldsNothingOfOurs) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const auto broker = broker_of(tell_process());
    EXPECT_FALSE(broker->request(kLong));
    // The end of the pipe shows that ours was the only writer.
    ::close(ends[1]);
    char letter = 0;
    EXPECT_EQ(::read(ends[0], &letter, 1), 0);
    ::close(ends[0]);
}

TEST(DescriptorBroker, ServesASandbox) {
    if (!sandbox_support().missing.empty()) GTEST_SKIP() << sandbox_support().message();
    Meeting meeting;
    const pid_t child = ::fork();
    if (child == 0) {
        const auto broker = broker_of([&] { return meeting.connect(); });
        if (!enter_sandbox({}, SandboxMode::Require)) ::_exit(1);
        if (meeting.connect()) ::_exit(2);
        const auto socket = broker->request(kLong);
        ::_exit(socket && next_letter(*socket) == 'q' ? 0 : 3);
    }
    const int other = meeting.accept();
    EXPECT_EQ(::send(other, "q", 1, 0), 1);
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    ::close(other);
}

}  // namespace
}  // namespace quanta::sys
