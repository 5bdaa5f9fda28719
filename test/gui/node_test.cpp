// Copyright (c) 2026 The Quanta developers. MIT licence.
// What the window says about its node, whatever happens to that.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include <QElapsedTimer>
#include <QLabel>
#include <QTimer>
#include <QWidget>

#include "desk.h"

namespace quanta::gui::test {
namespace {

using interfaces::NodePhase;
using interfaces::NodeStatus;
using std::chrono::milliseconds;

TEST(Node, WindowShowsARunningNode) {
    Desk desk;
    desk.open();
    EXPECT_EQ(desk.backend->node().state().phase, LinkPhase::Running);
    EXPECT_EQ(desk.text("tipHeight"), "840\u202f000");
    EXPECT_EQ(desk.text("tipHash"), desk.world->status().tip.hash.to_text());
    EXPECT_EQ(desk.text("syncText"), "Up to date");
    EXPECT_FALSE(desk.is_shown("syncBar"));
    EXPECT_FALSE(desk.is_shown("startText"));
    EXPECT_EQ(desk.text("nodeVersion"), "Quanta 0.1.0, running for 2 h");
    EXPECT_EQ(desk.text("connections"), "10 peers (3 in, 7 out)");
    EXPECT_TRUE(desk.notices().empty());
    shoot(*desk.window, "running");
}

TEST(Node, PushesAreShownAtOnce) {
    Timing timing = quick_timing();
    timing.poll = milliseconds(60000);
    Desk desk(timing);
    desk.open();
    desk.world->change([](NodeStatus& status) { status.tip.height = 840'001; });
    EXPECT_TRUE(wait_until([&] { return desk.text("tipHeight") == "840\u202f001"; }));
    EXPECT_EQ(desk.world->count("status"), 1);
}

TEST(Node, IsAskedWhenNothingIsPushed) {
    Desk desk;
    desk.open();
    desk.world->change_silently([](NodeStatus& status) { status.tip.height = 840'002; });
    EXPECT_TRUE(wait_until([&] { return desk.text("tipHeight") == "840\u202f002"; }));
}

TEST(Node, SynchronisationTellsHowFarItIs) {
    Desk desk;
    desk.world->change_silently([](NodeStatus& status) {
        status.initial_block_download = true;
        status.tip.height = 412'345;
        status.tip_time_s = 1'463'000'000;
        status.verification_progress = 0.4319;
    });
    desk.open();
    EXPECT_EQ(desk.text("syncText"), "Synchronising: 43.1%");
    EXPECT_TRUE(desk.is_shown("syncBar"));
    shoot(*desk.window, "synchronising");
}

TEST(Node, WorkAndWarningsAreShown) {
    Desk desk;
    desk.world->change_silently([](NodeStatus& status) {
        status.work = {{"importing blk00012.dat", "43.1%, about 2 min left", 0.431, 120},
                       {"pruning", "12 files", -1, -1}};
        status.warnings = {"Unknown new rules activated (versionbit 28)", "This is a pre-release"};
    });
    desk.open();
    EXPECT_EQ(desk.text("workName"), "importing blk00012.dat");
    EXPECT_EQ(desk.text("workText"), "43.1%, about 2 min left");
    EXPECT_EQ(desk.text("warnings"), "Unknown new rules activated (versionbit 28)\nThis is a pre-release");
    shoot(*desk.window, "work-and-warnings");
    desk.world->change([](NodeStatus& status) {
        status.work.clear();
        status.warnings.clear();
    });
    EXPECT_TRUE(wait_until([&] { return !desk.is_shown("workName") && !desk.is_shown("warnings"); }));
}

TEST(Node, StartSaysWhatIsWaitedFor) {
    Desk desk;
    desk.source.set_mode(WorldSource::Mode::Wait, "Starting quanta-node");
    desk.world->change_silently([](NodeStatus& status) {
        status.phase = NodePhase::Starting;
        status.phase_text = "Verifying blocks…";
        status.work = {{"verifying the last 288 blocks", "57.0%, about 8 s left", 0.57, 8}};
    });
    desk.begin();
    EXPECT_TRUE(wait_until([&] { return desk.text("startText") == "Starting quanta-node…"; }));
    EXPECT_TRUE(desk.is_shown("startText"));
    shoot(*desk.window, "start-connecting");
    desk.source.set_mode(WorldSource::Mode::Ready);
    EXPECT_TRUE(wait_until([&] {
        return desk.text("startText") ==
               "Verifying blocks…  verifying the last 288 blocks: 57.0%, about 8 s left";
    }));
    shoot(*desk.window, "start-loading");
    EXPECT_EQ(desk.world->count("wallets"), 0);
    desk.window->show_page(MainWindow::Log);
    EXPECT_TRUE(desk.has_notice("Verifying blocks"));
    shoot(*desk.window, "loading-log");
    desk.window->show_page(MainWindow::Overview);
    desk.world->change([](NodeStatus& status) {
        status.phase = NodePhase::Running;
        status.work.clear();
    });
    EXPECT_TRUE(wait_until([&] { return desk.is_shown("tipHeight") && !desk.is_shown("startText"); }));
}

TEST(Node, WithoutStartPageTheOverviewIsThereFirst) {
    Desk desk(quick_timing(), {.start_page = false});
    desk.source.set_mode(WorldSource::Mode::Wait, "Looking for a node");
    desk.begin();
    EXPECT_TRUE(wait_until([&] { return desk.has_notice("Looking for a node…"); }));
    EXPECT_TRUE(desk.is_shown("syncText"));
    shoot(*desk.window, "connecting-without-start-page");
}

TEST(Node, NoNodeIsTriedAgainLaterAndLater) {
    Desk desk;
    desk.source.set_mode(WorldSource::Mode::Refuse, "quanta-node cannot be started: no such file");
    desk.begin();
    EXPECT_TRUE(wait_until([&] {
        return desk.has_notice(
            "There is no node. quanta-node cannot be started: no such file. Trying again in 1 s.");
    }));
    shoot(*desk.window, "no-node");
    QElapsedTimer timer;
    timer.start();
    EXPECT_TRUE(wait_until([&] { return desk.source.attempts() >= 6; }));
    // 40 + 80 + 160 + 160 + 160 ms lie between six attempts.
    EXPECT_GE(timer.elapsed(), 400);
    desk.source.set_mode(WorldSource::Mode::Ready);
    EXPECT_TRUE(wait_until([&] { return desk.backend->node().state().phase == LinkPhase::Running; }));
}

TEST(Node, LostNodeLeavesItsDataGreyAndDatedUntilItIsBack) {
    Desk desk;
    desk.open();
    desk.source.set_mode(WorldSource::Mode::Refuse, "Nobody listens on node.sock");
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.has_notice("The node has gone."); }));
    EXPECT_TRUE(desk.window->isVisible());
    EXPECT_EQ(desk.text("tipHeight"), "840\u202f000");
    EXPECT_FALSE(desk.find<QLabel>("tipHeight")->isEnabled());
    EXPECT_TRUE(desk.text("dataAge").starts_with("This is how it was at ")) << desk.text("dataAge");
    EXPECT_TRUE(desk.is_shown("dataAge"));
    shoot(*desk.window, "lost");
    desk.world->change_silently([](NodeStatus& status) { status.tip.height = 840'100; });
    desk.source.set_mode(WorldSource::Mode::Ready);
    EXPECT_TRUE(wait_until([&] { return desk.text("tipHeight") == "840\u202f100"; }));
    EXPECT_TRUE(desk.find<QLabel>("tipHeight")->isEnabled());
    EXPECT_FALSE(desk.is_shown("dataAge"));
    EXPECT_TRUE(wait_until([&] { return desk.notices().empty(); }));
    EXPECT_FALSE(desk.quit);
}

TEST(Node, LossIsNoticedWithoutAQuestion) {
    Timing timing = quick_timing();
    timing.poll = milliseconds(60000);
    Desk desk(timing);
    desk.open();
    desk.source.set_mode(WorldSource::Mode::Refuse, "It is away");
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.has_notice("The node has gone."); }));
}

TEST(Node, SilenceIsSaidAndEnds) {
    Desk desk;
    desk.open();
    desk.world->hang("node");
    EXPECT_TRUE(wait_until([&] { return desk.has_notice("The node has not answered for"); }));
    EXPECT_FALSE(desk.find<QLabel>("tipHeight")->isEnabled());
    EXPECT_EQ(desk.source.attempts(), 1);
    shoot(*desk.window, "not-answering");
    desk.world->release("node");
    EXPECT_TRUE(wait_until([&] { return desk.notices().empty(); }));
    EXPECT_TRUE(desk.find<QLabel>("tipHeight")->isEnabled());
    EXPECT_EQ(desk.source.attempts(), 1);
}

TEST(Node, SilentNodeThatGoesIsConnectedAnew) {
    Desk desk;
    desk.open();
    desk.world->hang("node");
    EXPECT_TRUE(wait_until([&] { return desk.has_notice("The node has not answered for"); }));
    desk.world->release("node");
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.source.attempts() == 2 && desk.notices().empty(); }));
}

