// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>

namespace quanta::gui {

/// How long and how often the window waits.
struct Timing {
    /// Between questions for the node's status, while nothing is pushed.
    std::chrono::milliseconds poll{2000};
    /// The same while the node shuts down.
    std::chrono::milliseconds shutdown_poll{250};
    /// Between questions for the wallets' status, while nothing is pushed.
    std::chrono::milliseconds wallet_poll{10000};
    /// Between questions for the peers while they are looked at.
    std::chrono::milliseconds network_poll{1000};
    /// The same while they are not, for the history of traffic.
    std::chrono::milliseconds traffic_poll{10000};
    /// Between looks at the log.
    std::chrono::milliseconds log_poll{1000};
    /// Before the first new attempt to connect; doubles up to `last_retry`.
    std::chrono::milliseconds first_retry{250};
    std::chrono::milliseconds last_retry{5000};
    /// A node that takes longer to tell its status does not answer.
    std::chrono::milliseconds status_limit{3000};
    /// Other short calls.
    std::chrono::milliseconds call_limit{10000};
    /// Calls that may read or write much: wallets made and loaded.
    std::chrono::milliseconds long_limit{600000};
    /// Commands of the console.
    std::chrono::milliseconds command_limit{24 * 3600 * 1000};
    /// What takes longer is named in the status bar.
    std::chrono::milliseconds slow{400};
    /// Between redraws of ages, waits and counts down.
    std::chrono::milliseconds tick{250};
    /// How long the end of the window may wait for calls in progress.
    std::chrono::milliseconds patience{2000};
};

}  // namespace quanta::gui
