// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "world.h"

#include <algorithm>
#include <ctime>
#include <stdexcept>
#include <utility>

#include <fmt/core.h>

#include "json/parser.h"

namespace quanta::gui::test {

using interfaces::NetworkStatus;
using interfaces::NodePhase;
using interfaces::NodeSink;
using interfaces::NodeStatus;
using interfaces::TransactionKind;
using interfaces::TransactionPage;
using interfaces::WalletSink;
using interfaces::WalletTransaction;

namespace {

using Clock = std::chrono::steady_clock;

constexpr char kNode[] = "node";
constexpr char kNetwork[] = "network";
constexpr char kWallets[] = "wallets";

/// When calls of this thread are too late.
thread_local std::optional<Clock::time_point> t_deadline;

std::shared_ptr<void> limit_calls(std::chrono::milliseconds time) {
    const auto before = t_deadline;
    t_deadline = Clock::now() + time;
    return {nullptr, [before](void*) { t_deadline = before; }};
}

template <typename T>
bool contains(const std::vector<T>& list, const T& wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
}

/// Numbered hashes.
template <typename Hash>
Hash hash_of(uint32_t number, uint8_t kind) {
    Hash hash;
    for (size_t i = 0; i < 24; ++i) {
        number = number * 1664525 + 1013904223 + kind;
        hash.bytes()[i] = static_cast<uint8_t>(number >> 24);
    }
    return hash;
}

class Nothing : public interfaces::Handler {
public:
    void disconnect() override {}
};

class WorldNode : public interfaces::Node {
public:
    explicit WorldNode(std::shared_ptr<World> world) : m_world(std::move(world)), m_birth(m_world->birth()) {}

    NodeStatus status() override {
        m_world->begin(m_birth, kNode, "status");
        return m_world->status();
    }
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<NodeSink> sink) override {
        m_world->begin(m_birth, kNode, "follow");
        m_world->follow_node(std::move(sink));
        return std::make_unique<Nothing>();
    }
    interfaces::LogPage read_log(uint64_t position, uint64_t max_bytes) override {
        m_world->begin(m_birth, kNode, "read_log");
        return m_world->read_log(position, max_bytes);
    }
    void request_shutdown() override { m_world->begin(m_birth, kNode, "request_shutdown"); }
    interfaces::NetworkStatus network() override {
        m_world->begin(m_birth, kNetwork, "network");
        return m_world->network();
    }
    void set_network_active(bool active) override {
        m_world->begin(m_birth, kNetwork, "set_network_active");
        m_world->change_network([&](auto& network) { network.active = active; });
    }
    void disconnect_peers(const std::vector<int64_t>& ids) override {
        m_world->begin(m_birth, kNetwork, "disconnect_peers");
        m_world->change_network([&](auto& network) {
            std::erase_if(network.peers, [&](const auto& peer) { return contains(ids, peer.id); });
        });
    }
    void ban(const std::vector<std::string>& subnets, int64_t seconds) override {
        m_world->begin(m_birth, kNetwork, "ban");
        m_world->change_network([&](auto& network) {
            std::erase_if(network.peers,
                          [&](const auto& peer) { return contains(subnets, peer.ban_address); });
            for (const std::string& subnet : subnets)
                network.bans.push_back({subnet, network.time_s, network.time_s + seconds});
        });
    }
    void unban(const std::vector<std::string>& subnets) override {
        m_world->begin(m_birth, kNetwork, "unban");
        m_world->change_network([&](auto& network) {
            std::erase_if(network.bans, [&](const auto& ban) { return contains(subnets, ban.subnet); });
        });
    }

private:
    const std::shared_ptr<World> m_world;
    const uint64_t m_birth;
};

class OneWallet : public interfaces::Wallet {
public:
    OneWallet(std::shared_ptr<World> world, std::string name)
        : m_world(std::move(world)), m_birth(m_world->birth()), m_name(std::move(name)) {}

