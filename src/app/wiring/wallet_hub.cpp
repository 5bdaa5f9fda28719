// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/wallet_hub.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/log.h"
#include "json/writer.h"

namespace quanta::wiring {

namespace {

using interfaces::Handler;
using interfaces::WalletRpcReply;
using interfaces::WalletRpcRequest;

/// Names go by this before the hub calls somebody whose process may have ended.
bool holds(interfaces::WalletLoader& loader, const std::string& wallet) {
    try {
        const std::vector<std::string> names = loader.wallets();
        return std::find(names.begin(), names.end(), wallet) != names.end();
    } catch (const std::exception& error) {
        base::log_debug(base::Category::Ipc, "a wallet process does not answer: {}", error.what());
        return false;
    }
}

std::vector<std::string> names_of(interfaces::WalletLoader& loader) {
    try {
        return loader.wallets();
    } catch (const std::exception& error) {
        base::log_debug(base::Category::Ipc, "a wallet process does not answer: {}", error.what());
        return {};
    }
}

}  // namespace

/// What clients hold: the hub by another name.
class WalletHub::HubLoader final : public interfaces::WalletLoader {
public:
    explicit HubLoader(WalletHub& hub) : m_hub(hub) {}

    std::vector<std::string> wallets() override { return m_hub.wallets(); }
    std::vector<std::string> wallet_directory() override {
        const auto limit = m_hub.limit_calls();
        return m_hub.own()->wallet_directory();
    }
    std::unique_ptr<interfaces::Wallet> create(const interfaces::CreateWalletOptions& options) override {
        const auto limit = m_hub.limit_calls();
        auto created = m_hub.own()->create(options);
        m_hub.loaded(options.name);
        return created;
    }
    std::unique_ptr<interfaces::Wallet> load(const std::string& name) override {
        const auto limit = m_hub.limit_calls();
        auto loaded = m_hub.own()->load(name);
        m_hub.loaded(name);
        return loaded;
    }
    void unload(const std::string& name) override {
        const auto limit = m_hub.limit_calls();
        m_hub.owner_of(name)->unload(name);
        m_hub.unloaded(name);
    }
    std::unique_ptr<interfaces::Wallet> wallet(const std::string& name) override {
        const auto limit = m_hub.limit_calls();
        return m_hub.owner_of(name)->wallet(name);
    }
    WalletRpcReply execute_rpc(const WalletRpcRequest& request) override {
        return m_hub.execute_rpc(request);
    }
    std::unique_ptr<Handler> follow(std::shared_ptr<interfaces::WalletSink> sink) override {
        return m_hub.follow(std::move(sink));
    }

private:
    WalletHub& m_hub;
};

/// Takes attached wallets off the list when it goes.
class WalletHub::Attachment final : public Handler {
public:
    Attachment(WalletHub& hub, uint64_t number) : m_hub(hub), m_number(number) {}
    ~Attachment() override { disconnect(); }
    void disconnect() override { m_hub.detach(m_number); }

private:
    WalletHub& m_hub;
    const uint64_t m_number;
};

/// Passes changes on.
class WalletHub::Relay final : public interfaces::WalletSink {
public:
    explicit Relay(WalletHub& hub) : m_hub(hub) {}
    void wallet_changed(const interfaces::WalletChanged& change) override { m_hub.changed(change.wallet); }

private:
    WalletHub& m_hub;
};

WalletHub::WalletHub(WalletHubOptions options)
    : m_options(std::move(options)),
      m_pause(m_options.first_pause),
      m_followers({.thread_name = "follow.wallets", .limit = m_options.limit}),
      m_restarter("wallets", [this] { restart_when_lost(); }) {}

WalletHub::~WalletHub() {
    stop();
}

void WalletHub::stop() {
    std::shared_ptr<Loader> own;
    std::unique_ptr<Handler> following;
    std::list<Attached> attached;
    {
        sys::MutexLock lock(m_mutex);
        m_state = State::Stopped;
        ++m_generation;
        own = std::exchange(m_own, nullptr);
        following = std::move(m_own_following);
        attached.swap(m_attached);
        m_changed.notify_all();
    }
    m_restarter.join();
    m_followers.stop();
}

std::unique_ptr<WalletHub::Loader> WalletHub::make_loader() {
    return std::make_unique<HubLoader>(*this);
}

std::vector<std::string> WalletHub::load(const std::vector<std::string>& names) {
    std::vector<std::string> errors;
    for (const std::string& name : names) {
        try {
            make_loader()->load(name);
        } catch (const std::exception& error) {
            errors.push_back("wallet \"" + name + "\": " + error.what());
        }
    }
    return errors;
}

// ---- The own process ----

std::shared_ptr<WalletHub::Loader> WalletHub::own() {
    sys::MutexLock lock(m_mutex);
    while (m_state == State::Starting)
        m_changed.wait(m_mutex);
    if (m_state == State::Running) return m_own;
    if (m_state == State::Stopped) throw std::runtime_error("The node is stopping: no wallets");
    if (m_state == State::Gone && std::chrono::steady_clock::now() < m_retry_at) {
        throw std::runtime_error("The wallet process has ended; it is started again soon");
    }
    m_state = State::Starting;
    const uint64_t generation = ++m_generation;
    lock.unlock();
    return start(generation);
}

std::shared_ptr<WalletHub::Loader> WalletHub::start(uint64_t generation) {
    std::shared_ptr<Loader> loader;
    std::unique_ptr<Handler> following;
    std::set<std::string> wanted;
    try {
        const auto limit = limit_calls();
        loader = m_options.start([this, generation] { lost(generation); });
        following = loader->follow(std::make_shared<Relay>(*this));
    } catch (const std::exception& error) {
        sys::MutexLock lock(m_mutex);
        failed(generation);
        throw std::runtime_error(std::string("The wallet process does not start: ") + error.what());
    }
    {
        sys::MutexLock lock(m_mutex);
        if (generation != m_generation) throw std::runtime_error("The wallet process has ended");
        m_state = State::Running;
        m_own = loader;
        m_own_following = std::move(following);
        wanted = m_loaded;
        m_changed.notify_all();
    }
    for (const std::string& name : wanted) {
        try {
            const auto limit = limit_calls();
            loader->load(name);
        } catch (const std::exception& error) {
            base::log_warning("wallet \"{}\" was not loaded again: {}", name, error.what());
        }
    }
    return loader;
}

void WalletHub::failed(uint64_t generation) {
    if (generation != m_generation || m_state == State::Stopped) return;
    ++m_generation;
    m_state = State::Gone;
    m_retry_at = std::chrono::steady_clock::now() + m_pause;
    m_pause = std::min(m_pause * 2, m_options.longest_pause);
    m_changed.notify_all();
}

void WalletHub::lost(uint64_t generation) {
    std::shared_ptr<Loader> own;
    std::unique_ptr<Handler> following;
    {
        sys::MutexLock lock(m_mutex);
        if (generation != m_generation || m_state == State::Stopped) return;
        // What it has run is taken as success: the pauses begin anew.
        if (m_state == State::Running) m_pause = m_options.first_pause;
        own = std::exchange(m_own, nullptr);
        following = std::move(m_own_following);
        failed(generation);
    }
    base::log_warning("the wallet process has ended");
    changed("");
}

void WalletHub::restart_when_lost() {
    while (true) {
        {
            sys::MutexLock lock(m_mutex);
            while (m_state != State::Stopped && (m_state != State::Gone || m_loaded.empty()))
                m_changed.wait(m_mutex);
            if (m_state == State::Stopped) return;
            if (std::chrono::steady_clock::now() < m_retry_at) {
                m_changed.wait_until(m_mutex, m_retry_at);
                continue;
            }
        }
        try {
            own();
            base::log_info("the wallet process runs again");
            changed("");
        } catch (const std::exception& error) {
            base::log_warning("{}", error.what());
        }
    }
}

void WalletHub::loaded(const std::string& wallet) {
    sys::MutexLock lock(m_mutex);
    m_loaded.insert(wallet);
}

void WalletHub::unloaded(const std::string& wallet) {
    sys::MutexLock lock(m_mutex);
    m_loaded.erase(wallet);
}

std::shared_ptr<WalletHub::Loader> WalletHub::running() const {
    sys::MutexLock lock(m_mutex);
    return m_own;
}

// ---- Attached ones ----

std::unique_ptr<Handler> WalletHub::attach(std::unique_ptr<Loader> wallets) {
    std::shared_ptr<Loader> loader = std::move(wallets);
    auto following = loader->follow(std::make_shared<Relay>(*this));
    sys::MutexLock lock(m_mutex);
    if (m_state == State::Stopped) throw std::runtime_error("The node is stopping");
    const uint64_t number = ++m_last_attached;
    m_attached.push_back({number, std::move(loader), std::move(following)});
    lock.unlock();
    changed("");
    return std::make_unique<Attachment>(*this, number);
}

void WalletHub::detach(uint64_t number) {
    std::list<Attached> gone;
    {
        sys::MutexLock lock(m_mutex);
        const auto found = std::find_if(m_attached.begin(), m_attached.end(),
                                        [&](const Attached& entry) { return entry.number == number; });
        if (found == m_attached.end()) return;
        gone.splice(gone.end(), m_attached, found);
    }
    changed("");
}

std::vector<std::shared_ptr<WalletHub::Loader>> WalletHub::attached() const {
    sys::MutexLock lock(m_mutex);
    std::vector<std::shared_ptr<Loader>> loaders;
    for (const Attached& entry : m_attached)
        loaders.push_back(entry.loader);
    return loaders;
}

// ---- All of them ----

std::vector<std::string> WalletHub::wallets() {
    const auto limit = limit_calls();
    std::vector<std::string> names;
    const auto add = [&](Loader& loader) {
        const std::vector<std::string> more = names_of(loader);
        names.insert(names.end(), more.begin(), more.end());
    };
    if (const std::shared_ptr<Loader> own = running()) add(*own);
    for (const std::shared_ptr<Loader>& loader : attached())
        add(*loader);
    return names;
}

std::shared_ptr<WalletHub::Loader> WalletHub::owner_of(const std::string& wallet) {
    for (std::shared_ptr<Loader>& loader : attached()) {
        if (holds(*loader, wallet)) return loader;
    }
    return own();
}

WalletRpcReply WalletHub::execute_rpc(WalletRpcRequest request) {
    const auto limit = limit_calls();
    if (request.method == "listwallets") {
        std::string list;
        json::Writer out(list);
        out.begin_array();
        for (const std::string& name : wallets())
            out.value(name);
        out.end_array();
        return {list};
    }
    // Without a name the only wallet is meant, whoever has it.
    if (!request.wallet && !attached().empty()) {
        const std::vector<std::string> names = wallets();
        if (names.size() == 1) request.wallet = names[0];
    }
    const std::shared_ptr<Loader> loader = request.wallet ? owner_of(*request.wallet) : own();
    const WalletRpcReply reply = loader->execute_rpc(request);
    if (loader != running()) return reply;
    // What it has loaded now is what it shall have when it is started again.
    if (request.method == "createwallet" || request.method == "loadwallet" ||
        request.method == "unloadwallet") {
        const std::vector<std::string> names = names_of(*loader);
        sys::MutexLock lock(m_mutex);
        m_loaded = {names.begin(), names.end()};
    }
    return reply;
}

std::unique_ptr<Handler> WalletHub::follow(std::shared_ptr<interfaces::WalletSink> sink) {
    return m_followers.add([sink = std::move(sink), told = Changes()](const Changes& changes) mutable {
        for (const auto& [wallet, sequence] : changes) {
            uint64_t& last = told[wallet];
            if (last == sequence) continue;
            sink->wallet_changed({sequence, wallet});
            last = sequence;
        }
    });
}

void WalletHub::changed(const std::string& wallet) {
    Changes changes;
    {
        sys::MutexLock lock(m_mutex);
        m_changes[wallet] = ++m_sequence;
        changes = m_changes;
    }
    m_followers.publish(std::move(changes));
}

}  // namespace quanta::wiring
