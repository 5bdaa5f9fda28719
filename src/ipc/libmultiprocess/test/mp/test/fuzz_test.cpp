// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// The fuzz target over recorded exchanges and some thousands of mutations. MPFUZZ_SECONDS=<n> goes on for
// that long, MPFUZZ_SEED=<n> begins elsewhere, MPFUZZ_KEEP=<file> keeps each input before it is tried, and
// MPFUZZ_INPUT=<file> tries that one alone.

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>

#include "connection_fuzz.h"
#include "fixture.h"
#include "raw_peer.h"

namespace mp::test {
namespace {

using Bytes = std::vector<uint8_t>;
using Messages = std::vector<Bytes>;

/// Stands between a client and a server and keeps what the client says.
class Recorder {
public:
    Recorder(int client, int server) : m_client(client), m_server(server), m_thread([this] { run(); }) {}
    ~Recorder() {
        if (m_thread.joinable()) m_thread.join();
        ::close(m_client);
        ::close(m_server);
    }
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;
    /// When the client has gone.
    Bytes take() {
        m_thread.join();
        return std::move(m_said);
    }

private:
    void run() {
        while (true) {
            pollfd polls[2] = {{m_client, POLLIN, 0}, {m_server, POLLIN, 0}};
            if (::poll(polls, 2, 30000) <= 0) return;
            if (polls[0].revents != 0 && !pass(m_client, m_server, &m_said)) return;
            if (polls[1].revents != 0 && !pass(m_server, m_client, nullptr)) return;
        }
    }
    static bool pass(int from, int to, Bytes* kept) {
        uint8_t buffer[65536];
        const ssize_t size = ::recv(from, buffer, sizeof(buffer), 0);
        if (size <= 0) return false;
        if (kept) kept->insert(kept->end(), buffer, buffer + size);
        return ::send(to, buffer, static_cast<size_t>(size), MSG_NOSIGNAL) == size;
    }