    interfaces::WalletStatus status() override {
        m_world->begin(m_birth, kWallets, "wallet_status");
        return m_world->wallet(m_name).status;
    }
    TransactionPage transactions(uint64_t skip, uint64_t count) override {
        m_world->begin(m_birth, kWallets, "transactions");
        const WorldWallet wallet = m_world->wallet(m_name);
        TransactionPage page{wallet.status.sequence, wallet.history.size(), {}};
        const uint64_t end = std::min<uint64_t>(skip + count, wallet.history.size());
        for (uint64_t i = skip; i < end; ++i)
            page.transactions.push_back(wallet.history[i]);
        return page;
    }
    std::string new_address(const std::string& type, const std::string& label) override {
        m_world->begin(m_birth, kWallets, "new_address");
        return fmt::format("bcrt1q{}{}{}", m_name, type, label);
    }

private:
    const std::shared_ptr<World> m_world;
    const uint64_t m_birth;
    const std::string m_name;
};

class WorldLoader : public interfaces::WalletLoader {
public:
    explicit WorldLoader(std::shared_ptr<World> world)
        : m_world(std::move(world)), m_birth(m_world->birth()) {}

    std::vector<std::string> wallets() override {
        m_world->begin(m_birth, kWallets, "wallets");
        return m_world->wallets(true);
    }
    std::vector<std::string> wallet_directory() override {
        m_world->begin(m_birth, kWallets, "wallet_directory");
        return m_world->wallets(false);
    }
    std::unique_ptr<interfaces::Wallet> create(const interfaces::CreateWalletOptions& options) override {
        m_world->begin(m_birth, kWallets, "create");
        const auto names = m_world->wallets(false);
        if (std::find(names.begin(), names.end(), options.name) != names.end())
            throw std::runtime_error("A wallet of this name exists already");
        m_world->change_wallet(options.name, [](WorldWallet&) {});
        return wallet(options.name);
    }
    std::unique_ptr<interfaces::Wallet> load(const std::string& name) override {
        m_world->begin(m_birth, kWallets, "load");
        m_world->set_loaded(name, true);
        return wallet(name);
    }
    void unload(const std::string& name) override {
        m_world->begin(m_birth, kWallets, "unload");
        m_world->set_loaded(name, false);
    }
    std::unique_ptr<interfaces::Wallet> wallet(const std::string& name) override {
        m_world->begin(m_birth, kWallets, "wallet");
        return std::make_unique<OneWallet>(m_world, name);
    }
    interfaces::WalletRpcReply execute_rpc(const interfaces::WalletRpcRequest&) override { return {}; }
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<WalletSink> sink) override {
        m_world->begin(m_birth, kWallets, "follow_wallets");
        m_world->follow_wallets(std::move(sink));
        return std::make_unique<Nothing>();
    }

private:
    const std::shared_ptr<World> m_world;
    const uint64_t m_birth;
};

class WorldRpc : public interfaces::Rpc {
public:
    explicit WorldRpc(std::shared_ptr<World> world) : m_world(std::move(world)), m_birth(m_world->birth()) {}
    std::string execute_rpc(const std::string& request, const std::string& uri, const std::string&) override {
        m_world->begin(m_birth, "rpc", "execute_rpc");
        return m_world->run(request, uri);
    }

private:
    const std::shared_ptr<World> m_world;
    const uint64_t m_birth;
};

}  // namespace

std::unique_ptr<Session> open_session(std::shared_ptr<World> world) {
    auto session = std::make_unique<Session>();
    session->node = std::make_unique<WorldNode>(world);
    session->wallets = std::make_unique<WorldLoader>(world);
    session->rpc = std::make_unique<WorldRpc>(world);
    session->limit = limit_calls;
    return session;
}

std::vector<WalletTransaction> make_history(int count, int32_t height) {
    std::vector<WalletTransaction> history;
    const int64_t now = std::time(nullptr);
    for (int i = 0; i < count; ++i) {
        WalletTransaction line;
        const uint32_t number = static_cast<uint32_t>(count - i);
        line.txid = hash_of<primitives::Txid>(number, 1);
        line.kind = static_cast<TransactionKind>(number % 4);
        const int64_t sat = 100'000 + 12'345'678 * static_cast<int64_t>(number % 97);
        line.amount = {line.kind == TransactionKind::Send ? -sat : sat};
        if (line.kind == TransactionKind::Send) line.fee = {-1410};
        line.address = "bcrt1q" + line.txid.to_text().substr(0, 38);
        if (number % 5 == 0) line.label = fmt::format("Invoice {}", number);
        if (i > 0)
            line.block = interfaces::BlockRef{hash_of<primitives::BlockHash>(number, 2), height - i / 2};
        line.time_s = now - 600 * i;
        history.push_back(line);
    }
    return history;
}