/// Whether the event loop turns `count` times, however long that takes.
bool loop_turns(int count) {
    int turns = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&] { ++turns; });
    timer.start(milliseconds(5));
    return wait_until([&] { return turns >= count; });
}

TEST(Node, WindowLivesWhileCallsHang) {
    Timing timing = quick_timing();
    timing.status_limit = timing.call_limit = milliseconds(60000);
    // No look at the wallet comes between.
    timing.wallet_poll = milliseconds(60000);
    Desk desk(timing);
    desk.world->change_wallet("alice",
                              [](WorldWallet& wallet) { wallet.history = make_history(5, 840'000); });
    desk.open();
    ASSERT_TRUE(wait_until([&] { return desk.backend->wallets().chosen().has_value(); }));
    ASSERT_TRUE(wait_until([&] { return desk.world->count("transactions") >= 1; }));
    ASSERT_TRUE(loop_turns(20));
    const int asked = desk.world->count("status");
    for (const char* part : {"node", "wallets", "rpc"})
        desk.world->hang(part);
    ASSERT_TRUE(wait_until([&] { return desk.world->count("status") >= asked + 1; }));
    desk.window->show_page(MainWindow::Console);
    desk.type("consoleInput", "getbestblockhash");
    QMetaObject::invokeMethod(desk.find<QObject>("consoleInput"), "returnPressed");
    desk.window->show_page(MainWindow::Receive);
    desk.press("newAddressButton");
    ASSERT_TRUE(wait_until([&] { return desk.world->count("new_address") >= 1; }));
    // A window that waited for one of these calls would never get here.
    EXPECT_TRUE(loop_turns(40));
    EXPECT_TRUE(wait_until(
        [&] { return desk.text("slowCalls").find("Running “getbestblockhash”…") != std::string::npos; }));
    EXPECT_NE(desk.text("slowCalls").find("Asking the node how it is…"), std::string::npos)
        << desk.text("slowCalls");
    EXPECT_NE(desk.text("slowCalls").find("Asking “alice” for an address…"), std::string::npos);
    EXPECT_NE(desk.text("slowCalls").find("Running “getbestblockhash”…"), std::string::npos);
    shoot(*desk.window, "slow-calls");
    for (const char* part : {"node", "wallets", "rpc"})
        desk.world->release(part);
    EXPECT_TRUE(wait_until([&] { return desk.text("slowCalls").empty(); }));
}

TEST(Node, ForeignNodeGoesOnWhenTheWindowCloses) {
    Desk desk;
    desk.open();
    desk.window->close();
    EXPECT_TRUE(desk.quit);
    EXPECT_FALSE(desk.world->shutdown_requested());
    EXPECT_TRUE(desk.close_down());
}

TEST(Node, ForeignNodeThatStopsIsWaitedFor) {
    Desk desk;
    desk.open();
    desk.world->change([](NodeStatus& status) {
        status.phase = NodePhase::Stopping;
        status.phase_text = "Flushing the coins";
    });
    EXPECT_TRUE(
        wait_until([&] { return desk.has_notice("The node is shutting down. Flushing the coins."); }));
    shoot(*desk.window, "foreign-stopping");
    desk.source.set_mode(WorldSource::Mode::Refuse, "Nobody listens");
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.has_notice("The node has gone."); }));
    EXPECT_FALSE(desk.quit);
}

