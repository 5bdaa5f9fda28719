// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/wallets.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include "keys/address.h"
#include "testing/temp_dir.h"
#include "wallet/local_wallet_loader.h"
#include "wallet/test_chain.h"

namespace quanta::wallet {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

base::Bytes script_of(const std::string& address) {
    const auto destination = keys::decode_address(address, regtest());
    EXPECT_TRUE(destination) << address;
    const primitives::ScriptBytes script = keys::script_for_destination(*destination);
    return {script.span().begin(), script.span().end()};
}

const base::Bytes kNobody{0x51};

/// Wallets over a chain of the test's.
class WalletsTest : public ::testing::Test {
protected:
    WalletOptions options() {
        WalletOptions options;
        options.directory = m_directory.path();
        options.params = regtest();
        options.keypool = 5;
        options.chain = m_chain.connect();
        options.random = &m_random;
        options.follower.silence = milliseconds(50);
        options.follower.first_wait = milliseconds(5);
        options.follower.longest_wait = milliseconds(20);
        options.follower.page_bytes = 2000;
        return options;
    }
    void start() { m_wallets = std::make_shared<Wallets>(options()); }
    /// As after the end of the process: nothing is closed in order.
    void restart() {
        m_wallets.reset();
        start();
    }
    std::shared_ptr<Wallet> create(const std::string& name) {
        auto wallet = m_wallets->create({.name = name});
        EXPECT_TRUE(wallet) << wallet.error().message;
        return *wallet;
    }
    std::shared_ptr<Wallet> load(const std::string& name) {
        auto wallet = m_wallets->load(name);
        EXPECT_TRUE(wallet) << wallet.error().message;
        return *wallet;
    }
    static base::Bytes new_script(Wallet& wallet, std::optional<OutputType> type = {}) {
        return script_of(wallet.new_address(type, Purpose::Receive, "").value());
    }
    /// Of the addresses that are given out usually.
    static std::vector<base::Bytes> first_scripts(const Wallet& wallet, uint32_t count) {
        std::vector<base::Bytes> scripts;
        wallet.read([&](const WalletView& view) {
            for (const auto& [id, descriptor] : view.addresses.descriptors()) {
                if (descriptor.row.internal || descriptor.parsed.output_type() != OutputType::Bech32)
                    continue;
                for (uint32_t i = 0; i < count; ++i)
                    scripts.push_back(descriptor.parsed.expand(i)->script);
            }
        });
        return scripts;
    }
    /// Waits for what a thread will bring about.
    static bool eventually(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + seconds(20);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            std::this_thread::sleep_for(milliseconds(1));
        }
        return true;
    }
    bool follows(const Wallet& wallet) {
        return eventually([&] { return wallet.tip() == m_chain.tip(); });
    }

    testing::TempDir m_directory{"wallets"};
    TestChain m_chain;
    sys::FakeRandom m_random{1};
    std::shared_ptr<Wallets> m_wallets;
};

TEST_F(WalletsTest, ReceivesAndMatures) {
    start();
    const auto wallet = create("w");
    m_chain.mine(new_script(*wallet));
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->immature.sat, 50 * primitives::kCoinSat);
    EXPECT_EQ(wallet->status()->trusted.sat, 0);
    m_chain.mine_empty(99);
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->trusted.sat, 0);
    EXPECT_EQ(wallet->transactions(0, 10)->transactions.at(0).kind, interfaces::TransactionKind::Immature);
    m_chain.mine_empty(1);
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->trusted.sat, 50 * primitives::kCoinSat);
    EXPECT_EQ(wallet->status()->immature.sat, 0);
    EXPECT_EQ(wallet->transactions(0, 10)->transactions.at(0).kind, interfaces::TransactionKind::Generate);
    EXPECT_EQ(wallet->transactions(0, 10)->transactions.at(0).confirmations, 101);
}

