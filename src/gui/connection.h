// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "gui/gui.h"
#include "gui/lane.h"

namespace quanta::gui {

/// A session with what is registered in it. Shared by the lanes; the last to let go disposes of it in the
/// lane it was made in.
struct Connection {
    // Set before it is shared.
    std::unique_ptr<Session> session;
    std::unique_ptr<interfaces::Handler> node_handler;

    // The wallets' lane only.
    std::unique_ptr<interfaces::Handler> wallet_handler;
    std::map<std::string, std::unique_ptr<interfaces::Wallet>> open_wallets;

    ~Connection();

    /// Bounds calls of this thread.
    std::shared_ptr<void> limit(std::chrono::milliseconds time) const;
};

/// A connection that `lane`, which outlives it, destroys.
std::shared_ptr<Connection> make_connection(Lane& lane, std::unique_ptr<Session> session);

/// Why a call failed.
enum class Failure : uint8_t {
    Refused,  ///< the other side said no, or has gone
    TooLate,  ///< nothing came within the limit
};

/// What became of a call: a failure, unless `what` is empty.
struct CallError {
    Failure kind = Failure::Refused;
    std::string what;  ///< a sentence

    explicit operator bool() const { return !what.empty(); }
};

/// Whether a call that failed with `what` after this time was too late: by its sentence, or by the time.
bool is_too_late(const std::string& what, std::chrono::nanoseconds took, std::chrono::nanoseconds limit);

/// Runs `call` bounded by `limit`: the one place where calls of a session are caught.
template <typename Call>
CallError bounded_call(const Connection& connection, std::chrono::milliseconds limit, Call&& call) {
    const auto begin = std::chrono::steady_clock::now();
    try {
        const std::shared_ptr<void> bound = connection.limit(limit);
        call();
        return {};
    } catch (const std::exception& error) {
        const std::string what = error.what();
        const bool late = is_too_late(what, std::chrono::steady_clock::now() - begin, limit);
        return {late ? Failure::TooLate : Failure::Refused, what.empty() ? "It failed." : what};
    }
}

}  // namespace quanta::gui
