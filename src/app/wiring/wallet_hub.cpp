// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/wallet_hub.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/log.h"
#include "json/parser.h"
#include "json/writer.h"
#include "wallet_methods/methods.h"

namespace quanta::wiring {

namespace {

using interfaces::Handler;
using interfaces::WalletRpcReply;
using interfaces::WalletRpcRequest;

bool changes_list(const std::string& method) {
    return method == "createwallet" || method == "loadwallet" || method == "unloadwallet";
}

/// Whether the method is about one of the loaded wallets, and not about their list or their directory.
bool is_of_wallet(const std::string& method) {
    return !changes_list(method) && method != "listwalletdir";
}

/// What the first parameter names.
std::optional<std::string> first_parameter(const WalletRpcRequest& request) {
    const auto params = json::parse(request.params);
    if (!params || !params->is_array() || params->array().empty()) return std::nullopt;
    const json::Value& first = params->array().front();
    if (!first.is_string()) return std::nullopt;
    return first.string();
}

/// The wallet whose process runs `request`. What makes or finds wallets is the own process' work, whatever
/// wallet is in the path.
std::optional<std::string> wallet_of(const WalletRpcRequest& request) {
    if (request.method == "loadwallet") return first_parameter(request);
    if (request.method == "unloadwallet" && !request.wallet) return first_parameter(request);
    if (!is_of_wallet(request.method) && request.method != "unloadwallet") return std::nullopt;
    return request.wallet;
}

}  // namespace

/// What clients hold: the hub by another name.
class WalletHub::HubLoader final : public interfaces::WalletLoader {
public:
    explicit HubLoader(WalletHub& hub) : m_hub(hub) {}

