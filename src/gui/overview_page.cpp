// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/overview_page.h"

#include <QDateTime>
#include <QFormLayout>
#include <QGridLayout>
#include <QGroupBox>
#include <QHeaderView>
#include <QVBoxLayout>

#include "gui/backend.h"
#include "gui/peer_text.h"
#include "gui/text.h"
#include "gui/transaction_model.h"
#include "gui/widgets.h"
#include "sys/rough_time.h"

namespace quanta::gui {

using interfaces::NodePhase;
using interfaces::NodeStatus;
using interfaces::WalletStatus;

namespace {

/// Blocks behind the best header from which on a node that has caught up once is called behind.
constexpr int kBehind = 2;
/// Transactions shown.
constexpr int kLatest = 6;

QLabel* selectable(QLabel* label) {
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setTextFormat(Qt::PlainText);
    return label;
}

double now_s() {
    return static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1000;
}

bool is_synchronised(const NodeStatus& status) {
    return !status.initial_block_download && status.best_header.height - status.tip.height < kBehind;
}

}  // namespace

OverviewPage::OverviewPage(Backend& backend, QAbstractItemModel& history, QWidget* parent)
    : QWidget(parent), m_backend(backend), m_age(new ToneLabel(Tone::Warning)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 10);
    layout->setSpacing(10);
    m_age->setObjectName("dataAge");
    m_age->hide();
    layout->addWidget(m_age);
    layout->addWidget(make_warning_group());
    layout->addWidget(make_chain_group());
    layout->addWidget(make_work_group());
    layout->addWidget(make_wallet_group());
    layout->addWidget(make_history_group(history));
    layout->addStretch(1);
    show_wallet();
}

QLabel* OverviewPage::add_line(QFormLayout& form, const QString& name, const char* object_name) {
    auto* value = selectable(new QLabel(QStringLiteral("–")));
    value->setObjectName(object_name);
    value->setAccessibleName(name);
    auto* label = new QLabel(name);
    label->setBuddy(value);
    form.addRow(label, value);
    return value;
}

QWidget* OverviewPage::make_chain_group() {
    m_chain_group = new QGroupBox(tr("Block chain"));
    auto* layout = new QVBoxLayout(m_chain_group);
    m_sync_text = new QLabel(tr("Not known yet"));
    m_sync_text->setObjectName("syncText");
    enlarge(*m_sync_text, 1.25);
    m_sync_bar = make_bar(tr("Synchronisation"));
    m_sync_bar->setObjectName("syncBar");
    layout->addWidget(m_sync_text);
    layout->addWidget(m_sync_bar);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(18);
    m_blocks = add_line(*form, tr("Blocks"), "tipHeight");
    m_tip_time = add_line(*form, tr("Last block"), "tipTime");
    m_tip_hash = add_line(*form, tr("Hash"), "tipHash");
    m_tip_hash->setFont(fixed_font());
    m_headers = add_line(*form, tr("Headers"), "headers");
    m_connections = add_line(*form, tr("Connections"), "connections");
    m_node = add_line(*form, tr("Node"), "nodeVersion");
    m_directory = add_line(*form, tr("Data directory"), "dataDirectory");
    layout->addLayout(form);
    return m_chain_group;
}

QWidget* OverviewPage::make_work_group() {
    m_work_group = new QGroupBox(tr("Work in progress"));
    m_work_layout = new QGridLayout(m_work_group);
    m_work_group->hide();
    return m_work_group;
}

QWidget* OverviewPage::make_warning_group() {
    m_warning_group = new QGroupBox(tr("Warnings"));
    auto* layout = new QVBoxLayout(m_warning_group);
    m_warnings = new ToneLabel(Tone::Bad);
    selectable(m_warnings);
    m_warnings->setObjectName("warnings");
    m_warnings->setAccessibleName(tr("Warnings"));
    layout->addWidget(m_warnings);
    m_warning_group->hide();
    return m_warning_group;
}