namespace {

/// A way of being connected.
struct PeerKind {
    const char* connection_type;
    const char* network;
    const char* transport;
    const char* user_agent;
};

constexpr PeerKind kPeerKinds[] = {
    {"outbound-full-relay", "ipv4", "v2", "/Quanta:0.1.0/"},
    {"inbound", "onion", "v1", "/Satoshi:27.0.0/"},
    {"block-relay-only", "ipv6", "v2", "/Quanta:0.1.0(a comment that is rather long)/"},
    {"inbound", "ipv4", "v2", "/Satoshi:29.1.0/"},
    {"manual", "cjdns", "v1", "/btcwire:0.5.0/btcd:0.24.2/"},
    {"outbound-full-relay", "onion", "v2", "/Satoshi:28.0.0/"},
    {"feeler", "ipv4", "detecting", ""},
};

std::string address_of(int number, std::string_view network) {
    if (network == "ipv4") return fmt::format("203.0.{}.{}", number / 256, number % 256);
    if (network == "ipv6") return fmt::format("2001:db8::{:x}", number + 1);
    if (network == "cjdns") return fmt::format("fc00:3344:5566:7788::{:x}", number + 1);
    return fmt::format("pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4{:06}.onion", number);
}

}  // namespace

std::vector<interfaces::PeerStatus> make_peers(int count) {
    std::vector<interfaces::PeerStatus> peers;
    const int64_t now = std::time(nullptr);
    for (int i = 0; i < count; ++i) {
        const PeerKind& kind = kPeerKinds[static_cast<size_t>(i) % std::size(kPeerKinds)];
        interfaces::PeerStatus peer{.id = i, .network = kind.network};
        const bool told = kind.user_agent[0] != '\0';
        peer.connection_type = kind.connection_type;
        peer.transport = kind.transport;
        peer.user_agent = kind.user_agent;
        peer.inbound = peer.connection_type == "inbound";
        peer.ban_address = peer.inbound && peer.network == "onion" ? "" : address_of(i, kind.network);
        const std::string host = peer.ban_address.empty() ? "127.0.0.1" : peer.ban_address;
        const bool bracketed = host.find(':') != std::string::npos;
        peer.address = fmt::format("{}{}{}:{}", bracketed ? "[" : "", host, bracketed ? "]" : "", 8333 + i);
        if (peer.transport == "v2") peer.session_id = hash_of<primitives::BlockHash>(1, 7).to_text();
        if (told) peer.services = {"NETWORK", "WITNESS", "NETWORK_LIMITED", "P2P_V2"};
        if (peer.connection_type == "manual") peer.permissions = {"noban", "download"};
        peer.version = told ? 70016 : 0;
        peer.start_height = told ? 839'000 : -1;
        peer.synced_headers = peer.synced_blocks = told ? 840'000 : -1;
        peer.bytes_sent = static_cast<uint64_t>(i) * 123'457;
        peer.bytes_received = static_cast<uint64_t>(i) * 7'654'321;
        peer.connected_at_s = now - 3600 - 77 * i;
        peer.last_send_s = peer.last_receive_s = now - i % 30;
        if (told) peer.ping_s = peer.min_ping_s = 0.013 * (1 + i % 40);
        peers.push_back(peer);
    }
    return peers;
}

