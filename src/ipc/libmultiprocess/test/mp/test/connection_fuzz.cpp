// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Bytes of a client that may do anything, to a connection that serves a shop. A message that answers is held
// back until there is something to answer, for calls back are made by threads. The connection has to end when
// its client has said all, and whatever it has started with it.

#include "connection_fuzz.h"

#include <capnp/rpc.capnp.h>
#include <mp/loop-thread.h>
#include <mp/proxy-io.h>
#include <mp/test/shop.capnp.proxy.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>

namespace mp::test {

namespace {

/// What a connection may take to end, which is a matter of a millisecond.
constexpr int kPatience_ms = 10000;

class FuzzClerk final : public Clerk {
public:
    int answer(int question) override { return question; }
    int grade() override { return 1; }
};

/// A shop that asks nothing of its clients but that they answer.
class FuzzShop final : public Shop {
public:
    int add(int a, int b) override {
        return static_cast<int>(static_cast<unsigned>(a) + static_cast<unsigned>(b));
    }
    int add_on_thread(int a, int b) override { return add(a, b); }
    void divide(int a, int b, int& quotient, int& rest) override {
        quotient = b > 0 ? a / b : 0;
        rest = b > 0 ? a % b : 0;
    }
    void increase(int& value, int by) override { value = add(value, by); }
    bool find(const std::string& name, int* place) override {
        if (place) *place = static_cast<int>(name.size());
        return !name.empty();
    }
    void fail(const std::string& how) override {
        if (how == "refusal") throw Refusal{7, how};
        if (how == "exception") throw std::runtime_error(how);
    }
    void crash(const std::string& what) override { throw std::runtime_error(what); }
    int ask(Customer& customer, int depth) override { return customer.answer(depth); }
    void keep(std::shared_ptr<Customer> customer) override {
        const std::lock_guard lock(m_mutex);
        m_kept.swap(customer);  // the one before goes when the lock has been given back
    }
    int askKept(int question) override {
        std::shared_ptr<Customer> kept;
        {
            const std::lock_guard lock(m_mutex);
            kept = m_kept;
        }
        return kept ? kept->answer(question) : 0;
    }
    std::unique_ptr<Clerk> clerk(int grade) override {
        return grade < 0 ? nullptr : std::make_unique<FuzzClerk>();
    }
    int apply(std::function<int(int)> function, int value) override { return function ? function(value) : 0; }
    Basket basket(const Basket& basket) override { return basket; }
    std::vector<unsigned char> bytes(const std::vector<unsigned char>& data) override { return data; }
    void block() override {}
    std::unique_ptr<Basket> perhaps(std::optional<int> number) override {
        return number ? std::make_unique<Basket>() : nullptr;
    }

private:
    std::mutex m_mutex;
    std::shared_ptr<Customer> m_kept;  // guarded by m_mutex
};

/// The client's end of the connection.
class Client {
public:
    explicit Client(int socket) : m_socket(socket) {}
    ~Client() { ::close(m_socket); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Sends one message, and drops what has come meanwhile.
    bool send(std::span<const uint8_t> message) {
        if (is(message, capnp::rpc::Message::RETURN)) {
            while (m_calls == 0 && m_answers) {
                m_answers = wait(1) && receive();
            }
            if (m_calls > 0) --m_calls;
        }
        while (!message.empty()) {
            const ssize_t sent =
                ::send(m_socket, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent > 0) {
                message = message.subspan(static_cast<size_t>(sent));
            } else if (errno != EAGAIN || (wait(1) && !receive())) {
                return false;
            }
        }
        return true;
    }
    /// Says that there is no more and reads until the other side closes. False: it does not.
    bool finish() {
        ::shutdown(m_socket, SHUT_WR);
        while (wait(kPatience_ms)) {
            if (!receive()) return true;
        }
        return false;
    }

private:
    bool wait(int time_ms) const {
        pollfd poll{m_socket, POLLIN, 0};
        return ::poll(&poll, 1, time_ms) == 1;
    }
    /// False: the other side has closed.
    bool receive() {
        uint8_t buffer[65536];
        const ssize_t size = ::recv(m_socket, buffer, sizeof(buffer), MSG_DONTWAIT);
        if (size > 0) {
            m_received.insert(m_received.end(), buffer, buffer + size);
            size_t taken = 0;
            for (size_t next = 0; (next = message_size(rest(taken))) > 0; taken += next) {
                if (is(rest(taken), capnp::rpc::Message::CALL)) ++m_calls;
            }
            m_received.erase(m_received.begin(), m_received.begin() + static_cast<ptrdiff_t>(taken));
        }
        return size > 0 || (size == -1 && errno == EAGAIN);
    }
    std::span<const uint8_t> rest(size_t from) const { return std::span(m_received).subspan(from); }
    /// Whether the first struct of a message of one segment says so.
    static bool is(std::span<const uint8_t> message, capnp::rpc::Message::Which which) {
        constexpr size_t kWhich = 16;  // after the header and the root pointer
        return message.size() > kWhich + 1 && message[0] == 0 &&
               message[kWhich] == static_cast<uint8_t>(which);
    }

    const int m_socket;
    size_t m_calls = 0;     ///< of the server, not answered
    bool m_answers = true;  ///< it has sent all that was waited for
    std::vector<uint8_t> m_received;
};

/// Threads of this process.
size_t threads() {
    struct stat tasks {};
    return ::stat("/proc/self/task", &tasks) == 0 ? tasks.st_nlink - 2 : 0;
}

/// The server.
struct Served {
    ~Served() { shop.keep(nullptr); }
    FuzzShop shop;
    LoopThread loop{"fuzz"};
    /// Without connections; one cleans up.
    const size_t most_threads = threads() + 1;
};

std::unique_ptr<Served> g_served;

/// Made with the first input.
Served& served() {
    if (!g_served) g_served = std::make_unique<Served>();
    return *g_served;
}

}  // namespace

size_t message_size(std::span<const uint8_t> bytes) {
    const auto number = [&](size_t at) {
        uint32_t value = 0;
        std::memcpy(&value, bytes.data() + at, sizeof(value));
        return uint64_t{value};
    };
    if (bytes.size() < 8) return 0;
    const uint64_t segments = number(0) + 1;
    if (segments > 512) return 0;
    uint64_t size = (4 + 4 * segments + 7) / 8 * 8;
    if (bytes.size() < size) return 0;
    for (uint64_t i = 0; i < segments; ++i)
        size += 8 * number(4 + 4 * i);
    return size <= bytes.size() ? static_cast<size_t>(size) : 0;
}

void fuzz_connection(std::span<const uint8_t> rest) {
    const auto [ours, theirs] = SocketPair();
    ServeStream<messages::Shop>(served().loop.get(), theirs, served().shop);
    Client client(ours);
    while (!rest.empty()) {
        const size_t next = message_size(rest);
        const auto message = rest.first(next > 0 ? next : rest.size());
        if (!client.send(message)) break;
        rest = rest.subspan(message.size());
    }
    if (!client.finish()) {
        std::fprintf(stderr, "the connection does not end\n");
        std::abort();
    }
}

bool fuzz_threads_ended() {
    for (int turn = 0; turn < 10 * kPatience_ms; ++turn) {
        if (threads() <= served().most_threads) return true;
        ::usleep(100);
    }
    return false;
}

void fuzz_stop() {
    g_served.reset();
}

}  // namespace mp::test

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    mp::test::fuzz_connection({data, size});
    return 0;
}