TEST_F(WalletsTest, EveryKindOfAddressIsWatched) {
    start();
    const auto wallet = create("w");
    for (const OutputType type :
         {OutputType::Legacy, OutputType::P2shSegwit, OutputType::Bech32, OutputType::Bech32m}) {
        m_chain.mine(new_script(*wallet, type));
    }
    m_chain.mine(script_of(wallet->new_address(std::nullopt, Purpose::Change, "").value()));
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->immature.sat, 5 * 50 * primitives::kCoinSat);
}

TEST_F(WalletsTest, UsualTypesOfAddresses) {
    using Types = std::pair<OutputType, std::optional<OutputType>>;
    const std::vector<Types> cases = {{OutputType::Bech32m, std::nullopt},
                                      {OutputType::Legacy, OutputType::Bech32}};
    for (const auto& [usual, change] : cases) {
        WalletOptions made = options();
        made.address_type = usual;
        made.change_type = change;
        Wallets wallets(std::move(made));
        const auto wallet = *wallets.create({.name = std::string(output_type_name(usual))});
        const auto type_of = [&](Purpose purpose) {
            const base::Bytes script = script_of(wallet->new_address(std::nullopt, purpose, "").value());
            std::optional<OutputType> type;
            wallet->read([&](const WalletView& view) {
                type =
                    view.addresses.descriptor(view.addresses.find(script)->descriptor).parsed.output_type();
            });
            return type;
        };
        EXPECT_EQ(type_of(Purpose::Receive), usual);
        EXPECT_EQ(type_of(Purpose::Change), change.value_or(usual));
    }
}

TEST_F(WalletsTest, GoesOnWhereItWasAfterARestart) {
    start();
    m_chain.mine_empty(20);
    auto wallet = create("w");
    EXPECT_EQ(wallet->tip(), m_chain.tip());
    const base::Bytes script = new_script(*wallet);
    m_chain.mine(script);
    ASSERT_TRUE(follows(*wallet));
    wallet.reset();
    m_wallets.reset();
    m_chain.mine(script);
    m_chain.mine_empty(30);
    start();
    const auto again = load("w");
    EXPECT_GE(again->tip().height, 21);
    ASSERT_TRUE(follows(*again));
    EXPECT_EQ(again->status()->immature.sat, 2 * 50 * primitives::kCoinSat);
    EXPECT_EQ(again->status()->transactions, 2u);
}

/// The directory as it stands while the wallet is open is what a kill leaves.
TEST_F(WalletsTest, AKillLosesNothing) {
    start();
    const auto wallet = create("w");
    const base::Bytes script = new_script(*wallet);
    m_chain.mine(script);
    ASSERT_TRUE(follows(*wallet));
    const std::string next = wallet->new_address(std::nullopt, Purpose::Receive, "given").value();
    std::filesystem::copy(m_directory / "w", m_directory / "copy");
    const auto copy = load("copy");
    ASSERT_TRUE(follows(*copy));
    EXPECT_EQ(copy->status()->immature.sat, 50 * primitives::kCoinSat);
    // What was given out is not given out again.
    EXPECT_NE(copy->new_address(std::nullopt, Purpose::Receive, "").value(), next);
    copy->read([&](const WalletView& view) { EXPECT_EQ(view.book.at(next).label, "given"); });
}

TEST_F(WalletsTest, ReorganisationsTakeTransactionsBack) {
    start();
    const auto wallet = create("w");
    const base::Bytes script = new_script(*wallet);
    const primitives::Txid foreign = m_chain.mine(kNobody);
    m_chain.mine_empty(1);
    const auto transaction = payment({foreign, 0}, script, 1000);
    m_chain.mine(script, {transaction});
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->trusted.sat, 1000);
    m_chain.cut(2);
    m_chain.mine_empty(2);
    ASSERT_TRUE(follows(*wallet));
    m_chain.pool().enter(transaction);
    m_wallets->sync(wallet);
    EXPECT_EQ(wallet->status()->trusted.sat, 0);
    EXPECT_EQ(wallet->status()->untrusted_pending.sat, 1000);
    EXPECT_EQ(wallet->status()->immature.sat, 0);
    wallet->read([&](const WalletView& view) {
        EXPECT_EQ(view.ledger.table().at(0)->row.standing, Standing::Abandoned);
        EXPECT_EQ(view.ledger.table().at(1)->row.standing, Standing::Unconfirmed);
    });
    m_chain.mine(kNobody, {transaction});
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->trusted.sat, 1000);
    // Deeper than any locator step, and to the genesis block.
    m_chain.cut(0);
    m_chain.pool().enter(transaction);
    m_wallets->sync(wallet);
    EXPECT_EQ(wallet->tip(), m_chain.tip());
    EXPECT_EQ(wallet->status()->untrusted_pending.sat, 1000);
}