TEST(Node, OwnNodeIsShutDownBeforeTheWindowGoes) {
    Desk desk;
    desk.source.set_owns_node(true);
    desk.open();
    desk.window->close();
    ASSERT_TRUE(desk.window->shutdown_window());
    EXPECT_TRUE(desk.window->shutdown_window()->isVisible());
    EXPECT_FALSE(desk.window->isVisible());
    EXPECT_TRUE(wait_until([&] { return desk.world->shutdown_requested(); }));
    desk.world->change([](NodeStatus& status) {
        status.phase = NodePhase::Stopping;
        status.phase_text = "Writing the coin cache";
        status.work = {{"flushing", "71.0%, about 3 s left", 0.71, 3}};
    });
    const auto* said = desk.window->shutdown_window()->findChild<QLabel*>("shutdownText");
    EXPECT_TRUE(wait_until([&] {
        return said->text() == "Writing the coin cache.  flushing: 71.0%, about 3 s left";
    })) << said->text().toStdString();
    shoot(*desk.window->shutdown_window(), "shutdown");
    EXPECT_FALSE(desk.quit);
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.quit; }));
    EXPECT_EQ(desk.source.attempts(), 1);
    EXPECT_TRUE(desk.close_down());
}

TEST(Node, OwnNodeThatSomebodyStopsEndsTheWindow) {
    Desk desk;
    desk.source.set_owns_node(true);
    desk.open();
    desk.world->change([](NodeStatus& status) { status.phase = NodePhase::Stopping; });
    EXPECT_TRUE(wait_until([&] { return desk.window->shutdown_window() != nullptr; }));
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.quit; }));
    EXPECT_EQ(desk.source.attempts(), 1);
}

