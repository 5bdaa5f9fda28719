// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/wallet_hub.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <set>
#include <stdexcept>
#include <thread>

namespace quanta::wiring {
namespace {

using interfaces::WalletRpcReply;
using interfaces::WalletRpcRequest;
using std::chrono_literals::operator""ms;

class NamedWallet final : public interfaces::Wallet {
public:
    explicit NamedWallet(std::string name) : m_name(std::move(name)) {}
    interfaces::WalletStatus status() override { return {.name = m_name}; }
    interfaces::TransactionPage transactions(uint64_t, uint64_t) override { return {}; }
    std::string new_address(const std::string&, const std::string&) override { return m_name + "-address"; }

private:
    const std::string m_name;
};

/// The wallets of a process that can be made to die.
struct Process {
    explicit Process(std::string title) : title(std::move(title)) {}

    const std::string title;
    sys::Mutex mutex;
    std::vector<std::string> loaded;
    std::shared_ptr<interfaces::WalletSink> sink;
    std::atomic<bool> dead{false};
    std::atomic<bool> stopped{false};       ///< answers no RPC, until it goes on
    std::atomic<int> waiting{0};            ///< RPCs that are not answered
    std::atomic<int> list_questions{0};     ///< how often it was asked which wallets it has
    std::function<void()> while_loading{};  ///< before a wallet is loaded
};

class ProcessLoader final : public interfaces::WalletLoader {
public:
    explicit ProcessLoader(std::shared_ptr<Process> process) : m_process(std::move(process)) {}

    std::vector<std::string> wallets() override {
        ++m_process->list_questions;
        if (m_process->stopped) throw std::runtime_error("IPC client method call timed out.");
        const sys::MutexLock lock(live());
        return m_process->loaded;
    }
    std::vector<std::string> wallet_directory() override { return {m_process->title}; }
    std::unique_ptr<interfaces::Wallet> create(const interfaces::CreateWalletOptions& options) override {
        return load(options.name);
    }
    std::unique_ptr<interfaces::Wallet> load(const std::string& name) override {
        if (name == "bad") throw std::runtime_error("cannot be read");
        if (m_process->while_loading) m_process->while_loading();
        const sys::MutexLock lock(live());
        m_process->loaded.push_back(name);
        return std::make_unique<NamedWallet>(name);
    }
    void unload(const std::string& name) override {
        const sys::MutexLock lock(live());
        std::erase(m_process->loaded, name);
    }
    std::unique_ptr<interfaces::Wallet> wallet(const std::string& name) override {
        return std::make_unique<NamedWallet>(m_process->title + "/" + name);
    }
    WalletRpcReply execute_rpc(const WalletRpcRequest& request) override {
        if (request.method == "fail") throw std::runtime_error(request.params);
        ++m_process->waiting;
        while (m_process->stopped)
            std::this_thread::yield();
        --m_process->waiting;
        if (request.method == "loadwallet") load(request.params);
        return {m_process->title + " " + request.method + " " + request.wallet.value_or("-")};
    }
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::WalletSink> sink) override {
        const sys::MutexLock lock(live());
        m_process->sink = std::move(sink);
        return nullptr;
    }

private:
    sys::Mutex& live() {
        if (m_process->dead) throw std::runtime_error("IPC client method called after disconnect.");
        return m_process->mutex;
    }

    const std::shared_ptr<Process> m_process;
};

class WalletHubTest : public ::testing::Test {
protected:
    WalletHubTest() {
        WalletHubOptions options;
        options.first_pause = 1ms;
        options.longest_pause = 2ms;
        options.rpc_calls = 2;
        options.patience = 1ms;
        options.stop_time = 20ms;
        options.limit = [this](std::chrono::milliseconds time) {
            const sys::MutexLock lock(m_mutex);
            m_limits.insert(time);
            return std::shared_ptr<void>();
        };
        options.start = [this](std::function<void()> lost) -> std::shared_ptr<interfaces::WalletLoader> {
            const sys::MutexLock lock(m_mutex);
            if (m_refuse) throw std::runtime_error("no program");
            m_processes.push_back(std::make_shared<Process>("own" + std::to_string(m_processes.size())));
            m_processes.back()->while_loading = m_while_loading;
            m_lost.push_back(std::move(lost));
            m_started.notify_all();
            return std::make_shared<ProcessLoader>(m_processes.back());
        };
        m_hub = std::make_unique<WalletHub>(std::move(options));
        m_loader = m_hub->make_loader();
    }

    void wait_for_start(size_t count) {
        sys::MutexLock lock(m_mutex);
        while (m_processes.size() < count)
            m_started.wait(m_mutex);
    }
    void kill(size_t number) {
        m_processes[number]->dead = true;
        m_lost[number]();
    }
    std::string error_of(const std::function<void()>& call) {
        try {
            call();
        } catch (const std::exception& error) {
            return error.what();
        }
        return "";
    }