TEST_F(WalletsTest, ReorganisationWhileAway) {
    start();
    auto wallet = create("w");
    const base::Bytes script = new_script(*wallet);
    m_chain.mine_empty(300);
    m_chain.mine(script);
    ASSERT_TRUE(follows(*wallet));
    wallet.reset();
    m_wallets.reset();
    m_chain.cut(100);
    m_chain.mine_empty(250);
    m_chain.mine(script);
    start();
    const auto again = load("w");
    ASSERT_TRUE(follows(*again));
    EXPECT_EQ(again->status()->immature.sat, 50 * primitives::kCoinSat);
    EXPECT_EQ(again->status()->transactions, 2u);
}

TEST_F(WalletsTest, ADoubleSpendExcludesWhatWaited) {
    start();
    const auto wallet = create("w");
    const base::Bytes script = new_script(*wallet);
    const primitives::Txid foreign = m_chain.mine(kNobody);
    const auto ours = payment({foreign, 0}, script, 1000);
    m_chain.mine(kNobody, {ours});
    const auto next = payment({ours.freeze()->txid(), 0}, script, 900);
    m_chain.mine(kNobody, {next});
    ASSERT_TRUE(follows(*wallet));
    m_chain.cut(1);
    m_chain.mine(kNobody, {payment({foreign, 0}, kNobody, 1000)});
    m_chain.mine_empty(1);
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->untrusted_pending.sat, 0);
    wallet->read([&](const WalletView& view) {
        const auto look = [&](const Entry& entry) -> WalletResult<bool> {
            EXPECT_EQ(entry.row.standing, Standing::Conflicted);
            EXPECT_EQ(confirmations(entry, view.tip.height), -2);
            return true;
        };
        EXPECT_TRUE(view.ledger.newest_first(look));
        EXPECT_EQ(view.ledger.count(), 2u);
    });
    m_chain.cut(1);
    m_chain.mine(kNobody, {ours, next});
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->trusted.sat, 900);
}

TEST_F(WalletsTest, SpendingLeavesChange) {
    start();
    const auto wallet = create("w");
    const primitives::Txid coinbase = m_chain.mine(new_script(*wallet));
    m_chain.mine_empty(100);
    const base::Bytes change = script_of(wallet->new_address(std::nullopt, Purpose::Change, "").value());
    auto spend = payment({coinbase, 0}, kNobody, 20 * primitives::kCoinSat);
    spend.outputs.push_back({{29 * primitives::kCoinSat}, change});
    m_chain.mine(kNobody, {spend});
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->trusted.sat, 29 * primitives::kCoinSat);
    const auto page = wallet->transactions(0, 10).value();
    ASSERT_EQ(page.total, 2u);
    EXPECT_EQ(page.transactions[0].kind, interfaces::TransactionKind::Send);
    EXPECT_EQ(page.transactions[0].amount.sat, -20 * primitives::kCoinSat);
    EXPECT_EQ(page.transactions[0].fee.sat, -1 * primitives::kCoinSat);
    EXPECT_EQ(page.transactions[1].kind, interfaces::TransactionKind::Generate);
    // Change that waits is ours already.
    m_chain.cut(101);
    m_chain.pool().enter(spend);
    m_wallets->sync(wallet);
    EXPECT_EQ(wallet->status()->trusted.sat, 29 * primitives::kCoinSat);
}

