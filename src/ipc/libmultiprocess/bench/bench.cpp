// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// mpbench [seconds]: echoes of several sizes, calls back and many threads at once, through proxies and in
// plain Cap'n Proto with one hand-over to another thread on each side. Both sides are threads of this
// process, connected by a socket pair. Prints the time of a call and the voluntary context switches that it
// costs.

#include <kj/async-io.h>
#include <kj/thread.h>
#include <mp/bench/echo.capnp.proxy.h>
#include <mp/loop-thread.h>
#include <mp/proxy-io.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace {

using std::chrono::steady_clock;

// ---- What is measured ----

/// Makes a call on the calling thread.
using Call = std::function<void()>;

struct Measured {
    double mean_us = 0;
    double p50_us = 0;
    double p99_us = 0;
    double p999_us = 0;
    double switches = 0;  ///< voluntary, per call
};

long voluntary_switches() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nvcsw;
}

Measured measure(size_t threads, double seconds, const Call& call) {
    std::vector<std::vector<double>> times(threads);
    const auto run = [&](std::vector<double>& mine, double time_s) {
        const auto end = steady_clock::now() + std::chrono::duration<double>(time_s);
        for (auto before = steady_clock::now(); before < end;) {
            call();
            const auto after = steady_clock::now();
            mine.push_back(std::chrono::duration<double, std::micro>(after - before).count());
            before = after;
        }
    };
    const auto run_all = [&](double time_s) {
        std::vector<std::thread> all;
        for (auto& mine : times) {
            mine.clear();
            all.emplace_back([&] { run(mine, time_s); });
        }
        for (std::thread& thread : all)
            thread.join();
    };
    run_all(seconds / 10);
    const long switches = voluntary_switches();
    run_all(seconds);
    const long switched = voluntary_switches() - switches;
    std::vector<double> sorted;
    for (const auto& mine : times)
        sorted.insert(sorted.end(), mine.begin(), mine.end());
    std::sort(sorted.begin(), sorted.end());
    const auto at = [&](double part) {
        return sorted[static_cast<size_t>(part * static_cast<double>(sorted.size() - 1))];
    };
    const auto count = static_cast<double>(sorted.size());
    return {seconds * 1e6 * static_cast<double>(threads) / count, at(0.5), at(0.99), at(0.999),
            static_cast<double>(switched) / count};
}

// ---- Through proxies ----

class Echo final : public mp::bench::Echo {
public:
    std::string echo(const std::string& data) override { return data; }
    int call_back(std::function<int(int)> function) override { return function(1); }
};

struct Proxies {
    Proxies() {
        const auto [ours, theirs] = mp::SocketPair();
        mp::ServeStream<mp::bench::messages::Echo>(server.get(), theirs, object);
        client = mp::ConnectStream<mp::bench::messages::Echo>(loop.get(), ours);
    }
    Echo object;
    mp::LoopThread server{"mpbench"};
    mp::LoopThread loop{"mpbench"};
    std::unique_ptr<mp::ProxyClient<mp::bench::messages::Echo>> client;
};

// ---- In plain Cap'n Proto ----

/// A thread with an event loop that others hand work to.
class PlainThread {
public:
    template <typename Body>
    explicit PlainThread(Body body)
        : m_thread([this, body = std::move(body)]() mutable {
              kj::AsyncIoContext io = kj::setupAsyncIo();
              auto stop = kj::newPromiseAndFulfiller<void>();
              m_stop = kj::mv(stop.fulfiller);
              auto state = body(io);
              m_ready.set_value(&kj::getCurrentThreadExecutor());
              stop.promise.wait(io.waitScope);
          }),
          m_executor(m_ready.get_future().get()) {}
    ~PlainThread() {
        m_executor->executeSync([this] { m_stop->fulfill(); });
        m_thread.join();
    }
    const kj::Executor& executor() const { return *m_executor; }

private:
    std::promise<const kj::Executor*> m_ready;
    kj::Own<kj::PromiseFulfiller<void>> m_stop;
    std::thread m_thread;
    const kj::Executor* m_executor;
};

class BareServer final : public mp::bench::messages::BareEcho::Server {
public:
    explicit BareServer(const kj::Executor& worker) : m_worker(worker) {}
    kj::Promise<void> echo(EchoContext context) override {
        const auto data = context.getParams().getData();
        return m_worker
            .executeAsync([text = std::string(data.asChars().begin(), data.size())] { return text; })
            .then([context](std::string&& text) mutable {
                context.getResults().setResult(
                    kj::arrayPtr(reinterpret_cast<const kj::byte*>(text.data()), text.size()));
            });
    }
    kj::Promise<void> callBack(CallBackContext context) override {
        return m_worker.executeAsync([] {})
            .then([context]() mutable {
                auto request = context.getParams().getFunction().callRequest();
                request.setValue(1);
                return request.send();
            })
            .then([this, context](auto&& response) mutable {
                return m_worker.executeAsync([value = response.getResult()] { return value; });
            })
            .then([context](int value) mutable { context.getResults().setResult(value); });
    }

private:
    const kj::Executor& m_worker;
};