    sys::Mutex m_mutex;
    sys::CondVar m_started;
    std::vector<std::shared_ptr<Process>> m_processes;
    std::vector<std::function<void()>> m_lost;
    bool m_refuse = false;
    std::function<void()> m_while_loading;
    std::set<std::chrono::milliseconds> m_limits;  ///< that calls were given
    std::unique_ptr<WalletHub> m_hub;
    std::unique_ptr<interfaces::WalletLoader> m_loader;
};

TEST_F(WalletHubTest, StartsNothingUnasked) {
    EXPECT_TRUE(m_loader->wallets().empty());
    EXPECT_EQ(m_loader->execute_rpc({"listwallets", "[]", std::nullopt}).result, "[]");
    EXPECT_TRUE(m_hub->load({}).empty());
    EXPECT_TRUE(m_processes.empty());
    EXPECT_EQ(m_loader->wallet_directory(), std::vector<std::string>{"own0"});
    EXPECT_EQ(m_loader->wallet_directory(), std::vector<std::string>{"own0"});
    EXPECT_EQ(m_processes.size(), 1u);
}

TEST_F(WalletHubTest, LoadsAndTellsWhatFails) {
    EXPECT_EQ(m_hub->load({"a", "bad", "b"}), std::vector<std::string>{"wallet \"bad\": cannot be read"});
    EXPECT_EQ(m_loader->wallets(), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(m_loader->execute_rpc({"listwallets", "[]", std::nullopt}).result, "[\"a\",\"b\"]");
    m_loader->unload("a");
    EXPECT_EQ(m_loader->wallets(), std::vector<std::string>{"b"});
    EXPECT_EQ(m_loader->wallet("b")->status().name, "own0/b");
}

TEST_F(WalletHubTest, StartsADeadProcessAgainWithItsWallets) {
    m_loader->load("a");
    m_loader->execute_rpc({"loadwallet", "b", std::nullopt});
    kill(0);
    wait_for_start(2);
    while (m_loader->wallets().size() < 2)
        std::this_thread::yield();
    EXPECT_EQ(m_loader->wallets(), (std::vector<std::string>{"a", "b"}));
    // An end that is told late changes nothing.
    m_lost[0]();
    EXPECT_EQ(m_loader->wallets().size(), 2u);
    EXPECT_EQ(m_processes.size(), 2u);
}

TEST_F(WalletHubTest, MetricsOfProcessesAndWallets) {
    const auto has = [this](const std::string& sample) {
        metrics::Exposition out;
        m_hub->write_metrics(out);
        return out.text().find("\n" + sample + "\n") != std::string::npos;
    };
    EXPECT_TRUE(has("quanta_wallet_process_up 0"));
    EXPECT_TRUE(has("quanta_wallet_process_starts_total 0"));
    m_loader->load("a");
    m_loader->load("b");
    const auto attachment =
        m_hub->attach(std::make_unique<ProcessLoader>(std::make_shared<Process>("attached")));
    EXPECT_TRUE(has("quanta_wallet_process_up 1"));
    EXPECT_TRUE(has("quanta_wallet_process_starts_total 1"));
    EXPECT_TRUE(has("quanta_wallet_process_ends_total 0"));
    EXPECT_TRUE(has("quanta_wallets_loaded 2"));
    EXPECT_TRUE(has("quanta_wallet_processes_attached 1"));
    EXPECT_TRUE(has("quanta_wallet_calls_running 0"));
    kill(0);
    EXPECT_TRUE(has("quanta_wallet_process_ends_total 1"));
    wait_for_start(2);
    while (!has("quanta_wallet_process_starts_total 2"))
        std::this_thread::yield();
    EXPECT_TRUE(has("quanta_wallets_loaded 2"));
}

TEST_F(WalletHubTest, GoesOnAfterStartsThatFail) {
    m_refuse = true;
    const std::string error = error_of([&] { m_loader->load("a"); });
    EXPECT_EQ(error, "The wallet process does not start: no program");
    // Whoever comes during the pause hears why, too; afterwards it is tried again.
    std::string again = error;
    while (again == error)
        again = error_of([&] { m_loader->load("a"); });
    EXPECT_EQ(again, error + "; it is started again soon");
    m_refuse = false;
    // Until the pause is over it says so.
    while (!error_of([&] { m_loader->load("a"); }).empty())
        std::this_thread::yield();
    EXPECT_EQ(m_loader->wallets(), std::vector<std::string>{"a"});
}

TEST_F(WalletHubTest, SharesTheListWithAttachedProcesses) {
    auto other = std::make_shared<Process>("other");
    other->loaded = {"x"};
    auto handler = m_hub->attach(std::make_unique<ProcessLoader>(other));
    // Nothing of its own is needed for the only wallet.
    EXPECT_EQ(m_loader->execute_rpc({"getbalance", "[]", std::nullopt}).result, "other getbalance x");
    EXPECT_EQ(m_loader->execute_rpc({"getbalance", "[]", "x"}).result, "other getbalance x");
    EXPECT_TRUE(m_processes.empty());
    m_loader->load("a");
    EXPECT_EQ(m_loader->wallets(), (std::vector<std::string>{"a", "x"}));
    EXPECT_EQ(m_loader->execute_rpc({"getbalance", "[]", std::nullopt}).error_code, -19);
    EXPECT_EQ(m_loader->execute_rpc({"getbalance", "[]", "x"}).result, "other getbalance x");
    EXPECT_EQ(m_loader->execute_rpc({"getbalance", "[]", "a"}).result, "own0 getbalance a");
    EXPECT_EQ(m_loader->wallet("x")->status().name, "other/x");
    // Nobody has to ask one that does not answer.
    other->dead = true;
    EXPECT_EQ(m_loader->wallets(), (std::vector<std::string>{"a", "x"}));
    EXPECT_EQ(m_loader->execute_rpc({"getbalance", "[]", "a"}).result, "own0 getbalance a");
    handler.reset();
    EXPECT_EQ(m_loader->wallets(), std::vector<std::string>{"a"});
    EXPECT_EQ(m_loader->execute_rpc({"getbalance", "[]", "x"}).result, "own0 getbalance x");
}

/// Whatever wallet is in the path.
TEST_F(WalletHubTest, TheOwnProcessMakesAndFindsWallets) {
    auto other = std::make_shared<Process>("other");
    other->loaded = {"x"};
    const auto handler = m_hub->attach(std::make_unique<ProcessLoader>(other));
    const auto asked = [&](const std::string& method, const std::string& params,
                           std::optional<std::string> wallet) {
        return m_loader->execute_rpc({method, params, std::move(wallet)}).result;
    };
    EXPECT_EQ(asked("createwallet", "[\"new\"]", "x"), "own0 createwallet x");
    EXPECT_EQ(asked("listwalletdir", "[]", "x"), "own0 listwalletdir x");
    EXPECT_EQ(asked("loadwallet", "[\"y\"]", "x"), "own0 loadwallet x");
    // One that is loaded is known best where it is.
    EXPECT_EQ(asked("loadwallet", "[\"x\"]", std::nullopt), "other loadwallet -");
    EXPECT_EQ(asked("unloadwallet", "[\"x\"]", std::nullopt), "other unloadwallet -");
    EXPECT_EQ(asked("unloadwallet", "[\"y\"]", "x"), "other unloadwallet x");
    EXPECT_EQ(asked("unloadwallet", "[]", std::nullopt), "own0 unloadwallet -");
}

TEST_F(WalletHubTest, TellsChangesOfAllProcesses) {
    class Ear final : public interfaces::WalletSink {
    public:
        void wallet_changed(const interfaces::WalletChanged& change) override {
            const sys::MutexLock lock(mutex);
            heard.push_back(change.wallet);
            changed.notify_all();
        }
        void wait_for(const std::string& wallet) {
            sys::MutexLock lock(mutex);
            while (std::find(heard.begin(), heard.end(), wallet) == heard.end())
                changed.wait(mutex);
        }
        sys::Mutex mutex;
        sys::CondVar changed;
        std::vector<std::string> heard;
    };
    const auto ear = std::make_shared<Ear>();
    const auto handler = m_loader->follow(ear);
    m_loader->load("a");
    m_processes[0]->sink->wallet_changed({1, "a"});
    ear->wait_for("a");
    auto other = std::make_shared<Process>("other");
    const auto attached = m_hub->attach(std::make_unique<ProcessLoader>(other));
    ear->wait_for("");
    other->sink->wallet_changed({1, "x"});
    ear->wait_for("x");
}

TEST_F(WalletHubTest, AStoppedProcessCostsItsOwnCallsAlone) {
    auto other = std::make_shared<Process>("other");
    other->loaded = {"x"};
    const auto handler = m_hub->attach(std::make_unique<ProcessLoader>(other));
    m_loader->load("a");
    Process& own = *m_processes[0];
    own.stopped = true;
    {
        std::vector<sys::Thread> callers;
        for (int i = 0; i < 2; ++i)
            callers.emplace_back("caller", [&] { m_loader->execute_rpc({"getbalance", "[]", "a"}); });
        while (own.waiting < 2)
            std::this_thread::yield();
        const auto more = [&] { m_loader->execute_rpc({"getbalance", "[]", "a"}); };
        EXPECT_EQ(error_of(more), "The wallet process does not answer, and too many calls wait for it");
        EXPECT_EQ(own.waiting, 2);
        const int questions = own.list_questions;
        EXPECT_EQ(m_loader->execute_rpc({"getbalance", "[]", "x"}).result, "other getbalance x");
        EXPECT_EQ(m_loader->execute_rpc({"listwallets", "[]", std::nullopt}).result, "[\"a\",\"x\"]");
        EXPECT_EQ(own.list_questions, questions);
        // At a stop the calls get their time, and no more.
        m_hub->interrupt();
        EXPECT_EQ(own.waiting, 2);
        own.stopped = false;
    }
    EXPECT_EQ(own.waiting, 0);
}

TEST_F(WalletHubTest, WaitsUntilWalletsAreLoadedAgain) {
    m_loader->load("a");
    std::promise<void> go_on;
    m_while_loading = [wait = go_on.get_future().share()] { wait.wait(); };
    kill(0);
    wait_for_start(2);
    std::atomic<bool> answered{false};
    sys::Thread caller("caller", [&] {
        EXPECT_EQ(m_loader->wallet_directory(), std::vector<std::string>{"own1"});
        EXPECT_EQ(m_loader->wallets(), std::vector<std::string>{"a"});
        answered = true;
    });
    EXPECT_FALSE(answered);
    go_on.set_value();
    caller.join();
    EXPECT_TRUE(answered);
}

TEST_F(WalletHubTest, StopsInTheMiddleOfLoading) {
    m_while_loading = [this] { m_hub->interrupt(); };
    EXPECT_EQ(m_hub->load({"a", "b", "c"}), std::vector<std::string>());
    EXPECT_EQ(m_processes[0]->loaded, std::vector<std::string>{"a"});
}

TEST_F(WalletHubTest, BoundsEveryCall) {
    m_loader->load("a");
    EXPECT_TRUE(m_limits.contains(120'000ms));
    m_limits.clear();
    const auto wallet = m_loader->wallet("a");
    EXPECT_EQ(m_limits, std::set{30'000ms});
    for (const std::function<void()>& call : std::vector<std::function<void()>>{
             [&] { wallet->status(); }, [&] { wallet->transactions(0, 1); },
             [&] { wallet->new_address("", ""); }, [&] { m_loader->wallet_directory(); },
             [&] {
                 m_loader->execute_rpc({"getbalance", "[]", "a"});
             }}) {
        m_limits.clear();
        call();
        EXPECT_EQ(m_limits, std::set{30'000ms});
    }
    m_limits.clear();
    m_loader->execute_rpc({"createwallet", "[]", std::nullopt});
    EXPECT_TRUE(m_limits.contains(120'000ms));
    m_limits.clear();
    const auto handler = m_hub->attach(std::make_unique<ProcessLoader>(std::make_shared<Process>("other")));
    EXPECT_TRUE(m_limits.contains(30'000ms));
}

TEST_F(WalletHubTest, SaysWhatHasBecomeOfACall) {
    const auto told = [&](const std::string& what) {
        return error_of([&] { m_loader->execute_rpc({"fail", what, "a"}); });
    };
    EXPECT_EQ(told("IPC client method call timed out."),
              "The wallet process did not answer in time; it may still do what it was asked");
    EXPECT_EQ(told("IPC client method call interrupted by disconnect."),
              "The wallet process has ended before it answered");
    EXPECT_EQ(told("IPC client method called after disconnect."),
              "The wallet process has ended before it answered");
    EXPECT_EQ(told("IPC client method call given up."), "The node is stopping: no wallets");
    EXPECT_EQ(told("anything"), "anything");
}

TEST_F(WalletHubTest, AttachedProcessesUnloadTheirOwn) {
    auto other = std::make_shared<Process>("other");
    other->loaded = {"x"};
    const auto handler = m_hub->attach(std::make_unique<ProcessLoader>(other));
    EXPECT_EQ(m_loader->execute_rpc({"unloadwallet", "[\"x\"]", std::nullopt}).result,
              "other unloadwallet -");
    EXPECT_EQ(m_loader->execute_rpc({"loadwallet", "[\"y\"]", std::nullopt}).result, "own0 loadwallet -");
    for (const std::string params : {"[]", "{}", "[1]", "["})
        EXPECT_EQ(m_loader->execute_rpc({"unloadwallet", params, std::nullopt}).result,
                  "own0 unloadwallet -");
}

TEST_F(WalletHubTest, RefusesAfterItsEnd) {
    m_loader->load("a");
    m_hub->stop();
    EXPECT_TRUE(m_loader->wallets().empty());
    EXPECT_EQ(error_of([&] { m_loader->load("a"); }), "The node is stopping: no wallets");
    EXPECT_EQ(error_of([&] { m_hub->attach(std::make_unique<ProcessLoader>(m_processes[0])); }),
              "The node is stopping");
    m_lost[0]();
    EXPECT_EQ(m_processes.size(), 1u);
    m_hub->stop();
}

}  // namespace
}  // namespace quanta::wiring
