// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Load on a server that runs already; tools/rpc_figures.py starts one and calls this.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base64.h"
#include "base/bytes.h"
#include "sys/tcp_client.h"
#include "sys/thread.h"

namespace quanta::http {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTimeout{120'000};

/// What the environment says of the server and the load.
struct Load {
    uint16_t port = 0;
    std::vector<std::string> requests;  ///< whole, sent in turn
    std::chrono::milliseconds time{2'000};
};

std::string text_of(const char* path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// QUANTA_BENCH_RPC: its port. QUANTA_BENCH_RPC_COOKIE: path of the cookie. QUANTA_BENCH_RPC_CALLS: path of
/// the bodies, one a line. QUANTA_BENCH_RPC_MS: how long each run takes, milliseconds.
std::optional<Load> load_of_environment() {
    const char* port = std::getenv("QUANTA_BENCH_RPC");
    const char* cookie = std::getenv("QUANTA_BENCH_RPC_COOKIE");
    const char* calls = std::getenv("QUANTA_BENCH_RPC_CALLS");
    if (port == nullptr || cookie == nullptr || calls == nullptr) return std::nullopt;
    Load load;
    load.port = static_cast<uint16_t>(std::atoi(port));
    if (const char* time = std::getenv("QUANTA_BENCH_RPC_MS"))
        load.time = std::chrono::milliseconds(std::atoi(time));
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " +
                             base::to_base64(text_of(cookie)) + "\r\nContent-Length: ";
    std::ifstream file(calls);
    for (std::string body; std::getline(file, body);)
        load.requests.push_back(head + std::to_string(body.size()) + "\r\n\r\n" + body);
    if (load.requests.empty()) return std::nullopt;
    return load;
}

/// Reads replies without looking at what they say.
class ReplyReader {
public:
    explicit ReplyReader(sys::TcpClient& client) : m_client(client), m_buffer(256 * 1024) {}

    /// Bytes of the next body; nothing when the connection broke.
    std::optional<size_t> next() {
        constexpr std::string_view kLength = "Content-Length: ";
        size_t have = 0;
        while (true) {
            const auto size = m_client.read_some(std::span(m_buffer).subspan(have));
            if (!size || *size == 0) return std::nullopt;
            have += *size;
            const std::string_view text(reinterpret_cast<const char*>(m_buffer.data()), have);
            const size_t end = text.find("\r\n\r\n");
            if (end == std::string_view::npos) continue;
            size_t length = 0;
            if (const size_t at = text.find(kLength); at < end)
                std::from_chars(text.data() + at + kLength.size(), text.data() + end, length);
            return skip(length, have - end - 4);
        }
    }

private:
    std::optional<size_t> skip(size_t length, size_t done) {
        while (done < length) {
            const auto size = m_client.read_some(m_buffer);
            if (!size || *size == 0) return std::nullopt;
            done += *size;
        }
        return length;
    }

    sys::TcpClient& m_client;
    std::vector<uint8_t> m_buffer;
};

enum class Connections : uint8_t { Kept, OnePerCall };

struct Outcome {
    std::vector<double> latencies_us;
    size_t bytes = 0;
    bool failed = false;
};

void ask_for_a_while(const Load& load, size_t first, Connections connections, Outcome& outcome) {
    const auto end = steady_clock::now() + load.time;
    std::unique_ptr<sys::TcpClient> client;
    for (size_t i = first; steady_clock::now() < end; ++i) {
        const auto start = steady_clock::now();
        if (client == nullptr || connections == Connections::OnePerCall) {
            auto fresh = sys::TcpClient::connect("127.0.0.1", load.port, kTimeout);
            outcome.failed = !fresh;
            if (outcome.failed) return;
            client = std::move(*fresh);
        }
        const std::string& request = load.requests[i % load.requests.size()];
        std::optional<size_t> size;
        if (client->write_all(base::as_bytes(request))) size = ReplyReader(*client).next();
        outcome.failed = !size;
        if (outcome.failed) return;
        outcome.bytes += *size;
        const std::chrono::duration<double, std::micro> taken = steady_clock::now() - start;
        outcome.latencies_us.push_back(taken.count());
    }
}

void put_load(benchmark::State& state, Connections connections) {
    const std::optional<Load> load = load_of_environment();
    if (!load) return state.SkipWithError("needs QUANTA_BENCH_RPC, …_COOKIE and …_CALLS");
    std::vector<Outcome> outcomes(static_cast<size_t>(state.range(0)));
    for (auto _ : state) {
        std::vector<sys::Thread> clients;
        for (size_t i = 0; i < outcomes.size(); ++i)
            clients.emplace_back("client",
                                 [&, i] { ask_for_a_while(*load, i * 7919, connections, outcomes[i]); });
    }
    Outcome all;
    for (const Outcome& outcome : outcomes) {
        if (outcome.failed) return state.SkipWithError("the connection failed");
        all.bytes += outcome.bytes;
        all.latencies_us.insert(all.latencies_us.end(), outcome.latencies_us.begin(),
                                outcome.latencies_us.end());
    }
    std::sort(all.latencies_us.begin(), all.latencies_us.end());
    const auto part = [&](double p) {
        return all.latencies_us[static_cast<size_t>(p * static_cast<double>(all.latencies_us.size() - 1))];
    };
    const auto count = static_cast<double>(all.latencies_us.size());
    state.counters["calls_per_s"] = count * 1000 / static_cast<double>(load->time.count());
    state.counters["reply_bytes"] = static_cast<double>(all.bytes) / count;
    state.counters["p50_us"] = part(0.5);
    state.counters["p99_us"] = part(0.99);
    state.counters["max_us"] = part(1);
}

/// As many clients as the argument says, each on a connection of its own, one call after another.
void rpc_load(benchmark::State& state) {
    put_load(state, Connections::Kept);
}
BENCHMARK(rpc_load)->Arg(1)->Arg(16)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

/// As rpc_load with a new connection for each call, which counts.
void rpc_connect(benchmark::State& state) {
    put_load(state, Connections::OnePerCall);
}
BENCHMARK(rpc_connect)->Arg(1)->Arg(16)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quanta::http