    const int m_client;
    const int m_server;
    Bytes m_said;
    std::thread m_thread;
};

Messages split(const Bytes& bytes) {
    Messages messages;
    std::span<const uint8_t> rest(bytes);
    while (const size_t size = message_size(rest)) {
        messages.emplace_back(rest.begin(), rest.begin() + static_cast<ptrdiff_t>(size));
        rest = rest.subspan(size);
    }
    return messages;
}

Bytes join(const Messages& messages) {
    Bytes all;
    for (const Bytes& message : messages)
        all.insert(all.end(), message.begin(), message.end());
    return all;
}

/// What a proxy client says when `calls` uses it.
Messages record(const std::function<void(Shop&)>& calls) {
    Counter shop;
    shop.released.set();
    LoopThread server("server");
    LoopThread loop("client");
    const auto [client_end, recorder_client] = SocketPair();
    const auto [recorder_server, server_end] = SocketPair();
    ServeStream<messages::Shop>(server.get(), server_end, shop);
    Recorder recorder(recorder_client, recorder_server);
    {
        const auto client = ConnectStream<messages::Shop>(loop.get(), client_end);
        calls(*client);
    }
    return split(recorder.take());
}

std::vector<Messages> recorded() {
    const auto no_error = [](auto&& call) { failure_of(call); };
    std::vector<Messages> all;
    all.push_back(record([](Shop& shop) {
        int quotient = 0;
        int rest = 0;
        shop.add(1, 2);
        shop.divide(7, 2, quotient, rest);
        shop.increase(rest, 3);
        shop.find("pear", &quotient);
        shop.find("", nullptr);
        shop.block();
    }));
    all.push_back(record([&](Shop& shop) {
        no_error([&] { shop.crash("down"); });
        try {
            shop.fail("refusal");
        } catch (const Refusal&) {
        }
        no_error([&] { shop.fail("exception"); });
    }));
    all.push_back(record([](Shop& shop) {
        const auto clerk = shop.clerk(3);
        clerk->answer(4);
        clerk->grade();
        shop.clerk(-1);
    }));
    all.push_back(record([](Shop& shop) {
        Corner corner(2);
        shop.ask(corner, 3);
        shop.keep(std::make_shared<Corner>(5));
        shop.askKept(1);
        shop.keep(nullptr);
        shop.apply([&](int value) { return shop.add_on_thread(value, 1); }, 2);
    }));
    all.push_back(record([](Shop& shop) {
        Basket basket;
        basket.name = "all";
        basket.owner = "me";
        basket.sizes = {1, 2};
        basket.flags = {true, false, true};
        basket.labels = {"a", "b"};
        basket.stock = {{"pear", 3}};
        basket.prices = {{"pear", "4"}};
        basket.limit = 5;
        basket.nested = {{1, "one"}, {2, "two"}};
        basket.matrix = {{1}, {2, 3}};
        basket.shared = std::make_shared<Refusal>(Refusal{1, "shared"});
        shop.basket(basket);
        shop.perhaps(3);
        shop.perhaps(std::nullopt);
        shop.bytes(std::vector<unsigned char>(100, 7));
    }));
    return all;
}

/// What proxy clients do not say.
Messages by_hand() {
    Messages all{raw_bootstrap(0),      raw_construct(1), raw_make_pool(2, 1, 2),
                 raw_make_thread(3, 1), raw_add(4),       raw_finish(2)};
    all.push_back(raw_shop_call<messages::Shop::BlockParams>(5, 16, [](auto) {}));
    all.push_back(raw_call({6, 0, -1, capnp::typeId<messages::Shop>(), 3}, [](auto call) {
        auto params = call.initParams();
        auto thread = params.initCapTable(1)[0].initReceiverAnswer();
        set_target(thread, 3, 0);
        call.getSendResultsTo().setYourself();
    }));
    RawMessage release;
    auto released = (*release).initRelease();
    released.setId(0);
    released.setReferenceCount(1);
    all.push_back(release.bytes());
    RawMessage resolve;
    auto resolved = (*resolve).initResolve();
    resolved.setPromiseId(1);
    resolved.initCap().setSenderHosted(2);
    all.push_back(resolve.bytes());
    RawMessage disembargo;
    auto loop = (*disembargo).initDisembargo();
    set_target(loop.initTarget().initPromisedAnswer(), 0, -1);
    loop.getContext().setSenderLoopback(1);
    all.push_back(disembargo.bytes());
    RawMessage answer;
    auto returned = (*answer).initReturn();
    returned.setAnswerId(0);
    returned.initResults().initCapTable(2)[0].setSenderPromise(3);
    all.push_back(answer.bytes());
    RawMessage unknown;
    (*unknown).initObsoleteDelete();
    all.push_back(unknown.bytes());
    return all;
}

/// Changes messages here and there, with an eye for what they are made of.
class Mutator {
public:
    Mutator(std::vector<Messages> seeds, uint64_t seed) : m_seeds(std::move(seeds)), m_random(seed) {}

    Bytes next() {
        Messages messages = m_seeds[below(m_seeds.size())];
        for (size_t left = 1 + below(4); left > 0; --left) {
            if (messages.empty()) break;
            if (below(4) == 0)
                rearrange(messages);
            else
                damage(messages[below(messages.size())]);
        }
        Bytes bytes = join(messages);
        if (below(16) == 0) bytes.resize(below(bytes.size() + 1));
        return bytes;
    }

private:
    size_t below(size_t bound) { return std::uniform_int_distribution<size_t>(0, bound - 1)(m_random); }

    void rearrange(Messages& messages) {
        const size_t at = below(messages.size());
        const auto place = messages.begin() + static_cast<ptrdiff_t>(at);
        const Messages& other = m_seeds[below(m_seeds.size())];
        const Bytes copy = messages[at];
        switch (below(4)) {
            case 0:
                messages.erase(place);
                break;
            case 1:
                messages.insert(place, copy);
                break;
            case 2:
                messages.insert(place, other[below(other.size())]);
                break;
            default:
                std::swap(messages[at], messages[below(messages.size())]);
                break;
        }
    }