World::World() {
    m_status.phase = NodePhase::Running;
    m_status.chain = "regtest";
    m_status.tip = {hash_of<primitives::BlockHash>(840'000, 2), 840'000};
    m_status.tip_time_s = std::time(nullptr) - 250;
    m_status.best_header = m_status.tip;
    m_status.best_header_time_s = m_status.tip_time_s;
    m_status.verification_progress = 1;
    m_status.initial_block_download = false;
    m_network = {.available = true, .active = true, .time_s = std::time(nullptr), .peers = make_peers(10)};
    m_status.connections = 10;
    m_status.connections_in =
        static_cast<int32_t>(std::ranges::count_if(m_network.peers, &interfaces::PeerStatus::inbound));
    m_status.uptime_s = 7300;
    m_status.data_directory = "/srv/quanta/regtest";
    m_status.version = "0.1.0";
    m_log = "2026-01-01T00:00:00Z Quanta version 0.1.0\n2026-01-01T00:00:01Z Opened the chain\n";
    m_replies["help"] =
        "== Blockchain ==\ngetbestblockhash\ngetblock \"hash\"\n\n== Control ==\nhelp\nstop\n";
}

void World::begin(uint64_t birth, const std::string& part, const std::string& call) const {
    sys::MutexLock lock(m_mutex);
    ++m_counts[call];
    m_changed.notify_all();
    while (m_hanging.contains(part) && birth == m_birth) {
        const auto deadline = t_deadline.value_or(Clock::now() + std::chrono::hours(1));
        if (!m_changed.wait_until(m_mutex, deadline)) throw std::runtime_error("The call timed out");
    }
    if (birth != m_birth) throw std::runtime_error("The connection to the node was lost");
    const auto failing = m_failing.find(part);
    if (failing != m_failing.end()) throw std::runtime_error(failing->second);
}

uint64_t World::birth() const {
    sys::MutexLock lock(m_mutex);
    return m_birth;
}

NodeStatus World::status() const {
    sys::MutexLock lock(m_mutex);
    return m_status;
}

void World::change_silently(const std::function<void(NodeStatus&)>& edit) {
    sys::MutexLock lock(m_mutex);
    ++m_status.sequence;
    edit(m_status);
}

NetworkStatus World::network() const {
    sys::MutexLock lock(m_mutex);
    return m_network;
}

void World::change_network(const std::function<void(NetworkStatus&)>& edit) {
    change_silently([this, &edit](NodeStatus& status) QUANTA_NO_THREAD_SAFETY_ANALYSIS {
        edit(m_network);
        status.network_active = m_network.active;
        status.connections = static_cast<int32_t>(m_network.peers.size());
        status.connections_in =
            static_cast<int32_t>(std::ranges::count_if(m_network.peers, &interfaces::PeerStatus::inbound));
    });
    tell_node();
}

void World::change(const std::function<void(NodeStatus&)>& edit) {
    change_silently(edit);
    tell_node();
}

void World::tell_node() {
    sys::MutexLock lock(m_mutex);
    const auto sinks = m_node_sinks;
    const NodeStatus status = m_status;
    lock.unlock();
    for (const auto& sink : sinks)
        sink->status_changed(status);
}

void World::tell_wallets(const std::string& name) {
    sys::MutexLock lock(m_mutex);
    const auto sinks = m_wallet_sinks;
    const interfaces::WalletChanged change{++m_wallet_sequence, name};
    lock.unlock();
    for (const auto& sink : sinks)
        sink->wallet_changed(change);
}

void World::change_wallet(const std::string& name, const std::function<void(WorldWallet&)>& edit) {
    bool made = false;
    {
        sys::MutexLock lock(m_mutex);
        made = !m_wallets.contains(name);
        WorldWallet& wallet = m_wallets[name];
        if (made) wallet.status.synced = m_status.tip;
        wallet.status.name = name;
        ++wallet.status.sequence;
        edit(wallet);
        wallet.status.transactions = wallet.history.size();
    }
    tell_wallets(made ? "" : name);
}

void World::set_loaded(const std::string& name, bool loaded) {
    {
        sys::MutexLock lock(m_mutex);
        const auto found = m_wallets.find(name);
        if (found == m_wallets.end()) throw std::runtime_error("There is no such wallet");
        found->second.loaded = loaded;
    }
    tell_wallets("");
}

std::vector<std::string> World::wallets(bool loaded_only) const {
    sys::MutexLock lock(m_mutex);
    std::vector<std::string> names;
    for (const auto& [name, wallet] : m_wallets) {
        if (wallet.loaded || !loaded_only) names.push_back(name);
    }
    return names;
}

WorldWallet World::wallet(const std::string& name) const {
    sys::MutexLock lock(m_mutex);
    const auto found = m_wallets.find(name);
    if (found == m_wallets.end() || !found->second.loaded)
        throw std::runtime_error("The wallet is not loaded");
    return found->second;
}

void World::hang(const std::string& part) {
    sys::MutexLock lock(m_mutex);
    m_hanging.insert(part);
}

void World::release(const std::string& part) {
    {
        sys::MutexLock lock(m_mutex);
        m_hanging.erase(part);
    }
    m_changed.notify_all();
}

void World::fail(const std::string& part, const std::string& why) {
    sys::MutexLock lock(m_mutex);
    if (why.empty())
        m_failing.erase(part);
    else
        m_failing[part] = why;
}

void World::kill() {
    std::vector<std::shared_ptr<NodeSink>> node_sinks;
    std::vector<std::shared_ptr<WalletSink>> wallet_sinks;
    {
        sys::MutexLock lock(m_mutex);
        ++m_birth;
        node_sinks.swap(m_node_sinks);
        wallet_sinks.swap(m_wallet_sinks);
    }
    m_changed.notify_all();
}

void World::append_log(const std::string& lines) {
    sys::MutexLock lock(m_mutex);
    m_log += lines;
}

void World::set_reply(const std::string& method, const std::string& reply) {
    sys::MutexLock lock(m_mutex);
    m_replies[method] = reply;
}

std::vector<std::string> World::requests() const {
    sys::MutexLock lock(m_mutex);
    return m_requests;
}

int World::count(const std::string& call) const {
    sys::MutexLock lock(m_mutex);
    const auto found = m_counts.find(call);
    return found == m_counts.end() ? 0 : found->second;
}

void World::follow_node(std::shared_ptr<NodeSink> sink) {
    sys::MutexLock lock(m_mutex);
    m_node_sinks.push_back(std::move(sink));
}

void World::follow_wallets(std::shared_ptr<WalletSink> sink) {
    sys::MutexLock lock(m_mutex);
    m_wallet_sinks.push_back(std::move(sink));
}

interfaces::LogPage World::read_log(uint64_t position, uint64_t max_bytes) const {
    sys::MutexLock lock(m_mutex);
    if (position > m_log.size()) position = m_log.size() > max_bytes ? m_log.size() - max_bytes : 0;
    std::string text = m_log.substr(position, max_bytes);
    text.resize(text.rfind('\n') + 1);
    const uint64_t next = position + text.size();
    return {std::move(text), next};
}

std::string World::run(const std::string& request, const std::string& uri) {
    const auto parsed = json::parse(request);
    const std::string method = parsed ? parsed->find("method")->string() : "";
    sys::MutexLock lock(m_mutex);
    m_requests.push_back(uri + " " + request);
    const auto reply = m_replies.find(method);
    if (reply == m_replies.end()) return R"({"error":{"code":-32601,"message":"Method not found"}})";
    if (reply->second.starts_with("{")) return fmt::format(R"({{"result":{}}})", reply->second);
    return fmt::format(R"({{"result":{}}})", json::to_text(json::Value(reply->second)));
}

void WorldSource::set_mode(Mode mode, const std::string& text) {
    {
        sys::MutexLock lock(m_mutex);
        m_mode = mode;
        m_text = text;
    }
    m_changed.notify_all();
}

void WorldSource::set_owns_node(bool owns) {
    sys::MutexLock lock(m_mutex);
    m_owns = owns;
}

void WorldSource::set_has_wallets(bool has) {
    sys::MutexLock lock(m_mutex);
    m_has_wallets = has;
}

bool WorldSource::interrupted() const {
    sys::MutexLock lock(m_mutex);
    return m_interrupted;
}

int WorldSource::attempts() const {
    sys::MutexLock lock(m_mutex);
    return m_attempts;
}

std::unique_ptr<Session> WorldSource::connect(const WaitingFor& waiting_for) {
    bool has_wallets = true;
    {
        sys::MutexLock lock(m_mutex);
        ++m_attempts;
        if (m_mode == Mode::Wait) waiting_for(m_text);
        while (m_mode == Mode::Wait && !m_interrupted)
            m_changed.wait(m_mutex);
        if (m_interrupted) throw std::runtime_error("The attempt was ended");
        if (m_mode == Mode::Refuse) throw std::runtime_error(m_text);
        if (m_mode == Mode::Stopped) throw NodeStopped(m_text);
        has_wallets = m_has_wallets;
    }
    auto session = open_session(m_world);
    if (!has_wallets) session->wallets.reset();
    return session;
}

void WorldSource::interrupt() {
    {
        sys::MutexLock lock(m_mutex);
        m_interrupted = true;
    }
    m_changed.notify_all();
}

bool WorldSource::owns_node() {
    sys::MutexLock lock(m_mutex);
    return m_owns;
}

}  // namespace quanta::gui::test
