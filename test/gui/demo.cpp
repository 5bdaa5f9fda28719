// Copyright (c) 2026 The Quanta developers. MIT licence.
// The window on a node that is not there, for looking at it: the node starts, synchronises, gets blocks, dies
// every two minutes and is back after ten seconds.
#include <ctime>
#include <memory>
#include <thread>

#include "gui/gui.h"
#include "world.h"

namespace {

using quanta::gui::test::World;
using quanta::gui::test::WorldSource;
using quanta::interfaces::NodePhase;
using quanta::interfaces::NodeStatus;

constexpr std::chrono::milliseconds kStep{500};
constexpr int kStartSteps = 20;
constexpr int kSyncSteps = 120;
constexpr int kLifeSteps = 240;
constexpr int kAwaySteps = 20;

void one_step(World& world, WorldSource& source, int step) {
    if (step == kLifeSteps) {
        source.set_mode(WorldSource::Mode::Refuse, "Nobody listens on node.sock");
        world.kill();
    }
    if (step >= kLifeSteps) return;
    source.set_mode(WorldSource::Mode::Ready);
    world.change([step](NodeStatus& status) {
        const double part = static_cast<double>(step) / kSyncSteps;
        status.phase = step < kStartSteps ? NodePhase::Starting : NodePhase::Running;
        status.phase_text = step < kStartSteps ? "Verifying blocks…" : "";
        status.initial_block_download = step < kSyncSteps;
        status.verification_progress = std::min(1.0, part);
        status.tip.height = static_cast<int>(840'000 * std::min(1.0, part));
        status.tip_time_s = std::time(nullptr);
        status.uptime_s = step / 2;
    });
}

}  // namespace

int main(int argc, char** argv) {
    const auto world = std::make_shared<World>();
    world->change_wallet("alice", [](auto& wallet) {
        wallet.history = quanta::gui::test::make_history(10'000, 840'000);
        wallet.status.trusted = {123'456'789};
    });
    WorldSource source(world);
    std::jthread life([&](const std::stop_token& stop) {
        for (int step = 0; !stop.stop_requested(); step = (step + 1) % (kLifeSteps + kAwaySteps)) {
            one_step(*world, source, step);
            std::this_thread::sleep_for(kStep);
        }
    });
    return quanta::gui::run(argc, argv, {.chain = "regtest", .version = "0.1.0", .closes_on_signals = true},
                            source);
}
