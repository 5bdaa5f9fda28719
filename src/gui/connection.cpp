// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/connection.h"

#include <utility>

namespace quanta::gui {

namespace {

/// Objects of another process say goodbye when they go: not for ever.
constexpr std::chrono::seconds kGoodbye{2};

}  // namespace

Connection::~Connection() {
    if (!session) return;
    const std::shared_ptr<void> bound = limit(kGoodbye);
    open_wallets.clear();
    wallet_handler.reset();
    node_handler.reset();
    session->rpc.reset();
    session->wallets.reset();
    session->node.reset();
}

std::shared_ptr<void> Connection::limit(std::chrono::milliseconds time) const {
    return session->limit ? session->limit(time) : nullptr;
}

std::shared_ptr<Connection> make_connection(Lane& lane, std::unique_ptr<Session> session) {
    auto* made = new Connection;
    made->session = std::move(session);
    return {made, [&lane](Connection* last) { lane.dispose([last] { delete last; }); }};
}

bool is_too_late(const std::string& what, std::chrono::nanoseconds took, std::chrono::nanoseconds limit) {
    return what.find("timed out") != std::string::npos || took >= limit - limit / 10;
}

}  // namespace quanta::gui
