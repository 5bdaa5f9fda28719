// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "http/parser.h"
#include "http/rpc_server.h"
#include "rpc/control.h"
#include "sys/clock.h"
#include "sys/tcp_client.h"
#include "sys/thread.h"

namespace quanta::http {
namespace {

constexpr int kRequests = 1'000;

void ask_once(sys::TcpClient& client, std::string_view request, benchmark::State& state) {
    std::array<uint8_t, 4096> buffer;
    ResponseParser parser;
    if (!client.write_all(base::as_bytes(request))) return state.SkipWithError("write");
    for (ParseStatus status = ParseStatus::NeedMore; status == ParseStatus::NeedMore;) {
        const auto size = client.read_some(buffer);
        if (!size || *size == 0) return state.SkipWithError("read");
        status = parser.feed(base::ByteSpan(buffer).first(*size));
    }
}

/// 1,000 trivial calls, one after another, over one connection.
void BM_KeepAliveRequests(benchmark::State& state) {
    sys::EventLoop loop;
    rpc::Dispatcher dispatcher(sys::system_clock());
    rpc::add_control_methods(dispatcher, {[] {}, [] { return int64_t{1}; }, ""});
    dispatcher.end_warm_up();
    RpcOptions options;
    options.user = "u";
    options.password = "p";
    options.port = 0;
    auto server = RpcServer::create({loop, dispatcher, sys::real_file_system(), sys::os_random()}, options);
    sys::Thread thread("loop", [&] { loop.run(); });
    const auto client = sys::TcpClient::connect("127.0.0.1", (*server)->endpoints()[0].port,
                                                std::chrono::milliseconds(10'000));
    const std::string request =
        "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic dTpw\r\nContent-Length: 26\r\n\r\n"
        R"({"method":"uptime","id":1})";
    for (auto _ : state) {
        for (int i = 0; i < kRequests; ++i) ask_once(**client, request, state);
    }
    state.SetItemsProcessed(state.iterations() * kRequests);
    (*server)->stop();
    loop.stop();
}
BENCHMARK(BM_KeepAliveRequests)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace quanta::http
