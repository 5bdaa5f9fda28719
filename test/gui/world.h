// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gui/gui.h"
#include "sys/mutex.h"

namespace quanta::gui::test {

/// A wallet of the world.
struct WorldWallet {
    interfaces::WalletStatus status;
    std::vector<interfaces::WalletTransaction> history;  ///< newest first
    bool loaded = true;
};

/// A node with wallets that is not there: what it tells, and when it hangs or goes, is for a test to say. Its
/// calls are those of another process: they obey limits, and throw once it has gone. Any thread.
class World {
public:
    World();

    // What a test does to it.
    /// Changes the node's status and tells those who follow it.
    void change(const std::function<void(interfaces::NodeStatus&)>& edit);
    /// As change(), without telling.
    void change_silently(const std::function<void(interfaces::NodeStatus&)>& edit);
    /// Changes the node's network, and its status with that.
    void change_network(const std::function<void(interfaces::NetworkStatus&)>& edit);
    /// Changes or makes a wallet and tells those who follow.
    void change_wallet(const std::string& name, const std::function<void(WorldWallet&)>& edit);
    /// Calls of `part` ("node", "network", "wallets", "rpc") wait until release().
    void hang(const std::string& part);
    void release(const std::string& part);
    /// Calls of `part` fail with `why` while it is not empty.
    void fail(const std::string& part, const std::string& why);
    /// The node goes: what was got from it throws from now on, and its followers are let go.
    void kill();
    void append_log(const std::string& lines);
    /// What the console's commands say: method -> reply.
    void set_reply(const std::string& method, const std::string& reply);
    /// Called with each request of the console's.
    std::vector<std::string> requests() const;
    /// How often `call` was made: "transactions", "status", …
    int count(const std::string& call) const;
    bool shutdown_requested() const { return count("request_shutdown") > 0; }

    // What the interfaces of the world do.
    /// Begins a call of a session made at `birth`: waits while its part hangs. Throws when the session is of
    /// a node that has gone, or the caller's limit is over.
    void begin(uint64_t birth, const std::string& part, const std::string& call) const;
    uint64_t birth() const;
    interfaces::NodeStatus status() const;
    interfaces::NetworkStatus network() const;
    void follow_node(std::shared_ptr<interfaces::NodeSink> sink);
    void follow_wallets(std::shared_ptr<interfaces::WalletSink> sink);
    std::vector<std::string> wallets(bool loaded_only) const;
    WorldWallet wallet(const std::string& name) const;
    void set_loaded(const std::string& name, bool loaded);
    interfaces::LogPage read_log(uint64_t position, uint64_t max_bytes) const;
    std::string run(const std::string& request, const std::string& uri);

private:
    void tell_node() QUANTA_EXCLUDES(m_mutex);
    void tell_wallets(const std::string& name) QUANTA_EXCLUDES(m_mutex);

    mutable sys::Mutex m_mutex;
    mutable sys::CondVar m_changed;
    interfaces::NodeStatus m_status QUANTA_GUARDED_BY(m_mutex);
    interfaces::NetworkStatus m_network QUANTA_GUARDED_BY(m_mutex);
    std::map<std::string, WorldWallet> m_wallets QUANTA_GUARDED_BY(m_mutex);
    std::set<std::string> m_hanging QUANTA_GUARDED_BY(m_mutex);
    std::map<std::string, std::string> m_failing QUANTA_GUARDED_BY(m_mutex);
    mutable std::map<std::string, int> m_counts QUANTA_GUARDED_BY(m_mutex);
    std::map<std::string, std::string> m_replies QUANTA_GUARDED_BY(m_mutex);
    std::vector<std::string> m_requests QUANTA_GUARDED_BY(m_mutex);
    std::vector<std::shared_ptr<interfaces::NodeSink>> m_node_sinks QUANTA_GUARDED_BY(m_mutex);
    std::vector<std::shared_ptr<interfaces::WalletSink>> m_wallet_sinks QUANTA_GUARDED_BY(m_mutex);
    std::string m_log QUANTA_GUARDED_BY(m_mutex);
    uint64_t m_birth QUANTA_GUARDED_BY(m_mutex) = 1;
    uint64_t m_wallet_sequence QUANTA_GUARDED_BY(m_mutex) = 0;
};

/// A session with `world` as it is now.
std::unique_ptr<Session> open_session(std::shared_ptr<World> world);

/// Sessions with a world, when and if a test lets there be one. Any thread.
class WorldSource : public SessionSource {
public:
    enum class Mode { Ready, Refuse, Wait, Stopped };

    explicit WorldSource(std::shared_ptr<World> world) : m_world(std::move(world)) {}
    /// What connect() does from now on, one in progress included; `text` is what it says.
    void set_mode(Mode mode, const std::string& text = "");
    void set_owns_node(bool owns);
    void set_has_wallets(bool has);
    bool interrupted() const;
    int attempts() const;

    std::unique_ptr<Session> connect(const WaitingFor& waiting_for) override;
    void interrupt() override;
    bool owns_node() override;

private:
    const std::shared_ptr<World> m_world;
    mutable sys::Mutex m_mutex;
    sys::CondVar m_changed;
    Mode m_mode QUANTA_GUARDED_BY(m_mutex) = Mode::Ready;
    std::string m_text QUANTA_GUARDED_BY(m_mutex);
    bool m_owns QUANTA_GUARDED_BY(m_mutex) = false;
    bool m_has_wallets QUANTA_GUARDED_BY(m_mutex) = true;
    bool m_interrupted QUANTA_GUARDED_BY(m_mutex) = false;
    int m_attempts QUANTA_GUARDED_BY(m_mutex) = 0;
};

/// Peers of all kinds, numbered from 0.
std::vector<interfaces::PeerStatus> make_peers(int count);

/// A history of `count` lines, newest first, the newest in a block at `height`.
std::vector<interfaces::WalletTransaction> make_history(int count, int32_t height);

}  // namespace quanta::gui::test