/// The file knows a place only now and then; memory that is read anew from it does not forget.
TEST_F(WalletsTest, AChangeThatFailsLeavesItsPlace) {
    start();
    const auto wallet = create("w");
    m_chain.mine(new_script(*wallet));
    m_chain.mine_empty(30);
    ASSERT_TRUE(follows(*wallet));
    const auto refused = wallet->update(
        [](WalletMemory&, Changes&) -> WalletResult<void> { return fail(ErrorCode::Failed, "refused"); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(wallet->tip(), m_chain.tip());
    EXPECT_EQ(wallet->status()->immature.sat, 50 * primitives::kCoinSat);
    m_chain.mine(new_script(*wallet));
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->immature.sat, 2 * 50 * primitives::kCoinSat);
}

TEST_F(WalletsTest, PagesOfAHistory) {
    start();
    const auto wallet = create("w");
    for (int i = 0; i < 7; ++i)
        m_chain.mine(new_script(*wallet));
    ASSERT_TRUE(follows(*wallet));
    const auto all = wallet->transactions(0, 100).value();
    ASSERT_EQ(all.total, 7u);
    ASSERT_EQ(all.transactions.size(), 7u);
    EXPECT_EQ(all.transactions[0].block->height, 7);
    for (uint64_t skip = 0; skip < 9; ++skip) {
        const auto page = wallet->transactions(skip, 2).value();
        EXPECT_EQ(page.total, 7u);
        ASSERT_EQ(page.transactions.size(), std::min<uint64_t>(2, 7 - std::min<uint64_t>(skip, 7)));
        for (size_t i = 0; i < page.transactions.size(); ++i)
            EXPECT_EQ(page.transactions[i].txid, all.transactions[skip + i].txid);
    }
}

/// Addresses of the same keys used elsewhere: the range moves on, and what came is no change.
TEST_F(WalletsTest, UnexpectedAddressesMoveTheRange) {
    start();
    const auto wallet = create("w");
    const std::vector<base::Bytes> scripts = first_scripts(*wallet, 20);
    m_chain.mine(scripts[4]);  // The last of the five watched, which brings five more
    m_chain.mine(scripts[9]);
    m_chain.mine(scripts[15]);  // One further than watched
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->transactions, 2u);
    EXPECT_EQ(new_script(*wallet), scripts[10]);
    wallet->read([&](const WalletView& view) { EXPECT_EQ(view.book.size(), 3u); });
}

/// Within one transaction, in whatever order its outputs are.
TEST_F(WalletsTest, ATransactionMayMoveTheRangeForItself) {
    start();
    const auto wallet = create("w");
    const std::vector<base::Bytes> scripts = first_scripts(*wallet, 20);
    auto many = payment({primitives::Txid(), 5}, scripts[14], 1014);
    for (const uint32_t index : {9, 4, 16})
        many.outputs.push_back({primitives::Amount{1000 + index}, scripts[index]});
    m_chain.mine(kNobody, {many});
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->trusted.sat, 4 * 1000 + 4 + 9 + 14 + 16);
    EXPECT_EQ(new_script(*wallet), scripts[17]);
    m_chain.mine(kNobody, {payment({many.freeze()->txid(), 0}, kNobody, 1)});
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->trusted.sat, 3 * 1000 + 4 + 9 + 16);
}

TEST_F(WalletsTest, ASilentNodeIsAsked) {
    start();
    m_chain.set_mood(TestChain::Mood::Quiet);
    const auto wallet = create("w");
    m_chain.mine(new_script(*wallet));
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->transactions, 1u);
}

TEST_F(WalletsTest, ANodeThatComesBackIsFollowedAgain) {
    start();
    const auto wallet = create("w");
    const base::Bytes script = new_script(*wallet);
    m_chain.set_mood(TestChain::Mood::Gone);
    m_chain.mine(script);
    m_wallets->sync(wallet);
    EXPECT_NE(wallet->tip(), m_chain.tip());
    m_chain.set_mood(TestChain::Mood::Well);
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->transactions, 1u);
    // Another connection, and none.
    m_wallets->set_chain(nullptr);
    m_chain.mine(script);
    m_wallets->sync(wallet);
    EXPECT_EQ(wallet->status()->transactions, 1u);
    m_wallets->set_chain(m_chain.connect());
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->transactions, 2u);
}

