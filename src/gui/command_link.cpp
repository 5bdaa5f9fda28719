// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/command_link.h"

#include <stdexcept>
#include <utility>

#include <QObject>

#include "gui/mailbox.h"

namespace quanta::gui {

namespace {

/// What of a reply is shown, bytes.
constexpr size_t kMaxShown = 512 * 1024;

}  // namespace

CommandLink::CommandLink(Lane& lane, const Timing& timing)
    : m_lane(lane),
      m_timing(timing),
      m_receiver(std::make_unique<QObject>()),
      m_mailbox(std::make_shared<Mailbox>(*m_receiver)) {}

CommandLink::~CommandLink() {
    m_mailbox->close();
}

bool CommandLink::run(const std::string& what, const std::string& request, const std::string& uri,
                      Done done) {
    if (!m_connection) return false;
    const auto task = [connection = m_connection, mailbox = m_mailbox, request, uri, done = std::move(done),
                       limit = m_timing.command_limit] {
        auto reply = std::make_shared<ConsoleReply>();
        const CallError error = bounded_call(*connection, limit, [&] {
            if (!connection->session->rpc) throw std::runtime_error("This node takes no commands.");
            *reply = read_reply(connection->session->rpc->execute_rpc(request, uri, "gui"), kMaxShown);
        });
        if (error) *reply = {error.what, true};
        mailbox->post([done, reply] { done(*reply); });
    };
    return m_lane.post("Running " + what, task);
}

}  // namespace quanta::gui
