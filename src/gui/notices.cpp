// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/notices.h"

#include <algorithm>
#include <chrono>

#include <QObject>

#include "gui/backend.h"
#include "gui/format.h"
#include "gui/text.h"

namespace quanta::gui {

using interfaces::NodeStatus;
using interfaces::WorkStatus;

namespace {

using Clock = std::chrono::steady_clock;

QString tr(const char* text) {
    return QObject::tr(text);
}

/// Whole seconds until `moment`, at least 1.
qint64 seconds_until(Clock::time_point moment) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(moment - Clock::now()).count();
    return std::max<qint64>(1, (left + 999) / 1000);
}

qint64 seconds_since(Clock::time_point moment) {
    return std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - moment).count();
}

/// The piece of work the node is at now; null when that is not known.
const WorkStatus* work_of(const NodeLink& node) {
    const std::optional<NodeStatus>& status = node.status();
    return node.is_fresh() && status && !status->work.empty() ? &status->work.front() : nullptr;
}

/// `text` with the node's own words about its work.
Notice with_work(const QString& text, const WorkStatus* work) {
    Notice notice{Notice::Level::Wait, text, -1.0};
    if (work) {
        notice.text += QStringLiteral("  %1: %2").arg(to_qt(work->name), to_qt(work->text));
        notice.part = work->part;
    }
    return notice;
}

std::vector<Notice> node_notices(Backend& backend) {
    const NodeLink& node = backend.node();
    const LinkState& state = node.state();
    switch (state.phase) {
        case LinkPhase::Connecting:
            return {{Notice::Level::Wait, sentence(state.text + "…"), -1.0}};
        case LinkPhase::Retrying:
            return {{Notice::Level::Problem,
                     (node.status() ? tr("The node has gone. %1 Connecting again in %2 s.")
                                    : tr("There is no node. %1 Trying again in %2 s."))
                         .arg(sentence(state.text))
                         .arg(seconds_until(state.retry_at)),
                     std::nullopt}};
        case LinkPhase::Loading: {
            const QString text = state.text.empty() ? tr("The node is starting.") : sentence(state.text);
            return {with_work(text, work_of(node))};
        }
        case LinkPhase::NotAnswering:
            return {{Notice::Level::Warning,
                     tr("The node has not answered for %1 s. It may be busy, or its process may be stopped.")
                         .arg(seconds_since(state.silent_since)),
                     -1.0}};
        case LinkPhase::Stopping:
            return {{Notice::Level::Warning, tr("The node is shutting down. %1").arg(sentence(state.text)),
                     -1.0}};
        case LinkPhase::Running:
        case LinkPhase::Ended:
            break;
    }
    return {};
}

std::vector<Notice> wallet_notices(Backend& backend) {
    const WalletLink& wallets = backend.wallets();
    const WalletState& state = wallets.state();
    switch (state.phase) {
        case WalletPhase::Asking:
            return {
                {Notice::Level::Wait, tr("Waiting for the wallets: their process may be starting."), -1.0}};
        case WalletPhase::Unavailable:
            return {{Notice::Level::Problem,
                     tr("The wallets are not available. %1 Asking again in %2 s.")
                         .arg(sentence(state.text))
                         .arg(seconds_until(state.retry_at)),
                     std::nullopt}};
        case WalletPhase::NotAnswering:
            return {{Notice::Level::Warning,
                     tr("The wallets do not answer. Their process may be busy or stopped."), -1.0}};
        case WalletPhase::Ready:
            if (wallets.status() && wallets.status()->scan_progress < 1) {
                return {{Notice::Level::Wait,
                         tr("Wallet “%1” is looking for its transactions in the block chain: %2.")
                             .arg(to_qt(wallets.status()->name),
                                  to_qt(percent_text(wallets.status()->scan_progress))),
                         wallets.status()->scan_progress}};
            }
            break;
        case WalletPhase::Away:
        case WalletPhase::Without:
            break;
    }
    return {};
}

}  // namespace

std::vector<Notice> current_notices(Backend& backend) {
    std::vector<Notice> notices = node_notices(backend);
    for (Notice& notice : wallet_notices(backend))
        notices.push_back(std::move(notice));
    return notices;
}

Notice shutdown_notice(Backend& backend) {
    const NodeLink& node = backend.node();
    const QString text =
        node.state().text.empty() ? tr("Waiting for the node.") : sentence(node.state().text);
    return with_work(text, work_of(node));
}

}  // namespace quanta::gui
