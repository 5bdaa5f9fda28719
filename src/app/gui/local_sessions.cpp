// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/gui/local_sessions.h"

#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace quanta::gui_program {

namespace {

using interfaces::Handler;

class GatedNode final : public interfaces::Node {
public:
    explicit GatedNode(std::shared_ptr<Gate> gate) : m_gate(std::move(gate)) {}

    interfaces::NodeStatus status() override {
        return m_gate->with([](auto& init) { return init.make_node()->status(); });
    }
    std::unique_ptr<Handler> follow(std::shared_ptr<interfaces::NodeSink> sink) override {
        return m_gate->with([&](auto& init) { return init.make_node()->follow(std::move(sink)); });
    }
    interfaces::LogPage read_log(uint64_t position, uint64_t max_bytes) override {
        return m_gate->with([&](auto& init) { return init.make_node()->read_log(position, max_bytes); });
    }
    void request_shutdown() override {
        m_gate->with([](auto& init) { init.make_node()->request_shutdown(); });
    }
    interfaces::NetworkStatus network() override {
        return m_gate->with([](auto& init) { return init.make_node()->network(); });
    }
    void set_network_active(bool active) override {
        m_gate->with([&](auto& init) { init.make_node()->set_network_active(active); });
    }
    void disconnect_peers(const std::vector<int64_t>& ids) override {
        m_gate->with([&](auto& init) { init.make_node()->disconnect_peers(ids); });
    }
    void ban(const std::vector<std::string>& subnets, int64_t seconds) override {
        m_gate->with([&](auto& init) { init.make_node()->ban(subnets, seconds); });
    }
    void unban(const std::vector<std::string>& subnets) override {
        m_gate->with([&](auto& init) { init.make_node()->unban(subnets); });
    }

private:
    const std::shared_ptr<Gate> m_gate;
};

class GatedRpc final : public interfaces::Rpc {
public:
    explicit GatedRpc(std::shared_ptr<Gate> gate) : m_gate(std::move(gate)) {}

    std::string execute_rpc(const std::string& request, const std::string& uri,
                            const std::string& user) override {
        return m_gate->with([&](auto& init) { return init.make_rpc()->execute_rpc(request, uri, user); });
    }

private:
    const std::shared_ptr<Gate> m_gate;
};

class GatedWallets final : public interfaces::WalletLoader {
public:
    explicit GatedWallets(std::shared_ptr<Gate> gate) : m_gate(std::move(gate)) {}

    std::vector<std::string> wallets() override {
        return with([](auto& loader) { return loader.wallets(); });
    }
    std::vector<std::string> wallet_directory() override {
        return with([](auto& loader) { return loader.wallet_directory(); });
    }
    std::unique_ptr<interfaces::Wallet> create(const interfaces::CreateWalletOptions& options) override {
        return with([&](auto& loader) { return loader.create(options); });
    }
    std::unique_ptr<interfaces::Wallet> load(const std::string& name) override {
        return with([&](auto& loader) { return loader.load(name); });
    }
    void unload(const std::string& name) override {
        with([&](auto& loader) { loader.unload(name); });
    }
    std::unique_ptr<interfaces::Wallet> wallet(const std::string& name) override {
        return with([&](auto& loader) { return loader.wallet(name); });
    }
    interfaces::WalletRpcReply execute_rpc(const interfaces::WalletRpcRequest& request) override {
        return with([&](auto& loader) { return loader.execute_rpc(request); });
    }
    std::unique_ptr<Handler> follow(std::shared_ptr<interfaces::WalletSink> sink) override {
        return with([&](auto& loader) { return loader.follow(std::move(sink)); });
    }

private:
    template <typename Use>
    auto with(const Use& use) -> decltype(use(std::declval<WalletLoader&>())) {
        return m_gate->with([&](auto& init) { return use(*init.make_wallet_loader()); });
    }

    const std::shared_ptr<Gate> m_gate;
};

}  // namespace

void Gate::open(const wiring::Services& services) {
    const std::unique_lock lock(m_mutex);
    m_init.emplace(services, wiring::kAllGrants);
}

void Gate::close() {
    const std::unique_lock lock(m_mutex);
    m_init.reset();
}

void LocalSessions::node_opens(const wiring::Services& services) {
    m_gate->open(services);
    const sys::MutexLock lock(m_mutex);
    m_state = State::There;
    m_changed.notify_all();
}

void LocalSessions::node_ended(const std::optional<std::string>& error) {
    const sys::MutexLock lock(m_mutex);
    m_state = State::Ended;
    m_error = error;
    m_changed.notify_all();
}

std::unique_ptr<gui::Session> LocalSessions::connect(const WaitingFor& waiting_for) {
    waiting_for("Starting the node");
    {
        sys::MutexLock lock(m_mutex);
        while (m_state == State::Starting && !m_interrupted)
            m_changed.wait(m_mutex);
        if (m_state == State::Ended && m_error) throw std::runtime_error(*m_error);
        if (m_state == State::Ended) throw gui::NodeStopped("The node was stopped");
        if (m_interrupted) throw std::runtime_error("The window closes");
    }
    if (!m_gate->is_open()) throw std::runtime_error("The node has stopped");
    auto session = std::make_unique<gui::Session>();
    session->node = std::make_unique<GatedNode>(m_gate);
    session->rpc = std::make_unique<GatedRpc>(m_gate);
    session->wallets = std::make_unique<GatedWallets>(m_gate);
    session->limit = interfaces::no_call_limit();
    return session;
}

void LocalSessions::interrupt() {
    const sys::MutexLock lock(m_mutex);
    m_interrupted = true;
    m_changed.notify_all();
}

}  // namespace quanta::gui_program