QWidget* OverviewPage::make_wallet_group() {
    m_wallet_group = new QGroupBox(tr("Wallet"));
    auto* layout = new QVBoxLayout(m_wallet_group);
    m_no_wallet = new QLabel;
    m_no_wallet->setObjectName("noWallet");
    m_no_wallet->setWordWrap(true);
    m_balances = new QWidget;
    auto* lines = new QVBoxLayout(m_balances);
    lines->setContentsMargins(0, 0, 0, 0);
    m_total = selectable(new QLabel);
    m_total->setObjectName("balanceTotal");
    m_total->setAccessibleName(tr("Total"));
    enlarge(*m_total, 1.6);
    m_scan_bar = make_bar(tr("Scan of the block chain"));
    m_scan_bar->setObjectName("scanBar");
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(18);
    m_available = add_line(*form, tr("Available"), "balanceAvailable");
    m_pending = add_line(*form, tr("Pending"), "balancePending");
    m_immature = add_line(*form, tr("Immature"), "balanceImmature");
    m_transactions = add_line(*form, tr("Transactions"), "transactionCount");
    m_synced = add_line(*form, tr("Known up to"), "walletSynced");
    lines->addWidget(m_total);
    lines->addWidget(m_scan_bar);
    lines->addLayout(form);
    layout->addWidget(m_no_wallet);
    layout->addWidget(m_balances);
    return m_wallet_group;
}

QWidget* OverviewPage::make_history_group(QAbstractItemModel& history) {
    m_history_group = new QGroupBox(tr("Latest transactions"));
    auto* layout = new QVBoxLayout(m_history_group);
    auto* table = new QTableView;
    table->setModel(&history);
    table->setAccessibleName(tr("Latest transactions"));
    table->setFrameShape(QFrame::NoFrame);
    set_up_list(*table);
    table->horizontalHeader()->hide();
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setFocusPolicy(Qt::NoFocus);
    table->setFixedHeight(kLatest * table->verticalHeader()->defaultSectionSize());
    set_up_history_columns(*table);
    layout->addWidget(table);
    m_history_group->hide();
    return m_history_group;
}

void OverviewPage::set_unit(Unit unit) {
    m_unit = unit;
    show_wallet();
}

void OverviewPage::show_node() {
    const std::optional<NodeStatus>& status = m_backend.node().status();
    const bool fresh = m_backend.node().is_fresh();
    m_chain_group->setEnabled(fresh);
    m_work_group->setEnabled(fresh);
    if (!fresh) m_estimate.clear();
    if (status) {
        m_node->setText(
            tr("Quanta %1, running for %2")
                .arg(to_qt(status->version), to_qt(sys::rough_time(static_cast<double>(status->uptime_s)))));
        m_directory->setText(to_qt(status->data_directory));
        m_connections->setText(status->network_active
                                   ? peer_count_text(status->connections, status->connections_in)
                                   : tr("The network is switched off"));
        show_work(status->work);
        show_warnings(status->warnings);
        if (status->phase != NodePhase::Starting) show_sync(*status);
    }
    show_time();
}

void OverviewPage::show_sync(const NodeStatus& status) {
    const bool done = is_synchronised(status);
    m_estimate.add(now_s(), status.verification_progress);
    m_sync_bar->setVisible(!done);
    set_part(*m_sync_bar, status.verification_progress);
    const QString percent = to_qt(percent_text(status.verification_progress));
    if (done) {
        m_sync_text->setText(tr("Up to date"));
        m_estimate.clear();
    } else if (const std::optional<double> left_s = m_estimate.seconds_left()) {
        m_sync_text->setText(
            tr("Synchronising: %1, about %2 left").arg(percent, to_qt(sys::rough_time(*left_s))));
    } else {
        m_sync_text->setText(tr("Synchronising: %1").arg(percent));
    }
    m_blocks->setText(to_qt(count_text(status.tip.height)));
    m_tip_hash->setText(to_qt(status.tip.hash.to_text()));
    m_headers->setText(
        tr("%1, the last of %2")
            .arg(to_qt(count_text(status.best_header.height)), moment_text(status.best_header_time_s)));
}

