// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "gui/connection.h"
#include "gui/console_line.h"
#include "gui/lane.h"
#include "gui/timing.h"

class QObject;

namespace quanta::gui {

class Mailbox;

/// The window's side of JSON-RPC, for the console. All calls run in its lane. The window's thread only.
class CommandLink {
public:
    using Done = std::function<void(const ConsoleReply&)>;

    /// `lane` outlives it.
    CommandLink(Lane& lane, const Timing& timing);
    ~CommandLink();
    CommandLink(const CommandLink&) = delete;
    CommandLink& operator=(const CommandLink&) = delete;

    void attach(std::shared_ptr<Connection> connection) { m_connection = std::move(connection); }
    void detach() { m_connection.reset(); }

    /// Sends the JSON-RPC `request` to `uri`; `what` tells a user about it and holds no secret. False, and
    /// `done` is not called, when there is no node or too much is asked already.
    bool run(const std::string& what, const std::string& request, const std::string& uri, Done done);

private:
    Lane& m_lane;
    const Timing m_timing;
    std::unique_ptr<QObject> m_receiver;
    std::shared_ptr<Mailbox> m_mailbox;
    std::shared_ptr<Connection> m_connection;
};

}  // namespace quanta::gui