class BareFunction final : public mp::bench::messages::BareFunction::Server {
public:
    explicit BareFunction(const kj::Executor& worker) : m_worker(worker) {}
    kj::Promise<void> call(CallContext context) override {
        return m_worker.executeAsync([value = context.getParams().getValue()] { return value + 1; })
            .then([context](int value) mutable { context.getResults().setResult(value); });
    }

private:
    const kj::Executor& m_worker;
};

struct Plain {
    struct ServerState {
        kj::Own<kj::AsyncIoStream> stream;
        kj::Own<capnp::TwoPartyServer> server;
    };
    struct ClientState {
        kj::Own<kj::AsyncIoStream> stream;
        kj::Own<capnp::TwoPartyClient> client;
    };
    Plain() {
        const auto [ours, theirs] = mp::SocketPair();
        server.emplace([this, theirs = theirs](kj::AsyncIoContext& io) {
            auto stream =
                io.lowLevelProvider->wrapSocketFd(theirs, kj::LowLevelAsyncIoProvider::TAKE_OWNERSHIP);
            auto made = kj::heap<capnp::TwoPartyServer>(kj::heap<BareServer>(worker.executor()));
            made->accept(kj::mv(stream));
            return ServerState{kj::Own<kj::AsyncIoStream>(), kj::mv(made)};
        });
        client.emplace([this, ours = ours](kj::AsyncIoContext& io) {
            auto stream =
                io.lowLevelProvider->wrapSocketFd(ours, kj::LowLevelAsyncIoProvider::TAKE_OWNERSHIP);
            auto made = kj::heap<capnp::TwoPartyClient>(*stream);
            echo = made->bootstrap().castAs<mp::bench::messages::BareEcho>();
            return ClientState{kj::mv(stream), kj::mv(made)};
        });
    }
    ~Plain() {
        client->executor().executeSync([this] { echo = nullptr; });
    }
    void call(const std::string& data) {
        client->executor().executeSync([&] {
            auto request = echo.echoRequest();
            request.setData(kj::arrayPtr(reinterpret_cast<const kj::byte*>(data.data()), data.size()));
            return request.send().then([](auto&& response) {
                const auto result = response.getResult();
                return std::string(result.asChars().begin(), result.size());
            });
        });
    }
    void call_back() {
        client->executor().executeSync([&] {
            auto request = echo.callBackRequest();
            request.setFunction(kj::heap<BareFunction>(caller.executor()));
            return request.send().then([](auto&& response) { return response.getResult(); });
        });
    }
    PlainThread worker{[](kj::AsyncIoContext&) { return 0; }};
    PlainThread caller{[](kj::AsyncIoContext&) { return 0; }};
    mp::bench::messages::BareEcho::Client echo = nullptr;
    std::optional<PlainThread> server;
    std::optional<PlainThread> client;
};

void compare(const std::string& name, size_t threads, double seconds, const Call& proxies,
             const Call& plain) {
    const Measured ours = measure(threads, seconds, proxies);
    const Measured bare = measure(threads, seconds, plain);
    std::printf(
        "%-22s %8.1f us (p50 %.1f, p99 %.1f, p99.9 %.1f; %.2f switches)   plain %8.1f us (%.2f)   ratio "
        "%.2f\n",
        name.c_str(), ours.mean_us, ours.p50_us, ours.p99_us, ours.p999_us, ours.switches, bare.mean_us,
        bare.switches, ours.mean_us / bare.mean_us);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 2;
    Proxies proxies;
    Plain plain;
    for (const auto& [name, size] :
         {std::pair{"echo of 0 B", 0}, {"echo of 1 KB", 1024}, {"echo of 1 MB", 1 << 20}}) {
        const std::string data(static_cast<size_t>(size), 'x');
        compare(
            name, 1, seconds, [&] { proxies.client->echo(data); }, [&] { plain.call(data); });
    }
    compare(
        "call back", 1, seconds, [&] { proxies.client->call_back([](int value) { return value + 1; }); },
        [&] { plain.call_back(); });
    for (const size_t threads : {2, 4, 8, 16, 32, 64}) {
        const std::string data(100, 'x');
        compare(
            "echo, " + std::to_string(threads) + " threads", threads, seconds,
            [&] { proxies.client->echo(data); }, [&] { plain.call(data); });
    }
    return 0;
}