TEST_F(WalletsTest, MadeWithoutANodeItBeginsAtItsTime) {
    WalletOptions without = options();
    without.chain = nullptr;
    m_chain.mine_empty(50);
    sys::FakeClock clock(TestChain::time_of(30));
    without.clock = &clock;
    m_wallets = std::make_shared<Wallets>(std::move(without));
    const auto wallet = create("w");
    const base::Bytes script = new_script(*wallet);
    m_chain.mine(script);
    EXPECT_EQ(wallet->tip().height, 0);
    m_wallets->set_chain(m_chain.connect());
    ASSERT_TRUE(follows(*wallet));
    EXPECT_EQ(wallet->status()->transactions, 1u);
    m_wallets.reset();
}

TEST_F(WalletsTest, AnotherChainIsNotFollowed) {
    WalletOptions other = options();
    other.params = params::make_params(params::Chain::Main).value();
    m_wallets = std::make_shared<Wallets>(std::move(other));
    const auto wallet = create("w");
    const interfaces::BlockRef before = wallet->tip();
    m_chain.mine_empty(3);
    std::this_thread::sleep_for(milliseconds(100));
    EXPECT_EQ(wallet->tip(), before);
    m_wallets.reset();
    start();
    const auto loaded = m_wallets->load("w");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().message, "Wallet loading failed. Error loading " + (m_directory / "w").string() +
                                          "/wallet.dat: the wallet is of chain main, not regtest");
}

TEST_F(WalletsTest, PrunedBlocksStopTheLoading) {
    start();
    create("w");
    m_wallets.reset();
    m_chain.mine_empty(10);
    m_chain.prune(5);
    start();
    const auto loaded = m_wallets->load("w");
    ASSERT_FALSE(loaded);
    EXPECT_TRUE(loaded.error().message.starts_with("Wallet loading failed. Prune: "))
        << loaded.error().message;
    m_chain.prune(1);
    EXPECT_TRUE(m_wallets->load("w"));
}

TEST_F(WalletsTest, WalletsAtOnePlaceShareThePages) {
    start();
    std::vector<std::shared_ptr<Wallet>> wallets;
    for (int i = 0; i < 5; ++i)
        wallets.push_back(create("w" + std::to_string(i)));
    m_wallets->set_chain(nullptr);
    m_chain.mine_empty(200);
    const uint64_t before = m_chain.pages();
    m_wallets->set_chain(m_chain.connect());
    for (const auto& wallet : wallets)
        ASSERT_TRUE(follows(*wallet));
    // Blocks of about 150 bytes, pages of 2,000: fifteen or so for all, and five times as many for each
    // alone.
    EXPECT_LT(m_chain.pages() - before, 30u);
}

TEST_F(WalletsTest, CatchingUpTakesBlocksTogether) {
    m_chain.set_initial_block_download(true);
    start();
    const auto wallet = create("w");
    ASSERT_TRUE(follows(*wallet));
    const uint64_t before = m_chain.pages();
    for (int i = 0; i < 100; ++i)
        m_chain.mine(kNobody);
    ASSERT_TRUE(follows(*wallet));
    EXPECT_LT(m_chain.pages() - before, 40u);
    // Who asks does not wait for the pause.
    m_chain.mine(kNobody);
    m_wallets->sync(wallet);
    EXPECT_EQ(wallet->tip(), m_chain.tip());
}

TEST_F(WalletsTest, SyncWaitsForTheTip) {
    start();
    const auto wallet = create("w");
    for (int i = 0; i < 50; ++i) {
        m_chain.mine(kNobody);
        m_wallets->sync(wallet);
        ASSERT_EQ(wallet->tip(), m_chain.tip());
    }
}

