// Copyright (c) 2026 The Quanta developers. MIT licence.
// What the window says of the node's peers, and what can be done with them.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

#include "desk.h"
#include "gui/network_button.h"
#include "gui/peer_model.h"
#include "gui/peer_text.h"
#include "gui/theme.h"
#include "gui/traffic_view.h"

namespace quanta::gui::test {
namespace {

using interfaces::NetworkStatus;
using interfaces::NodePhase;
using interfaces::NodeStatus;
using interfaces::PeerStatus;
using std::chrono::milliseconds;

/// A desk whose window shows the peers.
class PeersDesk : public Desk {
public:
    explicit PeersDesk(int peers = 10) {
        world->change_network([peers](NetworkStatus& network) { network.peers = make_peers(peers); });
        open();
        window->show_page(MainWindow::Peers);
        EXPECT_TRUE(wait_until([&] { return rows("peers") == peers; }));
    }

    QTableView& table(const char* name) const { return *find<QTableView>(name); }
    int rows(const char* name) const { return table(name).model()->rowCount(); }
    std::string cell(const char* name, int row, int column) const {
        return table(name).model()->index(row, column).data().toString().toStdString();
    }
    void select(const char* name, const std::vector<int>& lines) const {
        table(name).clearSelection();
        for (const int line : lines) {
            table(name).selectionModel()->select(table(name).model()->index(line, 0),
                                                 QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
    }
    QAction* action(const std::string& text) const {
        for (QAction* found : window->findChildren<QAction*>()) {
            if (found->text().remove('&').toStdString() == text) return found;
        }
        return nullptr;
    }
    bool asks_again() const {
        const int before = world->count("network");
        // The second one has begun after this was called.
        return wait_until([&] { return world->count("network") >= before + 2; });
    }
};

std::string clipboard() {
    return QApplication::clipboard()->text().toStdString();
}

TEST(Peers, AreListedWithOneCall) {
    PeersDesk desk;
    EXPECT_EQ(desk.text("peerSummary"), "10 peers (3 in, 7 out)");
    EXPECT_EQ(desk.text("connections"), "10 peers (3 in, 7 out)");
    EXPECT_EQ(desk.find<QToolButton>("statusNetwork")->text().toStdString(), "10 peers (3 in, 7 out)");
    EXPECT_TRUE(desk.is_shown("statusNetwork"));
    EXPECT_EQ(desk.cell("peers", 0, PeerModel::Number), "0");
    EXPECT_EQ(desk.cell("peers", 0, PeerModel::Direction), "↑ Out");
    EXPECT_EQ(desk.cell("peers", 1, PeerModel::Direction), "↓ In");
    EXPECT_EQ(desk.cell("peers", 2, PeerModel::Address), "[2001:db8::3]:8335");
    EXPECT_EQ(desk.cell("peers", 2, PeerModel::Kind), "Blocks only");
    EXPECT_EQ(desk.cell("peers", 1, PeerModel::Network), "Tor");
    EXPECT_EQ(desk.cell("peers", 1, PeerModel::Transport), "v1");
    EXPECT_EQ(desk.cell("peers", 6, PeerModel::Transport), "");
    EXPECT_EQ(desk.cell("peers", 1, PeerModel::Ping), "26 ms");
    EXPECT_EQ(desk.cell("peers", 6, PeerModel::Ping), "–");
    EXPECT_EQ(desk.cell("peers", 1, PeerModel::Sent), "123 kB");
    EXPECT_EQ(desk.cell("peers", 1, PeerModel::Received), "7.7 MB");
    EXPECT_EQ(desk.cell("peers", 3, PeerModel::UserAgent), "/Satoshi:29.1.0/");
    EXPECT_EQ(desk.cell("peers", 3, PeerModel::Services), "NETWORK, WITNESS, NETWORK_LIMITED, P2P_V2");
    const int statuses = desk.world->count("status");
    const int before = desk.world->count("network");
    EXPECT_TRUE(desk.asks_again());
    EXPECT_LE(desk.world->count("network") - before, 3 + (desk.world->count("status") - statuses) * 10);
    shoot(*desk.window, "peers");
}

TEST(Peers, AreSorted) {
    PeersDesk desk;
    const auto numbers = [&](int column, Qt::SortOrder order) {
        desk.table("peers").sortByColumn(column, order);
        std::string list;
        for (int row = 0; row < desk.rows("peers"); ++row)
            list += desk.cell("peers", row, PeerModel::Number);
        return list;
    };
    EXPECT_EQ(numbers(PeerModel::Number, Qt::DescendingOrder), "9876543210");
    EXPECT_EQ(numbers(PeerModel::Received, Qt::AscendingOrder), "0123456789");
    // The feeler has not answered yet: it comes after those who have.
    EXPECT_EQ(numbers(PeerModel::Ping, Qt::AscendingOrder), "0123457896");
    desk.world->change_network([](NetworkStatus& network) { network.peers[3].ping_s = 100; });
    EXPECT_TRUE(wait_until([&] { return desk.cell("peers", 8, PeerModel::Number) == "3"; }));
}

TEST(Peers, DetailsFollowTheSelectedPeer) {
    PeersDesk desk;
    EXPECT_FALSE(desk.is_shown("peerDetails"));
    desk.select("peers", {2});
    EXPECT_TRUE(desk.is_shown("peerDetails"));
    EXPECT_EQ(desk.text("peerKind"), "Blocks only");
    EXPECT_EQ(desk.text("peerDirection"), "We sought it");
    EXPECT_EQ(desk.text("peerTransport"), "v2, encrypted");
    EXPECT_EQ(desk.text("peerCommonheaders"), "840\u202f000");
    EXPECT_EQ(desk.text("peerLastblock"), "Never");
    EXPECT_EQ(desk.text("peerPermissions"), "–");
    shoot(*desk.window, "peer-selected");
    desk.world->change_network([](NetworkStatus& network) {
        network.peers.erase(network.peers.begin());
        network.peers[1].permissions = {"noban", "download"};
        network.peers[1].blocks_in_flight = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        network.peers.push_back(make_peers(12).back());
    });
    EXPECT_TRUE(wait_until([&] { return desk.text("peerPermissions") == "noban, download"; }));
    EXPECT_EQ(desk.text("peerBlocksaskedfor"), "1, 2, 3, 4, 5, 6, 7, 8, 1 more");
    EXPECT_EQ(desk.rows("peers"), 10);
    desk.select("peers", {1, 2});
    EXPECT_FALSE(desk.is_shown("peerDetails"));
    desk.select("peers", {1});
    EXPECT_EQ(desk.text("peerNumber"), "2");
    desk.world->change_network(
        [](NetworkStatus& network) { network.peers.erase(network.peers.begin() + 1); });
    EXPECT_TRUE(wait_until([&] { return !desk.is_shown("peerDetails"); }));
}

TEST(Peers, OfANodeThatBeginsAnewReplaceTheOthers) {
    PeersDesk desk;
    desk.world->change_network([](NetworkStatus& network) {
        network.peers = make_peers(4);
        network.peers.erase(network.peers.begin() + 1, network.peers.begin() + 3);
    });
    EXPECT_TRUE(wait_until([&] { return desk.rows("peers") == 2; }));
    desk.world->change_network([](NetworkStatus& network) { network.peers = make_peers(3); });
    EXPECT_TRUE(wait_until([&] { return desk.rows("peers") == 3; }));
    EXPECT_EQ(desk.cell("peers", 1, PeerModel::Number), "1");
}

TEST(Peers, AreDisconnected) {
    PeersDesk desk;
    EXPECT_FALSE(desk.action("Disconnect")->isEnabled());
    desk.select("peers", {0, 3});
    desk.act("Copy the address");
    EXPECT_EQ(clipboard(), "203.0.0.0:8333\n203.0.0.3:8336");
    desk.act("Disconnect");
    EXPECT_TRUE(wait_until([&] { return desk.rows("peers") == 8; }));
    EXPECT_EQ(desk.cell("peers", 0, PeerModel::Number), "1");
    EXPECT_EQ(desk.world->count("disconnect_peers"), 1);
}

TEST(Peers, AreBannedAndLetBack) {
    PeersDesk desk;
    // It came through our onion service: its address is that of many.
    desk.select("peers", {1});
    EXPECT_FALSE(desk.action("Ban for")->isEnabled());
    EXPECT_TRUE(desk.action("Disconnect")->isEnabled());
    desk.select("peers", {1, 2, 4});
    desk.act("1 week");
    EXPECT_TRUE(wait_until([&] { return desk.rows("bans") == 2; }));
    EXPECT_EQ(desk.world->count("ban"), 1);
    EXPECT_EQ(desk.rows("peers"), 8);
    const interfaces::BanStatus ban = desk.world->network().bans[0];
    EXPECT_EQ(ban.subnet, "2001:db8::3");
    EXPECT_EQ(ban.until_s - ban.created_s, 7 * 24 * 3600);
    EXPECT_EQ(desk.find<QTabWidget>("peerTabs")->tabText(1).remove('&').toStdString(), "Banned (2)");
    desk.act("Banned");
    EXPECT_TRUE(desk.is_shown("bans"));
    EXPECT_FALSE(desk.action("Lift the ban")->isEnabled());
    desk.select("bans", {0, 1});
    shoot(*desk.window, "bans");
    desk.act("Copy");
    EXPECT_EQ(clipboard(), "2001:db8::3\nfc00:3344:5566:7788::5");
    desk.act("Lift the ban");
    EXPECT_TRUE(wait_until([&] { return desk.rows("bans") == 0; }));
    EXPECT_EQ(desk.world->count("unban"), 1);
    EXPECT_EQ(desk.find<QTabWidget>("peerTabs")->tabText(1).remove('&').toStdString(), "Banned");
}

TEST(Peers, EachBanLastsAsLongAsItSays) {
    PeersDesk desk;
    const std::pair<const char*, int64_t> times[] = {
        {"1 hour", 3600}, {"1 day", 24 * 3600}, {"1 week", 7 * 24 * 3600}, {"1 year", 365 * 24 * 3600}};
    int bans = 0;
    for (const auto& [text, seconds] : times) {
        desk.select("peers", {0});
        ++bans;
        // Addresses that can be banned come first.
        desk.table("peers").sortByColumn(PeerModel::Network, Qt::AscendingOrder);
        desk.act(text);
        EXPECT_TRUE(wait_until([&] { return desk.rows("bans") == bans; })) << text;
        const interfaces::BanStatus ban = desk.world->network().bans.back();
        EXPECT_EQ(ban.until_s - ban.created_s, seconds) << text;
    }
}

TEST(Peers, NetworkIsSwitchedOffAndOn) {
    PeersDesk desk;
    auto* active = desk.find<QCheckBox>("networkActive");
    EXPECT_TRUE(active->isChecked());
    active->click();
    EXPECT_TRUE(wait_until([&] { return desk.text("peerSummary") == "The network is switched off"; }));
    EXPECT_FALSE(active->isChecked());
    EXPECT_FALSE(desk.action("Network activity")->isChecked());
    EXPECT_EQ(desk.text("connections"), "The network is switched off");
    EXPECT_EQ(desk.find<QToolButton>("statusNetwork")->text().toStdString(), "Network off");
    desk.world->change_network([](NetworkStatus& network) { network.peers.clear(); });
    EXPECT_TRUE(wait_until([&] { return desk.rows("peers") == 0; }));
    shoot(*desk.window, "network-off");
    desk.act("Network activity");
    EXPECT_TRUE(wait_until([&] { return desk.text("peerSummary") == "No peers"; }));
    EXPECT_TRUE(active->isChecked());
    EXPECT_TRUE(desk.action("Network activity")->isChecked());
    shoot(*desk.window, "peers-none");
}

TEST(Peers, WhatFailsIsSaid) {
    PeersDesk desk;
    desk.select("peers", {0});
    desk.world->fail("network", "The node is busy");
    desk.act("1 hour");
    EXPECT_TRUE(wait_until([&] { return desk.find<QMessageBox>("report") != nullptr; }));
    EXPECT_EQ(desk.find<QMessageBox>("report")->text().toStdString(), "The node is busy.");
    EXPECT_TRUE(wait_until([&] { return desk.is_shown("peersAge"); }));
    EXPECT_NE(desk.text("peersAge").find("The node is busy."), std::string::npos);
    EXPECT_EQ(desk.rows("peers"), 10);
    desk.world->fail("network", "");
    EXPECT_TRUE(wait_until([&] { return !desk.is_shown("peersAge"); }));
}

TEST(Peers, StayReadableWhenTheNodeHasGone) {
    PeersDesk desk;
    desk.select("peers", {3});
    desk.source.set_mode(WorldSource::Mode::Refuse, "Nobody listens on node.sock");
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.has_notice("The node has gone."); }));
    EXPECT_TRUE(wait_until([&] { return desk.is_shown("peersAge"); }));
    EXPECT_EQ(desk.rows("peers"), 10);
    EXPECT_TRUE(desk.table("peers").isEnabled());
    EXPECT_TRUE(desk.is_shown("peerDetails"));
    EXPECT_EQ(desk.find<QLineEdit>("peerUseragent")->text(), "/Satoshi:29.1.0/");
    EXPECT_FALSE(desk.action("Disconnect")->isEnabled());
    EXPECT_FALSE(desk.action("Ban for")->isEnabled());
    EXPECT_TRUE(desk.action("Copy the address")->isEnabled());
    EXPECT_FALSE(desk.find<QCheckBox>("networkActive")->isEnabled());
    EXPECT_TRUE(desk.table("peers").model()->index(0, 0).data(Qt::ForegroundRole).isValid());
    shoot(*desk.window, "peers-node-gone");
    desk.source.set_mode(WorldSource::Mode::Ready);
    EXPECT_TRUE(wait_until([&] { return !desk.is_shown("peersAge"); }));
    EXPECT_TRUE(wait_until([&] { return desk.action("Disconnect")->isEnabled(); }));
    EXPECT_FALSE(desk.table("peers").model()->index(0, 0).data(Qt::ForegroundRole).isValid());
}

TEST(Peers, ThatAreNotToldHoldUpNothingElse) {
    PeersDesk desk;
    desk.world->hang("network");
    EXPECT_TRUE(wait_until([&] { return desk.is_shown("peersAge"); }));
    desk.world->change([](NodeStatus& status) { status.tip.height = 840'009; });
    EXPECT_TRUE(wait_until([&] { return desk.text("tipHeight") == "840\u202f009"; }));
    EXPECT_TRUE(wait_until([&] { return desk.text("slowCalls").starts_with("Asking for the peers…"); }));
    desk.world->release("network");
    EXPECT_TRUE(wait_until([&] { return !desk.is_shown("peersAge"); }));
}

TEST(Peers, AreNotKnownBeforeTheNodeTakesPart) {
    Desk desk;
    desk.world->change_network([](NetworkStatus& network) { network = {}; });
    desk.world->change_silently([](NodeStatus& status) { status.phase = NodePhase::Starting; });
    desk.begin();
    desk.window->show_page(MainWindow::Peers);
    EXPECT_TRUE(wait_until([&] { return desk.world->count("network") > 1; }));
    EXPECT_EQ(desk.text("peerSummary"), "The peers are not known yet");
    EXPECT_FALSE(desk.is_shown("peersAge"));
    EXPECT_FALSE(desk.is_shown("statusNetwork"));
    EXPECT_FALSE(desk.find<QCheckBox>("networkActive")->isEnabled());
}

TEST(Peers, AreAskedForSeldomWhileNobodyLooks) {
    Timing timing = quick_timing();
    timing.traffic_poll = milliseconds(60'000);
    Desk desk(timing);
    desk.open();
    EXPECT_TRUE(wait_until([&] { return desk.backend->network().is_fresh(); }));
    const int before = desk.world->count("network");
    run_for(5 * timing.network_poll);
    EXPECT_EQ(desk.world->count("network"), before);
    desk.window->show_page(MainWindow::Peers);
    EXPECT_TRUE(wait_until([&] { return desk.world->count("network") > before + 2; }));
}

TEST(Peers, AHundred) {
    PeersDesk desk(100);
    desk.table("peers").sortByColumn(PeerModel::Received, Qt::DescendingOrder);
    desk.select("peers", {4});
    EXPECT_EQ(desk.cell("peers", 0, PeerModel::Number), "99");
    EXPECT_EQ(desk.text("peerNumber"), "95");
    shoot(*desk.window, "peers-100");
}

TEST(Peers, UserAgentsHaveNoHiddenLetters) {
    EXPECT_EQ(user_agent_text("/a\n\u202eb\x01/"), "/a??b?/");
    EXPECT_EQ(user_agent_text("/ü:1.0(<b>x</b>)/"), "/ü:1.0(<b>x</b>)/");
}

TEST(Peers, WordsThatAreNotKnownAreShownAsTheyAre) {
    EXPECT_EQ(connection_text("private-broadcast"), "private-broadcast");
    EXPECT_EQ(network_text("yggdrasil"), "yggdrasil");
    EXPECT_EQ(transport_text("v3"), "v3");
    EXPECT_EQ(peer_count_text(1, 1), "1 peer (1 in, 0 out)");
}

TEST(Peers, BarsGrowWithConnections) {
    const std::pair<int, int> expected[] = {{0, 0}, {1, 1}, {3, 1},  {4, 2},  {6, 2},
                                            {7, 3}, {9, 3}, {10, 4}, {125, 4}};
    for (const auto& [connections, bars] : expected)
        EXPECT_EQ(connection_bars(connections), bars) << connections;
}

TEST(Traffic, ChartsEndAtRoundRates) {
    const std::pair<double, double> expected[] = {
        {0, 1000},      {1000, 1000},     {1001, 2000},   {2000, 2000}, {2001, 5000},
        {5001, 10'000}, {10'000, 10'000}, {999'999, 1e6}, {1e6, 1e6},   {3e8, 5e8}};
    for (const auto& [rate, top] : expected)
        EXPECT_DOUBLE_EQ(chart_top(rate), top) << rate;
}

TEST(Traffic, IsDrawnAndCleared) {
    PeersDesk desk;
    desk.act("Traffic");
    EXPECT_TRUE(desk.is_shown("trafficChart"));
    uint64_t sum = 5'000'000;
    desk.world->change_network(
        [&](NetworkStatus& network) { network.bytes_received = network.bytes_sent = sum; });
    EXPECT_TRUE(desk.asks_again());
    for (int i = 0; i < 25; ++i) {
        run_for(milliseconds(60));
        sum += static_cast<uint64_t>(20'000 + 15'000 * std::sin(i));
        desk.world->change_network([&](NetworkStatus& network) {
            network.bytes_received = sum;
            network.bytes_sent += 5'000;
        });
    }
    EXPECT_TRUE(
        wait_until([&] { return desk.text("trafficReceived").ends_with("5.5 MB since the node’s start"); }));
    EXPECT_TRUE(desk.text("trafficSent").ends_with("5.1 MB since the node’s start"))
        << desk.text("trafficSent");
    const QWidget* chart = desk.find<QWidget>("trafficChart");
    EXPECT_TRUE(wait_until([&] { return !chart->accessibleDescription().contains("Received 0 B/s"); }));
    shoot(*desk.window, "traffic");
    desk.find<QComboBox>("trafficLength")->setCurrentIndex(7);
    shoot(*desk.window, "traffic-day");
    desk.press("trafficClear");
    EXPECT_TRUE(desk.text("trafficReceived").starts_with("■ Received 0 B/s"));
}

TEST(Traffic, OfADayIsSeen) {
    using std::chrono::seconds;
    TrafficHistory history;
    const auto now = std::chrono::steady_clock::now();
    constexpr int kDay = 24 * 60 * 60;
    double sent = 0, received = 0;
    for (int second = 0; second <= kDay; second += 10) {
        const double hour = second / 3600.0;
        received += 10 * (30'000 + 28'000 * std::sin(hour) + (second % 7000 < 300 ? 250'000 : 0));
        sent += 10 * (60'000 + 40'000 * std::cos(hour / 2));
        history.add(now - seconds(kDay - second), static_cast<uint64_t>(sent),
                    static_cast<uint64_t>(received));
    }
    TrafficChart chart;
    chart.resize(820, 420);
    chart.show();
    chart.set_length(seconds(kDay), 6);
    chart.show_history(history);
    shoot(chart, "traffic-chart");
    const QImage image = chart.grab().toImage();
    const auto has = [&image](const QColor& colour) {
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == colour) return true;
            }
        }
        return false;
    };
    EXPECT_TRUE(has(colour_of(Tone::Accent)));
    EXPECT_TRUE(has(colour_of(Tone::Warning)));
    history.clear();
    chart.show_history(history);
    EXPECT_TRUE(chart.accessibleDescription().startsWith("Received 0 B/s, sent 0 B/s"));
}

}  // namespace
}  // namespace quanta::gui::test