void OverviewPage::show_time() {
    const std::optional<NodeStatus>& status = m_backend.node().status();
    const int64_t now = QDateTime::currentSecsSinceEpoch();
    const int64_t heard = m_backend.node().heard_at_s();
    const bool stale = status && !m_backend.node().is_fresh();
    m_age->setVisible(stale);
    if (stale) {
        m_age->setText(
            tr("This is how it was at %1, %2.").arg(moment_text(heard), to_qt(age_text(now - heard))));
    }
    if (status && status->tip_time_s > 0) {
        m_tip_time->setText(
            tr("%1 (%2)").arg(moment_text(status->tip_time_s), to_qt(age_text(now - status->tip_time_s))));
    }
}

OverviewPage::WorkRow OverviewPage::make_work_row() {
    const WorkRow row{new QLabel, new QLabel, make_bar({})};
    row.name->setObjectName("workName");
    row.text->setObjectName("workText");
    for (QLabel* label : {row.name, row.text}) {
        label->setTextFormat(Qt::PlainText);
    }
    const int line = m_work_layout->rowCount();
    m_work_layout->addWidget(row.name, line, 0);
    m_work_layout->addWidget(row.text, line, 1, Qt::AlignRight);
    m_work_layout->addWidget(row.bar, line + 1, 0, 1, 2);
    return row;
}

void OverviewPage::show_work(const std::vector<interfaces::WorkStatus>& work) {
    while (m_work_rows.size() < work.size()) {
        m_work_rows.push_back(make_work_row());
    }
    for (size_t i = 0; i < m_work_rows.size(); ++i) {
        const WorkRow& row = m_work_rows[i];
        const bool used = i < work.size();
        row.name->setVisible(used);
        row.bar->setVisible(used);
        row.text->setVisible(used);
        if (!used) continue;
        row.name->setText(to_qt(work[i].name));
        row.text->setText(to_qt(work[i].text));
        row.bar->setAccessibleName(to_qt(work[i].name));
        set_part(*row.bar, work[i].part);
    }
    m_work_group->setVisible(!work.empty());
}

void OverviewPage::show_warnings(const std::vector<std::string>& warnings) {
    QStringList lines;
    for (const std::string& warning : warnings)
        lines << to_qt(warning);
    m_warnings->setText(lines.join('\n'));
    m_warning_group->setVisible(!warnings.empty());
}

void OverviewPage::show_wallet() {
    const WalletLink& wallets = m_backend.wallets();
    const std::optional<WalletStatus>& status = wallets.status();
    const bool shown = wallets.chosen() && status;
    m_wallet_group->setTitle(wallets.chosen() ? tr("Wallet “%1”").arg(to_qt(*wallets.chosen()))
                                              : tr("Wallet"));
    m_balances->setVisible(shown);
    m_balances->setEnabled(wallets.is_fresh());
    m_no_wallet->setVisible(!shown);
    m_history_group->setVisible(shown && status->transactions > 0);
    m_history_group->setEnabled(wallets.is_fresh());
    if (shown) {
        show_balances(*status);
        return;
    }
    if (wallets.chosen())
        m_no_wallet->setText(tr("Waiting for the wallet…"));
    else if (wallets.state().phase == WalletPhase::Ready)
        m_no_wallet->setText(tr("No wallet is loaded. Create or load one in the menu Wallet."));
    else if (wallets.state().phase == WalletPhase::Without)
        m_no_wallet->setText(tr("This node has no wallets."));
    else
        m_no_wallet->setText(tr("The wallets are not known yet."));
}

void OverviewPage::show_balances(const WalletStatus& status) {
    const auto with_unit = [this](primitives::Amount amount) {
        return to_qt(amount_text(amount, m_unit)) + ' ' + to_qt(unit_name(m_unit));
    };
    m_total->setText(with_unit(status.trusted + status.untrusted_pending + status.immature));
    m_available->setText(with_unit(status.trusted));
    m_pending->setText(with_unit(status.untrusted_pending));
    m_immature->setText(with_unit(status.immature));
    m_transactions->setText(to_qt(count_text(static_cast<int64_t>(status.transactions))));
    const bool scanning = status.scan_progress < 1;
    const QString block = tr("Block %1").arg(to_qt(count_text(status.synced.height)));
    m_synced->setText(scanning ? tr("%1 (%2)").arg(block, to_qt(percent_text(status.scan_progress))) : block);
    m_scan_bar->setVisible(scanning);
    set_part(*m_scan_bar, status.scan_progress);
}

}  // namespace quanta::gui