TEST_F(WalletsTest, CommandsAreToldOfTransactions) {
    start();
    const auto wallet = create("w");
    const primitives::Txid txid = m_chain.mine(new_script(*wallet));
    const std::string line = "w " + txid.to_text();
    ASSERT_TRUE(eventually([&] { return m_chain.notified().size() == 1; }));
    EXPECT_EQ(m_chain.notified()[0], line + " in a block");
    m_chain.cut(0);
    ASSERT_TRUE(eventually([&] { return m_chain.notified().size() == 2; }));
    EXPECT_EQ(m_chain.notified()[1], line + " in none");
}

TEST_F(WalletsTest, NamesThatAreNone) {
    start();
    const auto error = [&](const std::string& name) {
        return m_wallets->create({.name = name}).error().message;
    };
    const std::string prefix = "Wallet file verification failed. ";
    EXPECT_EQ(error(""), "Wallet name cannot be empty");
    EXPECT_EQ(error("/"), prefix + "Wallet name cannot be the root path");
    const std::string relative =
        prefix +
        "Wallet name given as a relative path cannot begin with ./ or ../, for wallets not in "
        "the walletdir, please use an absolute path.";
    EXPECT_EQ(error("../w"), relative);
    EXPECT_EQ(error("."), relative);
    EXPECT_EQ(error(".."), relative);
    for (const char* name : {"a//b", "a/../b", "a/", "a/.", "./", "./w"})
        EXPECT_EQ(error(name), prefix + "Wallet name given as a path must be normalized") << name;
    EXPECT_TRUE(m_wallets->in_directory().empty());
}

TEST_F(WalletsTest, LoadingAndUnloading) {
    start();
    create("b");
    create("a/deep");
    EXPECT_EQ(m_wallets->in_directory(), (std::vector<std::string>{"a/deep", "b"}));
    EXPECT_EQ(m_wallets->load("b").error().message, "Wallet \"b\" is already loaded.");
    EXPECT_EQ(m_wallets->load("b").error().code, ErrorCode::AlreadyLoaded);
    EXPECT_EQ(m_wallets->create({.name = "b"}).error().message,
              "Wallet file verification failed. Failed to create database path '" +
                  (m_directory / "b").string() + "'. Database already exists.");
    const auto held = m_wallets->find("b");
    ASSERT_TRUE(m_wallets->unload("b"));
    EXPECT_EQ(m_wallets->unload("b").error().code, ErrorCode::NotLoaded);
    EXPECT_EQ(held->status().error().message, "Requested wallet does not exist or is not loaded");
    EXPECT_FALSE(held->new_address(std::nullopt, Purpose::Receive, ""));
    EXPECT_FALSE(held->set_label("x", "y"));
    EXPECT_FALSE(held->transactions(0, 1));
    EXPECT_FALSE(held->flush());
    EXPECT_FALSE(held->read([](const WalletView&) {}));
    // Though somebody still holds on to it.
    load("b");
    EXPECT_EQ(m_wallets->loaded().size(), 2u);
    std::filesystem::create_symlink(m_directory / "b/wallet.dat", m_directory / "link");
    EXPECT_TRUE(m_wallets->load("link").error().message.starts_with(
        "Wallet file verification failed. Invalid -wallet path 'link'. -wallet path should point to a "
        "directory"));
}

TEST_F(WalletsTest, TwoProcessesCannotShareAWallet) {
    start();
    create("w");
    Wallets others(options());
    const auto loaded = others.load("w");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().message,
              "Wallet file verification failed. SQLiteDatabase: Unable to obtain an exclusive lock on the "
              "database, is "
              "it being used by another instance of Quanta?\n");
    ASSERT_TRUE(m_wallets->unload("w"));
    EXPECT_TRUE(others.load("w"));
}

