// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Processes: this program starts itself with --serve=<socket>.

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "fixture.h"

namespace mp::test {
namespace {

constexpr char kServe[] = "--serve=";

class SpawnTest : public ::testing::Test {
protected:
    SpawnTest() {
        const auto [process, socket] = SpawnProcess([](SpawnConnectInfo info) {
            std::vector<std::string> words{std::filesystem::read_symlink("/proc/self/exe").string(),
                                           kServe + info};
            // What runs this program, when the machine does not by itself.
            if (*MPTEST_EMULATOR) words.insert(words.begin(), MPTEST_EMULATOR);
            return words;
        });
        child = process;
        client = ConnectStream<messages::Shop>(loop.get(), socket);
    }
    LoggedLoop loop{"parent"};
    ProcessId child = 0;
    std::unique_ptr<ProxyClient<messages::Shop>> client;
};

TEST_F(SpawnTest, ServesAndEndsWithTheConnection) {
    EXPECT_EQ(client->add_on_thread(1, 2), 3);
    client.reset();
    EXPECT_EQ(WaitProcess(child), 0);
}

TEST_F(SpawnTest, KilledBetweenCalls) {
    EXPECT_EQ(client->add_on_thread(1, 2), 3);
    ::kill(child, SIGKILL);
    EXPECT_EQ(WaitProcess(child), 128 + SIGKILL);
    EXPECT_NE(failure_of([&] { client->add_on_thread(1, 2); }), "");
}

TEST_F(SpawnTest, KilledDuringACall) {
    std::thread killer([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        ::kill(child, SIGKILL);
    });
    EXPECT_EQ(failure_of([&] { client->block(); }), "IPC client method call interrupted by disconnect.");
    killer.join();
    EXPECT_EQ(WaitProcess(child), 128 + SIGKILL);
}

TEST_F(SpawnTest, KilledWhileItIsAnswered) {
    class Killer final : public Customer {
    public:
        explicit Killer(ProcessId of) : m_process(of) {}
        int answer(int question) override {
            ::kill(m_process, SIGKILL);
            return question;
        }

    private:
        const ProcessId m_process;
    };
    Killer killer(child);
    EXPECT_EQ(failure_of([&] { client->ask(killer, 1); }),
              "IPC client method call interrupted by disconnect.");
    WaitProcess(child);
}

TEST_F(SpawnTest, AStoppedProcessCostsItsCallsAlone) {
    ::kill(child, SIGSTOP);
    {
        const Deadline deadline(std::chrono::milliseconds(50));
        EXPECT_EQ(failure_of([&] { client->add_on_thread(1, 2); }), "IPC client method call timed out.");
    }
    ::kill(child, SIGCONT);
    EXPECT_EQ(client->add_on_thread(1, 2), 3);
    client.reset();
    WaitProcess(child);
}

TEST(Spawn, MissingPrograms) {
    if (*MPTEST_EMULATOR)
        GTEST_SKIP() << "qemu-user makes a fork of a vfork: posix_spawn cannot tell that exec failed";
    EXPECT_THROW(SpawnProcess([](SpawnConnectInfo) { return std::vector<std::string>{"/nowhere/quanta"}; }),
                 std::system_error);
    EXPECT_THROW(SpawnProcess([](SpawnConnectInfo) { return std::vector<std::string>(); }),
                 std::system_error);
}

TEST(Spawn, BadDescriptors) {
    EXPECT_THROW(StartSpawned(""), std::invalid_argument);
    EXPECT_THROW(StartSpawned("seven"), std::invalid_argument);
    EXPECT_THROW(StartSpawned("7 "), std::invalid_argument);
    EXPECT_THROW(StartSpawned("-1"), std::invalid_argument);
    EXPECT_THROW(StartSpawned("9999"), std::invalid_argument);
}

TEST(Spawn, OnlyTheSocketIsInherited) {
    const auto pair = SocketPair();
    for (const SocketId socket : pair) {
        EXPECT_EQ(::fcntl(socket, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
        ::close(socket);
    }
}

// ---- Sockets with a name ----

class ListenTest : public ::testing::Test {
protected:
    ListenTest() : m_path("mptest-" + std::to_string(::getpid()) + ".sock") {}
    ~ListenTest() override { ::unlink(m_path.c_str()); }

    SocketId socket(bool listening) {
        const SocketId made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, m_path.c_str(), sizeof(address.sun_path) - 1);
        const auto* of = reinterpret_cast<const sockaddr*>(&address);
        if (listening) {
            EXPECT_EQ(::bind(made, of, sizeof(address)), 0);
            EXPECT_EQ(::listen(made, 10), 0);
        } else {
            EXPECT_EQ(::connect(made, of, sizeof(address)), 0);
        }
        return made;
    }
    std::unique_ptr<ProxyClient<messages::Shop>> connect() {
        return ConnectStream<messages::Shop>(m_loop.get(), socket(false));
    }

    const std::string m_path;
    Counter m_shop;
    LoggedLoop m_server{"server"};
    LoggedLoop m_loop{"client"};
};

TEST_F(ListenTest, SeveralConnectionsAtOnce) {
    ListenConnections<messages::Shop>(m_server.get(), socket(true), m_shop);
    const auto first = connect();
    const auto second = connect();
    EXPECT_EQ(first->add_on_thread(1, 2), 3);
    EXPECT_EQ(second->add_on_thread(3, 4), 7);
}

TEST_F(ListenTest, NoMoreConnectionsThanAllowed) {
    ListenConnections<messages::Shop>(m_server.get(), socket(true), m_shop, 1);
    auto first = connect();
    EXPECT_EQ(first->add_on_thread(1, 2), 3);
    // The second waits for its turn, which comes when the first goes.
    auto second = std::async(std::launch::async, [this] { return connect()->add_on_thread(3, 4); });
    EXPECT_EQ(second.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
    first.reset();
    EXPECT_EQ(second.get(), 7);
}

int serve(const char* info) {
    Counter shop;
    EventLoop loop("child", LogFn());
    ServeStream<messages::Shop>(loop, StartSpawned(info), shop);
    loop.loop();
    return 0;
}

}  // namespace
}  // namespace mp::test

int main(int argc, char** argv) {
    constexpr size_t kSize = sizeof(mp::test::kServe) - 1;
    if (argc == 2 && std::strncmp(argv[1], mp::test::kServe, kSize) == 0)
        return mp::test::serve(argv[1] + kSize);
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
