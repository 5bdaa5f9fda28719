// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/wallet_link.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <QObject>
#include <QTimer>

#include "gui/mailbox.h"

namespace quanta::gui {

using interfaces::TransactionPage;
using interfaces::WalletChanged;

namespace {

interfaces::WalletLoader& loader_of(Connection& connection) {
    return *connection.session->wallets;
}

/// The wallet called `name`, got once for each connection.
interfaces::Wallet& wallet_of(Connection& connection, const std::string& name) {
    std::unique_ptr<interfaces::Wallet>& wallet = connection.open_wallets[name];
    if (!wallet) wallet = loader_of(connection).wallet(name);
    if (!wallet) throw std::runtime_error("There is no such wallet.");
    return *wallet;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

class WalletLink::Sink : public interfaces::WalletSink {
public:
    explicit Sink(std::shared_ptr<LatestValue<WalletChanged>> changes) : m_changes(std::move(changes)) {}
    void wallet_changed(const WalletChanged& change) override { m_changes->post(change); }

private:
    const std::shared_ptr<LatestValue<WalletChanged>> m_changes;
};

WalletLink::WalletLink(Lane& lane, const Timing& timing)
    : m_lane(lane),
      m_timing(timing),
      m_receiver(std::make_unique<QObject>()),
      m_mailbox(std::make_shared<Mailbox>(*m_receiver)),
      m_timer(std::make_unique<QTimer>()),
      m_retry(timing.first_retry) {
    QObject::connect(m_timer.get(), &QTimer::timeout, m_receiver.get(), [this] { tick(); });
}

WalletLink::~WalletLink() {
    m_mailbox->close();
}

void WalletLink::attach(std::shared_ptr<Connection> connection) {
    m_connection = std::move(connection);
    ++m_generation;
    m_refreshing = m_again = false;
    m_retry = m_timing.first_retry;
    if (m_connection->session->wallets) {
        m_timer->start(m_timing.tick);
        set_state(WalletPhase::Asking, "");
        refresh();
        return;
    }
    m_connection.reset();
    m_names.clear();
    take_choice({});
    set_state(WalletPhase::Without, "");
}

void WalletLink::detach() {
    if (m_state.phase == WalletPhase::Away) return;
    m_connection.reset();
    ++m_generation;
    m_timer->stop();
    set_state(WalletPhase::Away, "");
}

template <typename T>
bool WalletLink::ask(Request<T> request, Done<T> done) {
    if (!m_connection) return false;
    const auto task = [connection = m_connection, mailbox = m_mailbox, request, done = std::move(done)] {
        auto result = std::make_shared<T>();
        const CallError error =
            bounded_call(*connection, request.limit, [&] { *result = request.call(*connection); });
        // Got anew the next time: a wallet that was unloaded or whose process has gone answers no more.
        if (error) connection->open_wallets.clear();
        mailbox->post([done, result, error] { done(*result, error); });
    };
    return m_lane.post(request.what, task);
}

std::shared_ptr<interfaces::WalletSink> WalletLink::make_sink() {
    return std::make_shared<Sink>(std::make_shared<LatestValue<WalletChanged>>(
        m_mailbox, [this, generation = m_generation](const WalletChanged&) {
            if (generation == m_generation) told();
        }));
}

void WalletLink::told() {
    // Of changes in quick succession the first is looked at now, the others together at the next tick.
    m_again = m_refreshing || std::chrono::steady_clock::now() - m_asked < m_timing.tick;
    if (!m_again) refresh();
}

void WalletLink::refresh() {
    m_again = m_refreshing;
    if (m_refreshing || !m_connection) return;
    const std::optional<std::string> chosen = m_chosen;
    const auto look = [chosen, preferred = m_preferred, sink = make_sink()](Connection& connection) {
        interfaces::WalletLoader& loader = loader_of(connection);
        if (!connection.wallet_handler) connection.wallet_handler = loader.follow(sink);
        Answer answer;
        answer.names = loader.wallets();
        std::erase_if(connection.open_wallets,
                      [&](const auto& open) { return !contains(answer.names, open.first); });
        if (answer.names.empty()) return answer;
        answer.chosen = answer.names.front();
        if (chosen && contains(answer.names, *chosen)) answer.chosen = chosen;
        if (contains(answer.names, preferred)) answer.chosen = preferred;
        answer.status = wallet_of(connection, *answer.chosen).status();
        return answer;
    };
    m_asked = std::chrono::steady_clock::now();
    const auto take = [this, chosen, generation = m_generation](const Answer& answer,
                                                                const CallError& error) {
        // Chosen anew meanwhile: this tells about the other one.
        if (generation == m_generation) refreshed(answer, error, m_chosen == chosen);
    };
    m_refreshing = ask<Answer>({"Asking for the wallets", m_timing.call_limit, look}, take);
}

void WalletLink::refreshed(const Answer& answer, const CallError& error, bool up_to_date) {
    m_refreshing = false;
    if (error) {
        m_state.retry_at = std::chrono::steady_clock::now() + m_retry;
        m_retry = std::min(m_retry * 2, m_timing.last_retry);
        const bool late = error.kind == Failure::TooLate;
        set_state(late ? WalletPhase::NotAnswering : WalletPhase::Unavailable, error.what);
        return;
    }
    m_retry = m_timing.first_retry;
    m_names = answer.names;
    m_again |= !up_to_date;
    if (up_to_date) take_choice(answer);
    set_state(WalletPhase::Ready, "");
}

void WalletLink::take_choice(const Answer& answer) {
    const std::optional<std::string> before = std::exchange(m_chosen, answer.chosen);
    m_status = answer.status;
    if (m_chosen == m_preferred) m_preferred.clear();
    if (m_chosen == before) return;
    // One that goes with its process is wanted again when it is back.
    if (before && !contains(m_names, *before)) m_preferred = *before;
    if (m_listener.chosen_changed) m_listener.chosen_changed();
}

void WalletLink::choose(const std::string& name) {
    if (m_chosen == name || !contains(m_names, name)) return;
    m_chosen = name;
    m_preferred.clear();
    m_status.reset();
    if (m_listener.chosen_changed) m_listener.chosen_changed();
    if (m_listener.changed) m_listener.changed();
    refresh();
}

void WalletLink::refresh_now() {
    m_state.retry_at = {};
    told();
}

void WalletLink::tick() {
    const auto now = std::chrono::steady_clock::now();
    const bool failed =
        m_state.phase == WalletPhase::Unavailable || m_state.phase == WalletPhase::NotAnswering;
    if (m_refreshing) {
        if (now - m_asked >= m_timing.call_limit && m_state.phase == WalletPhase::Ready)
            set_state(WalletPhase::NotAnswering, "");
    } else if (failed ? now >= m_state.retry_at : m_again || now - m_asked >= m_timing.wallet_poll) {
        refresh();
    }
}

void WalletLink::set_state(WalletPhase phase, const std::string& text) {
    m_state.phase = phase;
    m_state.text = text;
    if (m_listener.changed) m_listener.changed();
}

bool WalletLink::page(uint64_t skip, uint64_t count, Done<TransactionPage> done) {
    if (!m_chosen) return false;
    const auto read = [name = *m_chosen, skip, count](Connection& connection) {
        return wallet_of(connection, name).transactions(skip, count);
    };
    return ask<TransactionPage>(
        {"Reading the transactions of “" + *m_chosen + "”", m_timing.call_limit, read}, std::move(done));
}

bool WalletLink::new_address(const std::string& type, const std::string& label, Done<std::string> done) {
    if (!m_chosen) return false;
    const auto get = [name = *m_chosen, type, label](Connection& connection) {
        return wallet_of(connection, name).new_address(type, label);
    };
    return ask<std::string>({"Asking “" + *m_chosen + "” for an address", m_timing.call_limit, get},
                            std::move(done));
}

bool WalletLink::directory(Done<std::vector<std::string>> done) {
    const auto list = [](Connection& connection) { return loader_of(connection).wallet_directory(); };
    return ask<std::vector<std::string>>({"Looking for wallets", m_timing.call_limit, list}, std::move(done));
}

bool WalletLink::create(const interfaces::CreateWalletOptions& options, Done<std::string> done) {
    const auto make = [options](Connection& connection) {
        connection.open_wallets[options.name] = loader_of(connection).create(options);
        return options.name;
    };
    return ask<std::string>({"Creating wallet “" + options.name + "”", m_timing.long_limit, make},
                            std::move(done));
}

bool WalletLink::load(const std::string& name, Done<std::string> done) {
    const auto open = [name](Connection& connection) {
        connection.open_wallets[name] = loader_of(connection).load(name);
        return name;
    };
    return ask<std::string>({"Loading wallet “" + name + "”", m_timing.long_limit, open}, std::move(done));
}

bool WalletLink::unload(const std::string& name, Done<std::string> done) {
    const auto close = [name](Connection& connection) {
        connection.open_wallets.erase(name);
        loader_of(connection).unload(name);
        return name;
    };
    return ask<std::string>({"Unloading wallet “" + name + "”", m_timing.long_limit, close}, std::move(done));
}

}  // namespace quanta::gui
