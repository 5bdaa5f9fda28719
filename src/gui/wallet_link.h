// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/connection.h"
#include "gui/lane.h"
#include "gui/timing.h"

class QObject;
class QTimer;

namespace quanta::gui {

class Mailbox;

/// How it stands with the wallets.
enum class WalletPhase : uint8_t {
    Away,     ///< no node that could be asked
    Without,  ///< the node has no wallets, and never will
    Asking,   ///< the first answer is waited for
    Ready,
    Unavailable,   ///< the last question failed: `text` says why; asked again at `retry_at`
    NotAnswering,  ///< the last question was not answered in time
};

struct WalletState {
    WalletPhase phase = WalletPhase::Away;
    std::string text;
    std::chrono::steady_clock::time_point retry_at{};  ///< Unavailable only
};

/// The window's side of the wallets: knows which are loaded and how the chosen one is. All calls run in its
/// lane. The window's thread only.
class WalletLink {
public:
    struct Listener {
        std::function<void()> changed;         ///< state(), names(), chosen() or status() is another
        std::function<void()> chosen_changed;  ///< another wallet is chosen, or it was loaded anew
    };
    template <typename T>
    using Done = std::function<void(const T&, const CallError&)>;

    /// `lane` outlives it.
    WalletLink(Lane& lane, const Timing& timing);
    ~WalletLink();
    WalletLink(const WalletLink&) = delete;
    WalletLink& operator=(const WalletLink&) = delete;

    void listen(Listener listener) { m_listener = std::move(listener); }
    /// The node can be asked for wallets from now on.
    void attach(std::shared_ptr<Connection> connection);
    void detach();

    const WalletState& state() const { return m_state; }
    const std::vector<std::string>& names() const { return m_names; }
    /// The wallet the window shows; nothing when none is loaded.
    const std::optional<std::string>& chosen() const { return m_chosen; }
    /// Of the chosen one, as told last.
    const std::optional<interfaces::WalletStatus>& status() const { return m_status; }
    /// Whether status() is what is true now.
    bool is_fresh() const { return m_state.phase == WalletPhase::Ready; }
    void choose(const std::string& name);
    /// Asks anew.
    void refresh_now();
    /// Chosen as soon as it is loaded, unless another is chosen before.
    void prefer(const std::string& name) { m_preferred = name; }

    // Each is false, and `done` is not called, when there is nobody to ask or too much is asked already.
    bool page(uint64_t skip, uint64_t count, Done<interfaces::TransactionPage> done);
    bool new_address(const std::string& type, const std::string& label, Done<std::string> done);
    bool directory(Done<std::vector<std::string>> done);
    bool create(const interfaces::CreateWalletOptions& options, Done<std::string> done);
    bool load(const std::string& name, Done<std::string> done);
    bool unload(const std::string& name, Done<std::string> done);

private:
    class Sink;
    struct Answer {
        std::vector<std::string> names;
        std::optional<std::string> chosen;
        std::optional<interfaces::WalletStatus> status;
    };
    /// A call for the lane.
    template <typename T>
    struct Request {
        std::string what;
        std::chrono::milliseconds limit;
        std::function<T(Connection&)> call;
    };

    template <typename T>
    bool ask(Request<T> request, Done<T> done);
    void refresh();
    void refreshed(const Answer& answer, const CallError& error, bool up_to_date);
    void take_choice(const Answer& answer);
    void told();
    void tick();
    void set_state(WalletPhase phase, const std::string& text);
    std::shared_ptr<interfaces::WalletSink> make_sink();

    Lane& m_lane;
    const Timing m_timing;
    Listener m_listener;
    std::unique_ptr<QObject> m_receiver;
    std::shared_ptr<Mailbox> m_mailbox;
    std::unique_ptr<QTimer> m_timer;

    std::shared_ptr<Connection> m_connection;
    WalletState m_state;
    std::vector<std::string> m_names;
    std::optional<std::string> m_chosen;
    std::optional<interfaces::WalletStatus> m_status;
    std::string m_preferred;  ///< to be chosen once it is loaded; empty: none
    std::chrono::steady_clock::time_point m_asked{};
    std::chrono::milliseconds m_retry{};
    uint64_t m_generation = 0;
    bool m_refreshing = false;
    bool m_again = false;
};

}  // namespace quanta::gui