    void damage(Bytes& message) {
        if (message.size() < 8) return;
        const size_t word = 8 * below(message.size() / 8);
        const size_t half = word + 4 * below(2);
        switch (below(6)) {
            case 0:
                message[below(message.size())] ^= static_cast<uint8_t>(1u << below(8));
                break;
            case 1:
                put(message, half, below(8), 4);
                break;  // ids, unions, small counts
            case 2:
                put(message, word, kPointers[below(std::size(kPointers))], 8);
                break;
            case 3:
                put(message, word, 4 * below(64) + below(4), 4);
                break;  // a pointer elsewhere
            case 4:
                put(message, 4 * below(2), below(2) == 0 ? below(600) : m_random(), 4);
                break;  // segments
            default:
                put(message, half, kNumbers[below(std::size(kNumbers))], 4);
                break;
        }
    }
    static void put(Bytes& message, size_t at, uint64_t value, size_t size) {
        for (size_t i = 0; i < size; ++i)
            message[at + i] = static_cast<uint8_t>(value >> (8 * i));
    }

    static constexpr uint32_t kNumbers[] = {0, 1, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff};
    /// To itself, beyond the end, lists of millions, far and double far, objects.
    static constexpr uint64_t kPointers[] = {
        0x00010001fffffffc, 0x000100017ffffffc, 0xfffffff800000001, 0xffffffff00000001, 0xffffffff00000005,
        0x07ffffff00000000, 0x0000000000000002, 0x0000000100000006, 0x0000000000000003, 0x0000000500000003,
    };

    const std::vector<Messages> m_seeds;
    std::mt19937_64 m_random;
};

/// What is tried without MPFUZZ_SECONDS, whichever comes first.
constexpr uint64_t kRuns = 10000;
constexpr uint64_t kSeconds = 8;

uint64_t number_of(const char* variable, uint64_t otherwise) {
    const char* const text = std::getenv(variable);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

class FuzzTest : public ::testing::Test {
protected:
    void try_one(const Bytes& bytes) {
        const char* const kept = std::getenv("MPFUZZ_KEEP");
        if (kept) {
            std::ofstream(kept, std::ios::binary)
                .write(reinterpret_cast<const char*>(bytes.data()),
                       static_cast<std::streamsize>(bytes.size()));
        }
        LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
        if (++m_tried % kTogether != 0 && !kept) return;
        ASSERT_TRUE(fuzz_threads_ended());
    }
    void TearDown() override {
        EXPECT_TRUE(fuzz_threads_ended());
        fuzz_stop();
    }

private:
    /// Inputs between one look at the threads and the next.
    static constexpr uint64_t kTogether = 64;
    uint64_t m_tried = 0;
};

TEST_F(FuzzTest, Connection) {
    if (const char* const input = std::getenv("MPFUZZ_INPUT")) {
        std::ifstream file(input, std::ios::binary);
        try_one(Bytes(std::istreambuf_iterator<char>(file), {}));
        return;
    }
    std::vector<Messages> seeds = recorded();
    seeds.push_back(by_hand());
    for (const Messages& seed : seeds) {
        ASSERT_GT(seed.size(), 5u);
        ASSERT_NO_FATAL_FAILURE(try_one(join(seed)));
    }
    const uint64_t seconds = number_of("MPFUZZ_SECONDS", 0);
    const uint64_t most = seconds == 0 ? kRuns : std::numeric_limits<uint64_t>::max();
    Mutator mutator(seeds, number_of("MPFUZZ_SEED", 1));
    const auto end =
        std::chrono::steady_clock::now() + std::chrono::seconds(seconds == 0 ? kSeconds : seconds);
    uint64_t runs = 0;
    while (runs < most && std::chrono::steady_clock::now() < end) {
        try_one(mutator.next());
        if (HasFatalFailure()) break;
        ++runs;
    }
    std::printf("%llu mutations of %zu exchanges\n", static_cast<unsigned long long>(runs), seeds.size());
}

}  // namespace
}  // namespace mp::test
