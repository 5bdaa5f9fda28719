// Copyright (c) 2026 The Quanta developers. MIT licence.
// What the window shows of wallets, and does with them.
#include <gtest/gtest.h>

#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTableWidget>

#include "desk.h"
#include "gui/transaction_model.h"

namespace quanta::gui::test {
namespace {

void add_alice(World& world, int transactions) {
    world.change_wallet("alice", [&](WorldWallet& wallet) {
        wallet.status.trusted = {123'456'789};
        wallet.status.untrusted_pending = {5'000};
        wallet.status.immature = {5'000'000'000};
        wallet.history = make_history(transactions, 840'000);
    });
}

/// Waits until the window knows the wallets.
bool wait_for_wallet(Desk& desk, const std::string& name) {
    return wait_until([&] {
        return desk.backend->wallets().chosen() == name && desk.backend->wallets().status() &&
               desk.backend->wallets().is_fresh();
    });
}

QAbstractItemModel& transactions(const Desk& desk) {
    return *desk.find<QTableView>("transactions")->model();
}

TEST(Wallets, BalancesAreShownInEachUnit) {
    Desk desk;
    add_alice(*desk.world, 3);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    EXPECT_EQ(desk.text("balanceAvailable"), "1.23456789 BTC");
    EXPECT_EQ(desk.text("balancePending"), "0.00005000 BTC");
    EXPECT_EQ(desk.text("balanceTotal"), "51.23461789 BTC");
    shoot(*desk.window, "wallet");
    desk.act("mBTC");
    EXPECT_EQ(desk.text("balanceAvailable"), "1\u202f234.56789 mBTC");
    desk.act("sat");
    EXPECT_EQ(desk.text("balanceImmature"), "5\u202f000\u202f000\u202f000 sat");
    EXPECT_EQ(
        transactions(desk).headerData(TransactionModel::Value, Qt::Horizontal, Qt::DisplayRole).toString(),
        "Amount (sat)");
}

TEST(Wallets, NoneIsSaid) {
    Desk desk;
    desk.open();
    EXPECT_TRUE(wait_until([&] { return desk.text("noWallet").starts_with("No wallet is loaded."); }));
    EXPECT_FALSE(desk.find<QComboBox>("walletChooser")->isEnabled());
    desk.window->show_page(MainWindow::Receive);
    EXPECT_FALSE(desk.find<QPushButton>("newAddressButton")->isEnabled());
    shoot(*desk.window, "receive-no-wallet");
}

TEST(Wallets, NodeWithoutThemIsNoTrouble) {
    Desk desk;
    add_alice(*desk.world, 3);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.source.set_has_wallets(false);
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.text("noWallet") == "This node has no wallets."; }));
    EXPECT_TRUE(wait_until([&] { return desk.notices().empty(); }));
    EXPECT_FALSE(desk.backend->wallets().chosen());
    EXPECT_FALSE(desk.find<QComboBox>("walletChooser")->isEnabled());
}

TEST(Wallets, AreListedAndChosen) {
    Desk desk;
    add_alice(*desk.world, 3);
    desk.world->change_wallet("bob", [](WorldWallet& wallet) { wallet.status.trusted = {42}; });
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    auto* chooser = desk.find<QComboBox>("walletChooser");
    EXPECT_EQ(chooser->count(), 2);
    chooser->setCurrentText("bob");
    ASSERT_TRUE(wait_for_wallet(desk, "bob"));
    EXPECT_EQ(desk.text("balanceAvailable"), "0.00000042 BTC");
    EXPECT_EQ(transactions(desk).rowCount(), 0);
    EXPECT_EQ(desk.preferences.wallet(), "bob");
    desk.world->change_wallet("carol", [](WorldWallet&) {});
    EXPECT_TRUE(wait_until([&] { return chooser->count() == 3; }));
    EXPECT_EQ(chooser->currentText(), "bob");
}

TEST(Wallets, ThePreferredOneIsChosenFirst) {
    Desk desk;
    add_alice(*desk.world, 0);
    desk.world->change_wallet("zoe", [](WorldWallet&) {});
    desk.backend->wallets().prefer("zoe");
    desk.open();
    EXPECT_TRUE(wait_for_wallet(desk, "zoe"));
}

TEST(Wallets, OneThatGoesIsReplacedByAnother) {
    Desk desk;
    add_alice(*desk.world, 0);
    desk.world->change_wallet("bob", [](WorldWallet&) {});
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.world->set_loaded("alice", false);
    EXPECT_TRUE(wait_for_wallet(desk, "bob"));
    desk.world->set_loaded("bob", false);
    EXPECT_TRUE(wait_until([&] { return !desk.backend->wallets().chosen(); }));
    EXPECT_TRUE(desk.is_shown("noWallet"));
}

TEST(Wallets, ChangesAreShown) {
    Desk desk;
    add_alice(*desk.world, 1);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.world->change_wallet("alice", [](WorldWallet& wallet) { wallet.status.trusted = {7}; });
    EXPECT_TRUE(wait_until([&] { return desk.text("balanceAvailable") == "0.00000007 BTC"; }));
}

TEST(Wallets, ScanTellsHowFarItIs) {
    Desk desk;
    add_alice(*desk.world, 1);
    desk.world->change_wallet("alice", [](WorldWallet& wallet) {
        wallet.status.scan_progress = 0.42;
        wallet.status.synced.height = 352'800;
    });
    desk.begin();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    EXPECT_TRUE(
        wait_until([&] { return desk.has_notice("Wallet “alice” is looking for its transactions"); }));
    EXPECT_TRUE(desk.is_shown("scanBar"));
    shoot(*desk.window, "scanning");
    desk.world->change_wallet("alice", [](WorldWallet& wallet) { wallet.status.scan_progress = 1; });
    EXPECT_TRUE(wait_until([&] { return desk.notices().empty() && !desk.is_shown("scanBar"); }));
}

TEST(Wallets, StartOfTheirProcessIsWaitedFor) {
    Timing timing = quick_timing();
    timing.call_limit = std::chrono::milliseconds(20000);
    Desk desk(timing);
    add_alice(*desk.world, 1);
    desk.world->hang("wallets");
    desk.begin();
    EXPECT_TRUE(wait_until(
        [&] { return desk.has_notice("Waiting for the wallets: their process may be starting."); }));
    EXPECT_EQ(desk.text("tipHeight"), "840\u202f000");
    shoot(*desk.window, "wallets-starting");
    desk.world->release("wallets");
    EXPECT_TRUE(wait_for_wallet(desk, "alice"));
}

TEST(Wallets, LossOfTheirProcessIsSaidAndEnds) {
    Desk desk;
    add_alice(*desk.world, 3);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.world->fail("wallets", "The wallet process has gone");
    desk.world->change_wallet("alice", [](WorldWallet&) {});
    EXPECT_TRUE(wait_until([&] {
        return desk.has_notice(
            "The wallets are not available. The wallet process has gone. Asking again in 1 s.");
    }));
    EXPECT_FALSE(desk.find<QLabel>("balanceAvailable")->isEnabled());
    EXPECT_TRUE(desk.find<QLabel>("tipHeight")->isEnabled());
    shoot(*desk.window, "wallets-unavailable");
    desk.world->fail("wallets", "");
    EXPECT_TRUE(wait_until([&] { return desk.notices().empty(); }));
    EXPECT_TRUE(desk.find<QLabel>("balanceAvailable")->isEnabled());
}

TEST(Wallets, SilenceOfTheirProcessIsSaidAndHarmsNobodyElse) {
    Desk desk;
    add_alice(*desk.world, 3);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.world->hang("wallets");
    EXPECT_TRUE(wait_until([&] { return desk.has_notice("The wallets do not answer."); }));
    desk.world->change_silently([](interfaces::NodeStatus& status) { status.tip.height = 840'003; });
    EXPECT_TRUE(wait_until([&] { return desk.text("tipHeight") == "840\u202f003"; }));
    shoot(*desk.window, "wallets-silent");
    desk.world->release("wallets");
    EXPECT_TRUE(wait_until([&] { return desk.notices().empty(); }));
}

TEST(Wallets, AreBackAfterTheNodeIs) {
    Desk desk;
    add_alice(*desk.world, 3);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.source.set_mode(WorldSource::Mode::Refuse, "Away");
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.has_notice("The node has gone."); }));
    EXPECT_EQ(desk.text("balanceAvailable"), "1.23456789 BTC");
    EXPECT_FALSE(desk.find<QLabel>("balanceAvailable")->isEnabled());
    desk.world->change_wallet("alice", [](WorldWallet& wallet) { wallet.status.trusted = {9}; });
    desk.source.set_mode(WorldSource::Mode::Ready);
    EXPECT_TRUE(wait_until([&] { return desk.text("balanceAvailable") == "0.00000009 BTC"; }));
}

TEST(Transactions, ArePagedByOneCallForAThousand) {
    Desk desk;
    add_alice(*desk.world, 10'000);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.window->show_page(MainWindow::Transactions);
    QAbstractItemModel& model = transactions(desk);
    ASSERT_TRUE(wait_until([&] { return model.rowCount() == 1000; }));
    EXPECT_EQ(desk.world->count("transactions"), 1);
    EXPECT_EQ(desk.text("transactionsShown"), "1\u202f000 of 10\u202f000 lines; scroll down for more.");
    shoot(*desk.window, "transactions");
    auto* bar = desk.find<QTableView>("transactions")->verticalScrollBar();
    for (int rows = 2000; rows <= 10'000; rows += 1000) {
        bar->setValue(bar->maximum());
        ASSERT_TRUE(wait_until([&] { return model.rowCount() >= rows; })) << rows;
    }
    bar->setValue(bar->maximum());
    run_for(std::chrono::milliseconds(50));
    EXPECT_EQ(model.rowCount(), 10'000);
    EXPECT_EQ(desk.world->count("transactions"), 10);
    EXPECT_EQ(desk.text("transactionsShown"), "10\u202f000 lines.");
}

TEST(Transactions, NewOnesComeOnTopWithOneCall) {
    Desk desk;
    add_alice(*desk.world, 1500);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.window->show_page(MainWindow::Transactions);
    QAbstractItemModel& model = transactions(desk);
    ASSERT_TRUE(wait_until([&] { return model.rowCount() == 1000; }));
    int resets = 0;
    QObject::connect(&model, &QAbstractItemModel::modelReset, [&] { ++resets; });
    const QVariant first = model.index(0, TransactionModel::Address).data();
    desk.world->change_wallet("alice",
                              [](WorldWallet& wallet) { wallet.history = make_history(1502, 840'000); });
    ASSERT_TRUE(wait_until([&] { return model.rowCount() == 1002; }));
    EXPECT_EQ(model.index(2, TransactionModel::Address).data(), first);
    EXPECT_EQ(resets, 0);
    EXPECT_EQ(desk.world->count("transactions"), 2);
}

TEST(Transactions, AnotherHistoryIsReadAnew) {
    Desk desk;
    add_alice(*desk.world, 20);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    QAbstractItemModel& model = transactions(desk);
    ASSERT_TRUE(wait_until([&] { return model.rowCount() == 20; }));
    desk.world->change_wallet("alice", [](WorldWallet& wallet) {
        wallet.history = make_history(30, 840'000);
        wallet.history.erase(wallet.history.begin() + 5, wallet.history.begin() + 25);
    });
    EXPECT_TRUE(wait_until([&] { return model.rowCount() == 10; }));
}

TEST(Transactions, ConfirmationsGrowWithTheChain) {
    Desk desk;
    add_alice(*desk.world, 3);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    QAbstractItemModel& model = transactions(desk);
    const auto confirmations = [&](int row) {
        return model.index(row, TransactionModel::Confirmations).data().toString().toStdString();
    };
    ASSERT_TRUE(wait_until([&] { return model.rowCount() == 3; }));
    EXPECT_EQ(confirmations(0), "Pending");
    EXPECT_EQ(confirmations(1), "1 of 6");
    EXPECT_EQ(confirmations(2), "2 of 6");
    desk.world->change_wallet("alice", [](WorldWallet& wallet) { wallet.status.synced.height = 840'005; });
    EXPECT_TRUE(wait_until([&] { return confirmations(1) == "6"; })) << confirmations(1);
}

TEST(Receive, AddressesAreGivenOutAndCopied) {
    Desk desk;
    add_alice(*desk.world, 0);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.window->show_page(MainWindow::Receive);
    desk.type("addressLabel", "rent");
    desk.find<QComboBox>("addressType")->setCurrentIndex(1);
    desk.press("newAddressButton");
    const auto* address = desk.find<QLineEdit>("newAddress");
    ASSERT_TRUE(wait_until([&] { return !address->text().isEmpty(); }));
    EXPECT_EQ(address->text(), "bcrt1qalicebech32mrent");
    EXPECT_EQ(desk.find<QTableWidget>("givenAddresses")->rowCount(), 1);
    EXPECT_TRUE(desk.find<QLineEdit>("addressLabel")->text().isEmpty());
    desk.press("copyAddress");
    EXPECT_EQ(QGuiApplication::clipboard()->text(), "bcrt1qalicebech32mrent");
    shoot(*desk.window, "receive");
}

TEST(Receive, RefusalIsShown) {
    Desk desk;
    add_alice(*desk.world, 0);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.window->show_page(MainWindow::Receive);
    desk.world->fail("wallets", "This wallet has no available keys");
    desk.press("newAddressButton");
    EXPECT_TRUE(
        wait_until([&] { return desk.text("addressMessage") == "This wallet has no available keys."; }));
}

/// The button of a dialog that does what it is for.
void accept(const Desk& desk, const char* dialog) {
    desk.find<QDialog>(dialog)->findChild<QPushButton*>("accept")->click();
}

TEST(Dialogs, CreateMakesAWalletAndChoosesIt) {
    Desk desk;
    add_alice(*desk.world, 0);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.act("Create a wallet…");
    auto* dialog = desk.find<QDialog>("createWallet");
    ASSERT_TRUE(dialog);
    EXPECT_FALSE(dialog->findChild<QPushButton*>("accept")->isEnabled());
    desk.type("walletName", "alice");
    accept(desk, "createWallet");
    EXPECT_TRUE(
        wait_until([&] { return desk.text("dialogMessage") == "A wallet of this name exists already."; }));
    shoot(*dialog, "create-wallet");
    desk.type("walletName", "new one");
    accept(desk, "createWallet");
    EXPECT_TRUE(wait_for_wallet(desk, "new one"));
    EXPECT_TRUE(wait_until([&] { return !desk.find<QDialog>("createWallet"); }));
}

TEST(Dialogs, LoadListsWhatIsNotLoaded) {
    Desk desk;
    add_alice(*desk.world, 0);
    desk.world->change_wallet("bob", [](WorldWallet& wallet) { wallet.loaded = false; });
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.act("Load a wallet…");
    auto* list = desk.find<QListWidget>("walletList");
    ASSERT_TRUE(list);
    ASSERT_TRUE(wait_until([&] { return list->count() == 1; }));
    EXPECT_EQ(list->item(0)->text(), "bob");
    shoot(*desk.find<QDialog>("loadWallet"), "load-wallet");
    accept(desk, "loadWallet");
    EXPECT_TRUE(wait_for_wallet(desk, "bob"));
    desk.act("Unload the wallet");
    EXPECT_TRUE(wait_for_wallet(desk, "alice"));
    EXPECT_FALSE(desk.find<QMessageBox>("report"));
}

TEST(Dialogs, SlowCreationCanBeLeft) {
    Desk desk;
    desk.open();
    ASSERT_TRUE(wait_until([&] { return desk.backend->wallets().is_fresh(); }));
    desk.act("Create a wallet…");
    desk.type("walletName", "slow");
    desk.world->hang("wallets");
    accept(desk, "createWallet");
    ASSERT_TRUE(wait_until([&] { return desk.world->count("create") >= 1; }));
    EXPECT_TRUE(wait_until(
        [&] { return desk.text("slowCalls").find("Creating wallet “slow”…") != std::string::npos; }));
    desk.find<QDialog>("createWallet")->reject();
    desk.world->release("wallets");
    EXPECT_TRUE(wait_for_wallet(desk, "slow"));
}

TEST(Dialogs, RefusedUnloadIsReported) {
    Desk desk;
    add_alice(*desk.world, 0);
    desk.open();
    ASSERT_TRUE(wait_for_wallet(desk, "alice"));
    desk.world->fail("wallets", "The wallet is busy");
    desk.act("Unload the wallet");
    EXPECT_TRUE(wait_until([&] { return desk.find<QMessageBox>("report"); }));
    EXPECT_EQ(desk.find<QMessageBox>("report")->text(), "The wallet is busy.");
    desk.find<QMessageBox>("report")->close();
}

}  // namespace
}  // namespace quanta::gui::test
