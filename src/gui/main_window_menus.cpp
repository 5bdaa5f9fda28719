// Copyright (c) 2026 The Quanta developers. MIT licence.
// The menus and the tool bar of the window.
#include <utility>

#include <QActionGroup>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QToolBar>

#include "gui/console_page.h"
#include "gui/log_page.h"
#include "gui/main_window.h"
#include "gui/peers_page.h"
#include "gui/text.h"
#include "gui/theme.h"
#include "gui/wallet_dialogs.h"

namespace quanta::gui {

namespace {

struct PageName {
    MainWindow::Page page;
    const char* name;
};

constexpr PageName kPages[] = {
    {MainWindow::Overview, "&Overview"}, {MainWindow::Transactions, "&Transactions"},
    {MainWindow::Receive, "&Receive"},   {MainWindow::Peers, "P&eers"},
    {MainWindow::Console, "&Console"},   {MainWindow::Log, "&Log"}};

}  // namespace

QAction* MainWindow::add_action(QMenu& menu, const QString& text, const QKeySequence& keys,
                                std::function<void()> act) {
    QAction* action = menu.addAction(text);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, std::move(act));
    return action;
}

void MainWindow::make_menus() {
    QMenu& wallet = *menuBar()->addMenu(tr("&Wallet"));
    m_wallet_actions = {
        add_action(wallet, tr("&Create a wallet…"), QKeySequence::New,
                   [this] { (new CreateWalletDialog(m_backend, this))->open(); }),
        add_action(wallet, tr("&Load a wallet…"), QKeySequence::Open,
                   [this] { (new LoadWalletDialog(m_backend, this))->open(); }),
    };
    m_unload = add_action(wallet, tr("&Unload the wallet"), QKeySequence("Ctrl+Shift+W"),
                          [this] { unload_wallet(); });
    wallet.addSeparator();
    add_action(wallet, tr("&Quit"), QKeySequence("Ctrl+Q"), [this] { close(); });
    make_view_menu();
    make_network_menu();
    QMenu& help = *menuBar()->addMenu(tr("&Help"));
    add_action(help, tr("&About Quanta"), QKeySequence::HelpContents, [this] { about(); });
    add_action(help, tr("About &Qt"), {}, [this] { QMessageBox::aboutQt(this); });
}

void MainWindow::make_view_menu() {
    QMenu& view = *menuBar()->addMenu(tr("&View"));
    m_page_actions = new QActionGroup(this);
    for (const PageName& page : kPages) {
        QAction* action = add_action(view, tr(page.name), QKeySequence(QString("Ctrl+%1").arg(page.page + 1)),
                                     [this, page] { show_page(page.page); });
        action->setCheckable(true);
        m_page_actions->addAction(action);
    }
    view.addSeparator();
    make_unit_menu(view);
    make_theme_menu(view);
    view.addSeparator();
    add_action(view, tr("Clear the co&nsole"), QKeySequence("Ctrl+L"), [this] { m_console->clear(); });
    add_action(view, tr("&Larger console text"), QKeySequence::ZoomIn, [this] { m_console->zoom(1); });
    add_action(view, tr("&Smaller console text"), QKeySequence::ZoomOut, [this] { m_console->zoom(-1); });
    add_action(view, tr("S&earch the log"), QKeySequence::Find, [this] {
        show_page(Log);
        m_log->focus_search();
    });
}

void MainWindow::make_network_menu() {
    m_network_menu = menuBar()->addMenu(tr("&Network"));
    const auto shows = [this](PeersPage::Tab tab) {
        return [this, tab] {
            show_page(Peers);
            m_peers->show_tab(tab);
        };
    };
    add_action(*m_network_menu, tr("&Peers"), {}, shows(PeersPage::Peers));
    add_action(*m_network_menu, tr("&Banned"), {}, shows(PeersPage::Banned));
    add_action(*m_network_menu, tr("&Traffic"), {}, shows(PeersPage::Traffic));
    m_network_menu->addSeparator();
    m_network_active = m_network_menu->addAction(tr("Network &activity"));
    m_network_active->setCheckable(true);
    m_network_active->setChecked(true);
    connect(m_network_active, &QAction::triggered, this, [this](bool on) {
        m_peers->switch_network(on);
        show_state();
    });
}

void MainWindow::make_unit_menu(QMenu& view) {
    QMenu& units = *view.addMenu(tr("&Amounts in"));
    auto* group = new QActionGroup(this);
    for (const Unit unit : kUnits) {
        QAction* action = add_action(units, to_qt(unit_name(unit)), {}, [this, unit] { choose_unit(unit); });
        action->setCheckable(true);
        action->setChecked(unit == m_preferences.unit());
        group->addAction(action);
    }
}

void MainWindow::make_theme_menu(QMenu& view) {
    QMenu& themes = *view.addMenu(tr("&Colours"));
    auto* group = new QActionGroup(this);
    const std::pair<Theme, QString> choices[] = {
        {Theme::System, tr("As the &system")}, {Theme::Light, tr("&Light")}, {Theme::Dark, tr("&Dark")}};
    for (const auto& [theme, name] : choices) {
        QAction* action = add_action(themes, name, {}, [this, theme = theme] { choose_theme(theme); });
        action->setCheckable(true);
        action->setChecked(theme == m_preferences.theme());
        group->addAction(action);
    }
}

void MainWindow::make_tool_bar() {
    QToolBar* bar = addToolBar(tr("Pages"));
    bar->setObjectName("pages");
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    bar->addActions(m_page_actions->actions());
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    m_wallets = new QComboBox;
    m_wallets->setObjectName("walletChooser");
    m_wallets->setAccessibleName(tr("Wallet"));
    m_wallets->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_wallets->setMinimumContentsLength(12);
    auto* label = new QLabel(tr("Wallet "));
    label->setBuddy(m_wallets);
    bar->addWidget(label);
    bar->addWidget(m_wallets);
    connect(m_wallets, &QComboBox::currentTextChanged, this,
            [this](const QString& name) { m_backend.wallets().choose(name.toStdString()); });
}

void MainWindow::about() {
    auto* box = new QMessageBox(this);
    box->setObjectName("about");
    box->setWindowTitle(tr("About Quanta"));
    box->setIconPixmap(program_icon().pixmap(64));
    box->setTextFormat(Qt::PlainText);
    box->setText(tr("Quanta %1").arg(to_qt(m_options.version)));
    const auto& status = m_backend.node().status();
    QString text = tr("A Bitcoin node with a wallet and a window.\n\n"
                      "Copyright © 2026 The Quanta developers. MIT licence.\nQt %1.")
                       .arg(QString::fromLatin1(qVersion()));
    if (status) text += '\n' + tr("The node is version %1.").arg(to_qt(status->version));
    box->setInformativeText(text);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

}  // namespace quanta::gui