TEST_F(WalletsTest, BlankAndWatchingWalletsGiveNoAddresses) {
    start();
    const auto blank = m_wallets->create({.name = "blank", .blank = true}).value();
    const auto watching = m_wallets->create({.name = "watch", .disable_private_keys = true}).value();
    for (const auto& wallet : {blank, watching}) {
        EXPECT_EQ(wallet->new_address(std::nullopt, Purpose::Receive, "").error().message,
                  "Error: This wallet has no available keys");
    }
    EXPECT_FALSE(watching->status()->private_keys);
    m_chain.mine_empty(3);
    EXPECT_TRUE(follows(*watching));
}

/// Hears of changes like a window.
class TestSink final : public interfaces::WalletSink {
public:
    void wallet_changed(const interfaces::WalletChanged& change) override {
        const sys::MutexLock lock(m_mutex);
        m_changes.push_back(change);
    }
    /// Whether the last change of `wallet` came after `sequence`; that one's sequence is noted there.
    bool heard(const std::string& wallet, uint64_t& sequence) const {
        const sys::MutexLock lock(m_mutex);
        for (const interfaces::WalletChanged& change : m_changes) {
            if (change.wallet != wallet || change.sequence <= sequence) continue;
            sequence = change.sequence;
            return true;
        }
        return false;
    }

private:
    mutable sys::Mutex m_mutex;
    std::vector<interfaces::WalletChanged> m_changes QUANTA_GUARDED_BY(m_mutex);
};

TEST_F(WalletsTest, SinksHearOfChanges) {
    start();
    LocalWalletLoader loader(m_wallets, nullptr);
    const auto sink = std::make_shared<TestSink>();
    uint64_t list = 0;
    uint64_t wallet_sequence = 0;
    const auto handler = loader.follow(sink);
    const auto wallet = loader.create({.name = "w"});
    EXPECT_TRUE(eventually([&] { return sink->heard("", list); }));
    EXPECT_TRUE(eventually([&] { return sink->heard("w", wallet_sequence); }));
    const std::string address = wallet->new_address("bech32m", "label");
    EXPECT_TRUE(eventually([&] { return sink->heard("w", wallet_sequence); }));
    m_chain.mine(script_of(address));
    EXPECT_TRUE(eventually([&] { return wallet->status().transactions == 1; }));
    EXPECT_TRUE(eventually([&] { return sink->heard("w", wallet_sequence); }));
    EXPECT_EQ(wallet->transactions(0, 1).transactions.at(0).label, "label");
    loader.unload("w");
    EXPECT_TRUE(eventually([&] { return sink->heard("", list); }));
}

TEST_F(WalletsTest, TheLoaderThrowsWhatWentWrong) {
    start();
    LocalWalletLoader loader(m_wallets, [](const interfaces::WalletRpcRequest& request) {
        return interfaces::WalletRpcReply{request.method, 0, ""};
    });
    const auto text_of = [](const std::function<void()>& call) -> std::string {
        try {
            call();
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "none";
    };
    EXPECT_EQ(text_of([&] { loader.wallet("w"); }), "Requested wallet does not exist or is not loaded");
    EXPECT_EQ(text_of([&] { loader.unload("w"); }), "Requested wallet does not exist or is not loaded");
    EXPECT_EQ(text_of([&] { loader.create({}); }), "Wallet name cannot be empty");
    const auto wallet = loader.create({.name = "w"});
    EXPECT_EQ(text_of([&] { wallet->new_address("other", ""); }), "Unknown address type 'other'");
    EXPECT_EQ(text_of([&] { wallet->new_address("", "*"); }), "Invalid label name");
    EXPECT_TRUE(text_of([&] { loader.load("w"); }).starts_with("Wallet \"w\" is already loaded"));
    EXPECT_EQ(loader.wallets(), std::vector<std::string>{"w"});
    EXPECT_EQ(loader.share()->wallet_directory(), std::vector<std::string>{"w"});
    EXPECT_EQ(loader.execute_rpc({"x", "", {}}).result, "x");
    loader.unload("w");
    EXPECT_EQ(text_of([&] { wallet->status(); }), "Requested wallet does not exist or is not loaded");
    EXPECT_EQ(loader.load("w")->status().name, "w");
}

}  // namespace
}  // namespace quanta::wallet
