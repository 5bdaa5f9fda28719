// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/check.h"
#include "net/connections.h"
#include "net/eviction.h"
#include "net/system_environment.h"
#include "sys/test_directory.h"

namespace quanta::net {
namespace {

using namespace std::chrono_literals;

constexpr size_t kBytesPerRun = 256'000'000;

/// Sends messages as fast as they are taken, or takes them until enough have come.
class Flow final : public PeerEvents {
public:
    Connections* connections = nullptr;
    size_t to_send = 0;
    size_t message_bytes = 0;
    size_t received = 0;
    std::function<void()> on_complete;

    void peer_connected(const PeerOrigin& origin) override {
        connections->send(origin.id, wire::Version{.nonce = origin.our_nonce});
        send_more(origin.id);
    }
    void peer_disconnected(PeerId) override {}
    void message_received(PeerId, wire::Message message) override {
        const auto* block = std::get_if<wire::RawBlock>(&message);
        received += block == nullptr ? 0 : block->raw.size();
        if (received >= kBytesPerRun && on_complete) on_complete();
    }
    void message_refused(PeerId, std::string_view) override {}
    void send_queue_drained(PeerId peer) override { send_more(peer); }

private:
    void send_more(PeerId peer) {
        while (to_send > 0 && !connections->send_queue_full(peer)) {
            connections->send(peer, wire::RawBlock{base::Bytes(message_bytes)});
            to_send -= std::min(to_send, message_bytes);
        }
    }
};

/// One end of a connection.
struct End {
    End(Environment environment, NetOptions options)
        : book(groups, environment.clock, environment.random),
          bans(sys::real_file_system(), directory / "banlist.json", environment.clock, environment.random),
          local({}) {
        options.directory = directory.path();
        connections = std::make_unique<Connections>(
            options,
            ConnectionServices{environment, book, bans, local, groups, flow, sys::real_file_system()});
        flow.connections = connections.get();
        CHECK(connections->start());
    }

    sys::TestDirectory directory;
    addresses::NetworkGroups groups;
    addresses::AddressBook book;
    addresses::BanList bans;
    addresses::LocalAddresses local;
    Flow flow;
    std::unique_ptr<Connections> connections;
};

/// 256 MB of blocks from one end to the other, both in this thread.
void send_blocks(benchmark::State& state, bool v2) {
    const auto size = static_cast<size_t>(state.range(0));
    for (auto _ : state) {
        sys::EventLoop loop;
        SystemEnvironment system(loop, sys::system_clock(), sys::os_random());
        NetOptions options;
        options.automatic = Automatic::No;
        options.binds = {{.endpoint = {"127.0.0.1", 0}}};
        End receiver(system.environment(), options);
        options.binds.clear();
        End sender(system.environment(), options);
        sender.flow.to_send = kBytesPerRun;
        sender.flow.message_bytes = size;
        receiver.flow.on_complete = [&loop] { loop.stop(); };
        const std::string place = receiver.connections->listening_at().at(0).to_text();
        CHECK(sender.connections->connect_once(place, ConnectionType::Manual, v2));
        loop.run();
        CHECK(receiver.flow.received >= kBytesPerRun);
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * kBytesPerRun));
}

void BM_SendBlocksV1(benchmark::State& state) {
    send_blocks(state, false);
}
void BM_SendBlocksV2(benchmark::State& state) {
    send_blocks(state, true);
}
BENCHMARK(BM_SendBlocksV1)->Arg(10'000)->Arg(1'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_SendBlocksV2)->Arg(10'000)->Arg(1'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);

void BM_ChooseForEviction(benchmark::State& state) {
    sys::FakeRandom random(1);
    std::vector<EvictionCandidate> candidates(static_cast<size_t>(state.range(0)));
    for (size_t i = 0; i < candidates.size(); ++i) {
        candidates[i].id = static_cast<PeerId>(i);
        candidates[i].connected_at_us = static_cast<int64_t>(random.below(1'000'000));
        candidates[i].network_group = random.below(50);
        candidates[i].min_ping_us = static_cast<int64_t>(random.below(1'000'000));
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(choose_for_eviction(candidates));
}
BENCHMARK(BM_ChooseForEviction)->Arg(189);

}  // namespace
}  // namespace quanta::net