    std::vector<std::string> wallets() override { return m_hub.wallets(); }
    std::vector<std::string> wallet_directory() override {
        const auto limit = m_hub.limit_calls(m_hub.m_options.call_time);
        return m_hub.own()->loader().wallet_directory();
    }
    std::unique_ptr<interfaces::Wallet> create(const interfaces::CreateWalletOptions& options) override {
        const auto limit = m_hub.limit_calls(m_hub.m_options.load_time);
        const Party party = m_hub.own();
        auto created = m_hub.limited(party->loader().create(options));
        m_hub.note_loaded(party);
        return created;
    }
    std::unique_ptr<interfaces::Wallet> load(const std::string& name) override {
        const auto limit = m_hub.limit_calls(m_hub.m_options.load_time);
        const Party party = m_hub.own();
        auto loaded = m_hub.limited(party->loader().load(name));
        m_hub.note_loaded(party);
        return loaded;
    }
    void unload(const std::string& name) override {
        const auto limit = m_hub.limit_calls(m_hub.m_options.load_time);
        const Party party = m_hub.owner_of(name);
        party->loader().unload(name);
        m_hub.note_loaded(party);
    }
    std::unique_ptr<interfaces::Wallet> wallet(const std::string& name) override {
        const auto limit = m_hub.limit_calls(m_hub.m_options.call_time);
        return m_hub.limited(m_hub.owner_of(name)->loader().wallet(name));
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
    Relay(WalletHub& hub, std::weak_ptr<WalletParty> party) : m_hub(hub), m_party(std::move(party)) {}
    void wallet_changed(const interfaces::WalletChanged& change) override {
        if (const Party party = m_party.lock(); party && change.wallet.empty()) party->refresh();
        m_hub.changed(change.wallet);
    }

private:
    WalletHub& m_hub;
    const std::weak_ptr<WalletParty> m_party;  ///< whose wallets they are; it holds this
};

WalletHub::WalletHub(WalletHubOptions options)
    : m_options(std::move(options)),
      m_pause(m_options.first_pause),
      m_own_slots(m_options.rpc_calls, m_options.patience),
      m_followers({.thread_name = "follow.wallets", .limit = m_options.limit}),
      m_restarter("wallets", [this] { restart_when_lost(); }) {}

WalletHub::~WalletHub() {
    stop();
}

void WalletHub::interrupt() {
    {
        const sys::MutexLock lock(m_mutex);
        m_state = State::Stopped;
        ++m_generation;
        m_changed.notify_all();
    }
    const auto give_up = std::chrono::steady_clock::now() + m_options.stop_time;
    const auto wait_for = [&](CallSlots& slots) {
        slots.close();
        slots.wait_free(std::chrono::duration_cast<std::chrono::milliseconds>(
            give_up - std::chrono::steady_clock::now()));
    };
    wait_for(m_own_slots);
    for (const Attached& entry : attached())
        wait_for(*entry.slots);
}

void WalletHub::stop() {
    interrupt();
    Party own;
    std::list<Attached> attached;
    {
        const sys::MutexLock lock(m_mutex);
        own = std::exchange(m_own, nullptr);
        attached.swap(m_attached);
        // Their calls end within their limits, or have been given up.
        while (m_starts > 0)
            m_changed.wait(m_mutex);
    }
    m_restarter.join();
    m_followers.stop();
}

void WalletHub::write_metrics(metrics::Exposition& out) const {
    const Party own = running();
    const std::vector<Attached> others = attached();
    size_t loaded = own ? own->names().size() : 0;
    size_t calls = m_own_slots.taken();
    for (const Attached& other : others) {
        loaded += other.party->names().size();
        calls += other.slots->taken();
    }
    out.gauge("quanta_wallet_process_up",
              "Whether the node's own wallets run; they start when one is wanted.", own ? 1 : 0);
    out.counter("quanta_wallet_process_starts_total", "Starts of the node's own wallets.", m_started.value());
    out.counter("quanta_wallet_process_ends_total", "Ends of their process that nobody asked for.",
                m_ended.value());
    out.gauge("quanta_wallet_processes_attached", "Wallet processes that others have started.",
              others.size());
    out.gauge("quanta_wallets_loaded", "Wallets that are loaded, as last heard.", loaded);
    out.gauge("quanta_wallet_calls_running", "Wallet calls that wait for a process.", calls);
}

bool WalletHub::is_stopped() const {
    const sys::MutexLock lock(m_mutex);
    return m_state == State::Stopped;
}

std::unique_ptr<WalletHub::Loader> WalletHub::make_loader() {
    return std::make_unique<HubLoader>(*this);
}

std::vector<std::string> WalletHub::load(const std::vector<std::string>& names) {
    std::vector<std::string> errors;
    for (const std::string& name : names) {
        if (is_stopped()) break;
        try {
            make_loader()->load(name);
        } catch (const std::exception& error) {
            errors.push_back("wallet \"" + name + "\": " + error.what());
        }
    }
    return errors;
}

std::unique_ptr<interfaces::Wallet> WalletHub::limited(std::unique_ptr<interfaces::Wallet> wallet) const {
    return limit_wallet(std::move(wallet), m_options.limit, m_options.call_time, m_options.short_time);
}

WalletHub::Party WalletHub::make_party(std::shared_ptr<Loader> loader) {
    auto party = std::make_shared<WalletParty>(std::move(loader), m_options.limit, m_options.short_time);
    party->follow(std::make_shared<Relay>(*this, party));
    return party;
}

// ---- The own process ----

WalletHub::Party WalletHub::own() {
    const auto give_up = std::chrono::steady_clock::now() + m_options.call_time;
    sys::MutexLock lock(m_mutex);
    while (m_state == State::Starting) {
        if (!m_changed.wait_until(m_mutex, give_up) && m_state == State::Starting)
            throw std::runtime_error("The wallet process is starting");
    }
    if (m_state == State::Running) return m_own;
    if (m_state == State::Stopped) throw std::runtime_error("The node is stopping: no wallets");
    if (m_state == State::Gone && std::chrono::steady_clock::now() < m_retry_at) {
        throw std::runtime_error(m_why_gone + "; it is started again soon");
    }
    m_state = State::Starting;
    const uint64_t generation = ++m_generation;
    ++m_starts;
    lock.unlock();
    return start(generation);
}

WalletHub::Party WalletHub::start(uint64_t generation) {
    /// Counted by who calls this.
    struct Counted {
        WalletHub& hub;
        ~Counted() {
            const sys::MutexLock lock(hub.m_mutex);
            --hub.m_starts;
            hub.m_changed.notify_all();
        }
    } counted{*this};
    Party party;
    try {
        party = start_party(generation);
    } catch (const std::exception& error) {
        const std::string why = std::string("The wallet process does not start: ") + error.what();
        const sys::MutexLock lock(m_mutex);
        failed(generation, why);
        throw std::runtime_error(why);
    }
    {
        const sys::MutexLock lock(m_mutex);
        if (m_state == State::Stopped) throw std::runtime_error("The node is stopping: no wallets");
        if (generation != m_generation) throw std::runtime_error("The wallet process has ended");
        m_state = State::Running;
        m_own = party;
        m_started.add();
        m_changed.notify_all();
    }
    changed("");
    return party;
}

WalletHub::Party WalletHub::start_party(uint64_t generation) {
    Party party;
    {
        const auto limit = limit_calls(m_options.call_time);
        party = make_party(m_options.start([this, generation] { lost(generation); }));
    }
    std::set<std::string> wanted;
    {
        const sys::MutexLock lock(m_mutex);
        wanted = m_loaded;
    }
    for (const std::string& name : wanted) {
        if (is_stopped()) break;
        try {
            const auto limit = limit_calls(m_options.load_time);
            party->loader().load(name);
        } catch (const std::exception& error) {
            base::log_warning("wallet \"{}\" was not loaded again: {}", name, error.what());
        }
    }
    party->refresh();
    return party;
}

void WalletHub::failed(uint64_t generation, std::string why) {
    if (generation != m_generation || m_state == State::Stopped) return;
    ++m_generation;
    m_state = State::Gone;
    m_why_gone = std::move(why);
    m_retry_at = std::chrono::steady_clock::now() + m_pause;
    m_pause = std::min(m_pause * 2, m_options.longest_pause);
    m_changed.notify_all();
}

void WalletHub::lost(uint64_t generation) {
    Party own;
    {
        const sys::MutexLock lock(m_mutex);
        if (generation != m_generation || m_state == State::Stopped) return;
        // What it has run is taken as success: the pauses begin anew.
        if (m_state == State::Running) m_pause = m_options.first_pause;
        own = std::exchange(m_own, nullptr);
        failed(generation, "The wallet process has ended");
    }
    m_ended.add();
    base::log_warning("the wallet process has ended");
    changed("");
}

void WalletHub::restart_when_lost() {
    while (true) {
        {
            const sys::MutexLock lock(m_mutex);
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
        } catch (const std::exception& error) {
            base::log_warning("{}", error.what());
        }
    }
}

void WalletHub::note_loaded(const Party& party) {
    if (!party->refresh() || party != running()) return;
    const std::vector<std::string> names = party->names();
    const sys::MutexLock lock(m_mutex);
    m_loaded = {names.begin(), names.end()};
}

WalletHub::Party WalletHub::running() const {
    const sys::MutexLock lock(m_mutex);
    return m_own;
}

// ---- Attached ones ----

std::unique_ptr<Handler> WalletHub::attach(std::unique_ptr<Loader> wallets) {
    Party party;
    {
        const auto limit = limit_calls(m_options.call_time);
        party = make_party(std::move(wallets));
        party->refresh();
    }
    auto slots = std::make_shared<CallSlots>(m_options.rpc_calls, m_options.patience);
    uint64_t number = 0;
    {
        const sys::MutexLock lock(m_mutex);
        if (m_state == State::Stopped) throw std::runtime_error("The node is stopping");
        number = ++m_last_attached;
        m_attached.push_back({number, std::move(party), std::move(slots)});
    }
    changed("");
    return std::make_unique<Attachment>(*this, number);
}

void WalletHub::detach(uint64_t number) {
    std::list<Attached> gone;
    {
        const sys::MutexLock lock(m_mutex);
        const auto found = std::find_if(m_attached.begin(), m_attached.end(),
                                        [&](const Attached& entry) { return entry.number == number; });
        if (found == m_attached.end()) return;
        gone.splice(gone.end(), m_attached, found);
    }
    changed("");
}

std::vector<WalletHub::Attached> WalletHub::attached() const {
    const sys::MutexLock lock(m_mutex);
    return {m_attached.begin(), m_attached.end()};
}

std::optional<WalletHub::Attached> WalletHub::attached_with(const std::optional<std::string>& wallet) const {
    if (!wallet) return std::nullopt;
    for (Attached& entry : attached()) {
        if (entry.party->has(*wallet)) return std::move(entry);
    }
    return std::nullopt;
}

// ---- All of them ----

std::vector<std::string> WalletHub::wallets() const {
    std::vector<std::string> names;
    if (const Party own = running()) names = own->names();
    for (const Attached& entry : attached()) {
        const std::vector<std::string> more = entry.party->names();
        names.insert(names.end(), more.begin(), more.end());
    }
    return names;
}

WalletHub::Party WalletHub::owner_of(const std::string& wallet) {
    const std::optional<Attached> entry = attached_with(wallet);
    return entry ? entry->party : own();
}

bool WalletHub::answers(const Party& party) const {
    if (!party) return false;
    try {
        const auto limit = limit_calls(m_options.probe_time);
        party->loader().wallets();
        return true;
    } catch (const std::exception& error) {
        base::log_debug(base::Category::Ipc, "a wallet process does not answer: {}", error.what());
        return false;
    }
}

WalletRpcReply WalletHub::execute_rpc(WalletRpcRequest request) {
    if (request.method == "listwallets") {
        std::string list;
        json::Writer out(list);
        out.begin_array();
        for (const std::string& name : wallets())
            out.value(name);
        out.end_array();
        return {list};
    }
    const bool changing = changes_list(request.method);
    // Without a name the only wallet is meant, whoever has it.
    if (!request.wallet && is_of_wallet(request.method) && !attached().empty()) {
        const std::vector<std::string> names = wallets();
        if (names.size() > 1)
            return {{}, wallet_methods::kWalletNotSpecified, std::string(wallet_methods::kManyWallets)};
        if (names.size() == 1) request.wallet = names[0];
    }
    const std::optional<Attached> other = attached_with(wallet_of(request));
    const CallSlots::Held slot(other ? *other->slots : m_own_slots,
                               [&] { return answers(other ? other->party : running()); });
    const auto limit = limit_calls(changing ? m_options.load_time : m_options.call_time);
    const Party party = other ? other->party : own();
    const WalletRpcReply reply = party->execute(request);
    if (changing) note_loaded(party);
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
        std::erase_if(told, [&](const auto& entry) { return !changes.contains(entry.first); });
    });
}

void WalletHub::changed(const std::string& wallet) {
    const std::vector<std::string> names = wallets();
    Changes changes;
    {
        const sys::MutexLock lock(m_mutex);
        m_changes[wallet] = ++m_sequence;
        // Wallets that are not loaded any more are forgotten with the change of the list.
        if (wallet.empty()) {
            std::erase_if(m_changes, [&](const auto& change) {
                return !change.first.empty() &&
                       std::find(names.begin(), names.end(), change.first) == names.end();
            });
        }
        changes = m_changes;
    }
    m_followers.publish(std::move(changes));
}

}  // namespace quanta::wiring