/// It went so fast that nobody saw it stopping.
TEST(Node, OwnNodeThatWasStoppedUnseenEndsTheWindow) {
    Desk desk;
    desk.source.set_owns_node(true);
    desk.open();
    desk.source.set_mode(WorldSource::Mode::Stopped);
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.quit; }));
    EXPECT_EQ(desk.source.attempts(), 2);
    EXPECT_TRUE(desk.close_down());
}

TEST(Node, OwnNodeThatDiesIsStartedAgain) {
    Desk desk;
    desk.source.set_owns_node(true);
    desk.open();
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.source.attempts() == 2 && desk.notices().empty(); }));
    EXPECT_FALSE(desk.quit);
}

TEST(Node, SecondCloseEndsAtOnce) {
    Desk desk;
    desk.source.set_owns_node(true);
    desk.open();
    desk.world->hang("node");
    desk.window->close();
    EXPECT_FALSE(desk.quit);
    const auto* said = desk.window->shutdown_window()->findChild<QLabel*>("shutdownText");
    EXPECT_TRUE(wait_until([&] { return said->text() == "The node does not answer."; }));
    desk.window->shutdown_window()->close();
    EXPECT_TRUE(desk.quit);
}

TEST(Node, CloseWhileConnectingEndsTheAttempt) {
    Desk desk;
    desk.source.set_owns_node(true);
    desk.source.set_mode(WorldSource::Mode::Wait, "Starting quanta-node");
    desk.begin();
    EXPECT_TRUE(wait_until([&] { return desk.source.attempts() == 1; }));
    desk.window->close();
    EXPECT_TRUE(wait_until([&] { return desk.quit; }));
    EXPECT_TRUE(desk.source.interrupted());
    EXPECT_FALSE(desk.world->shutdown_requested());
    EXPECT_TRUE(desk.close_down());
}

TEST(Node, CloseWhileWaitingToTryAgainEndsAtOnce) {
    Timing timing = quick_timing();
    timing.first_retry = timing.last_retry = milliseconds(60000);
    Desk desk(timing);
    desk.source.set_owns_node(true);
    desk.source.set_mode(WorldSource::Mode::Refuse, "No");
    desk.begin();
    EXPECT_TRUE(wait_until([&] { return desk.has_notice("There is no node."); }));
    desk.window->close();
    EXPECT_TRUE(desk.quit);
}

TEST(Node, EndDoesNotWaitForCallsThatHang) {
    Timing timing = quick_timing();
    timing.status_limit = milliseconds(60000);
    timing.patience = milliseconds(50);
    Desk desk(timing);
    desk.open();
    const int asked = desk.world->count("status");
    desk.world->hang("node");
    ASSERT_TRUE(wait_until([&] { return desk.world->count("status") >= asked + 1; }));
    desk.window->close();
    EXPECT_TRUE(desk.quit);
    EXPECT_FALSE(desk.close_down());
}

}  // namespace
}  // namespace quanta::gui::test
