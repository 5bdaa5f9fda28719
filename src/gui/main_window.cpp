// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/main_window.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QActionGroup>
#include <QCloseEvent>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

#include "gui/console_page.h"
#include "gui/log_page.h"
#include "gui/network_button.h"
#include "gui/notice_bar.h"
#include "gui/notices.h"
#include "gui/overview_page.h"
#include "gui/peers_page.h"
#include "gui/receive_page.h"
#include "gui/shutdown_window.h"
#include "gui/start_page.h"
#include "gui/text.h"
#include "gui/theme.h"
#include "gui/transaction_model.h"
#include "gui/transactions_page.h"

namespace quanta::gui {

namespace {

constexpr QSize kFirstSize(980, 720);
constexpr int kStatusMargin = 12;

}  // namespace

MainWindow::MainWindow(Backend& backend, Preferences& preferences, const GuiOptions& options,
                       std::function<void()> quit)
    : m_backend(backend), m_preferences(preferences), m_options(options), m_quit(std::move(quit)) {
    const QString chain = to_qt(chain_title(options.chain));
    setWindowTitle(chain.isEmpty() ? QStringLiteral("Quanta") : QStringLiteral("Quanta – %1").arg(chain));
    setWindowIcon(program_icon());
    resize(kFirstSize);
    if (!preferences.geometry().isEmpty()) restoreGeometry(preferences.geometry());
    make_pages();
    make_menus();
    make_tool_bar();
    make_status_bar();
    choose_unit(preferences.unit());
    m_console->set_history(preferences.history());
    backend.wallets().prefer(preferences.wallet());
    backend.listen({.node_changed = [this] { node_changed(); },
                    .network_changed = [this] { m_peers->show_network(); },
                    .wallet_changed = [this] { wallet_changed(); },
                    .wallet_chosen = [this] { wallet_chosen(); },
                    .ended = [this] { end(); }});
    m_timer = new QTimer(this);
    connect(m_timer, &QTimer::timeout, this, [this] { tick(); });
    m_timer->start(backend.timing().tick);
    show_page(Overview);
    show_wallets();
    show_state();
}

MainWindow::~MainWindow() {
    m_backend.listen({});
}

void MainWindow::make_pages() {
    auto* central = new QWidget;
    auto* layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_notices = new NoticeBar(central);
    m_stack = new QStackedWidget;
    m_transactions = new TransactionsPage(m_backend, nullptr);
    m_overview = new OverviewPage(m_backend, m_transactions->history(), nullptr);
    m_receive = new ReceivePage(m_backend, nullptr);
    m_peers = new PeersPage(
        m_backend, [this](const QString& text) { report(text); }, nullptr);
    m_console = new ConsolePage(m_backend, nullptr);
    m_log = new LogPage(m_backend, nullptr);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(m_overview);
    for (QWidget* page :
         std::initializer_list<QWidget*>{scroll, m_transactions, m_receive, m_peers, m_console, m_log}) {
        m_stack->addWidget(page);
    }
    m_start = new StartPage(to_qt(m_options.version), nullptr);
    m_stack->addWidget(m_start);
    layout->addWidget(m_notices);
    layout->addWidget(m_stack, 1);
    setCentralWidget(central);
}

void MainWindow::make_status_bar() {
    m_calls = new QLabel;
    m_calls->setObjectName("slowCalls");
    m_calls->setAccessibleName(tr("Calls in progress"));
    m_calls->setContentsMargins(kStatusMargin, 0, 0, 0);
    m_height = new QLabel;
    m_height->setObjectName("statusHeight");
    m_height->setAccessibleName(tr("Height of the block chain"));
    m_chain = new QLabel(to_qt(m_options.chain));
    m_chain->setObjectName("statusChain");
    m_chain->setAccessibleName(tr("Chain"));
    statusBar()->addWidget(m_calls, 1);
    m_network = new NetworkButton;
    connect(m_network, &QToolButton::clicked, this, [this] {
        m_network_menu->popup(m_network->mapToGlobal(QPoint(0, -m_network_menu->sizeHint().height())));
    });
    statusBar()->addPermanentWidget(m_network);
    statusBar()->addPermanentWidget(m_height);
    statusBar()->addPermanentWidget(m_chain);
}

void MainWindow::show_page(Page page) {
    const bool starting = page == Overview && !m_has_run && m_options.start_page;
    m_stack->setCurrentIndex(starting ? static_cast<int>(PageCount) : page);
    m_page_actions->actions().at(page)->setChecked(true);
    if (page == Console) m_console->focus_input();
    show_state();
}

QWidget* MainWindow::shutdown_window() const {
    return m_shutdown.get();
}

void MainWindow::choose_unit(Unit unit) {
    m_preferences.set_unit(unit);
    m_overview->set_unit(unit);
    m_transactions->set_unit(unit);
}

void MainWindow::choose_theme(Theme theme) {
    m_preferences.set_theme(theme);
    apply_theme(theme);
}

void MainWindow::node_changed() {
    const NodeLink& node = m_backend.node();
    const LinkPhase phase = node.state().phase;
    if (phase == LinkPhase::Running && !m_has_run) {
        m_has_run = true;
        if (m_stack->currentIndex() == PageCount) show_page(Overview);
    }
    if (phase == LinkPhase::Running) m_console->node_running();
    if (phase == LinkPhase::Retrying) m_console->node_lost();
    // Somebody else stops a node that ends with this window.
    if (phase == LinkPhase::Stopping && !m_shutdown && m_backend.owns_node()) begin_shutdown();
    m_overview->show_node();
    m_peers->show_node();
    show_state();
}

void MainWindow::wallet_changed() {
    show_wallets();
    m_overview->show_wallet();
    m_transactions->show_wallet();
    m_receive->show_wallet();
    m_console->show_wallet();
    show_state();
}

void MainWindow::wallet_chosen() {
    if (const auto& chosen = m_backend.wallets().chosen()) m_preferences.set_wallet(*chosen);
    m_transactions->wallet_chosen();
    m_receive->wallet_chosen();
}

void MainWindow::show_wallets() {
    const WalletLink& wallets = m_backend.wallets();
    QStringList names;
    for (const std::string& name : wallets.names())
        names << to_qt(name);
    const QSignalBlocker quiet(m_wallets);
    const bool has_wallet = wallets.chosen().has_value();
    if (!has_wallet) names = {tr("no wallet")};
    QStringList shown;
    for (int i = 0; i < m_wallets->count(); ++i)
        shown << m_wallets->itemText(i);
    if (shown != names) {
        m_wallets->clear();
        m_wallets->addItems(names);
    }
    if (has_wallet) m_wallets->setCurrentText(to_qt(*wallets.chosen()));
    m_wallets->setEnabled(has_wallet);
    for (QAction* action : m_wallet_actions)
        action->setEnabled(wallets.is_fresh());
    m_unload->setEnabled(wallets.is_fresh() && has_wallet);
}

void MainWindow::show_state() {
    const std::vector<Notice> notices = current_notices(m_backend);
    const bool on_start_page = m_stack->currentIndex() == PageCount;
    if (on_start_page && !notices.empty()) m_start->show_notice(notices.front());
    m_notices->show_notices(on_start_page ? std::vector<Notice>{} : notices);
    if (m_shutdown) {
        const Notice notice = shutdown_notice(m_backend);
        m_shutdown->show_progress(notice.text, notice.part.value_or(-1));
    }
    const auto& status = m_backend.node().status();
    m_height->setEnabled(m_backend.node().is_fresh());
    m_network->setEnabled(m_backend.node().is_fresh());
    m_network_active->setEnabled(m_backend.node().state().phase == LinkPhase::Running);
    if (!status || status->phase == interfaces::NodePhase::Starting) return;
    m_height->setText(tr("Block %1").arg(to_qt(count_text(status->tip.height))));
    m_network->show_status(*status);
    m_network_active->setChecked(status->network_active);
}

void MainWindow::tick() {
    m_calls->setText(to_qt(m_backend.slow_calls()));
    m_overview->show_time();
    m_peers->show_time();
    show_state();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_preferences.set_geometry(saveGeometry());
    m_preferences.set_history(m_console->history());
    m_preferences.save();
    event->accept();
    if (m_shutdown || !m_backend.owns_node())
        end();
    else
        begin_shutdown();
}

void MainWindow::begin_shutdown() {
    m_shutdown = std::make_unique<ShutdownWindow>([this] { end(); });
    m_shutdown->show();
    hide();
    m_backend.node().shut_down();
    show_state();
}

void MainWindow::end() {
    if (std::exchange(m_ended, true)) return;
    m_timer->stop();
    m_quit();
}

void MainWindow::unload_wallet() {
    const auto& chosen = m_backend.wallets().chosen();
    if (!chosen) return;
    const auto done = [this](const std::string&, const CallError& error) {
        if (error) report(sentence(error.what));
        m_backend.wallets().refresh_now();
    };
    if (!m_backend.wallets().unload(*chosen, done)) report(tr("The wallets cannot be asked now."));
}

void MainWindow::report(const QString& text) {
    auto* box = new QMessageBox(QMessageBox::Warning, tr("Quanta"), text, QMessageBox::Ok, this);
    box->setObjectName("report");
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

}  // namespace quanta::gui
