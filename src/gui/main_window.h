// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <QMainWindow>

#include "gui/backend.h"
#include "gui/gui.h"
#include "gui/preferences.h"

class QAction;
class QActionGroup;
class QComboBox;
class QLabel;
class QMenu;
class QStackedWidget;
class QTimer;

namespace quanta::gui {

class ConsolePage;
class LogPage;
class NetworkButton;
class NoticeBar;
class OverviewPage;
class PeersPage;
class ReceivePage;
class ShutdownWindow;
class StartPage;
class TransactionsPage;

/// The window. The application's main thread.
class MainWindow : public QMainWindow {
public:
    enum Page { Overview, Transactions, Receive, Peers, Console, Log, PageCount };

    /// `backend` and `preferences` outlive it. `quit` is called once, when the program may end.
    MainWindow(Backend& backend, Preferences& preferences, const GuiOptions& options,
               std::function<void()> quit);
    ~MainWindow() override;

    void show_page(Page page);
    /// What the user sees of a shutdown; null before one.
    QWidget* shutdown_window() const;

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void make_pages();
    void make_menus();
    void make_view_menu();
    void make_network_menu();
    void make_unit_menu(QMenu& view);
    void make_theme_menu(QMenu& view);
    void make_tool_bar();
    void make_status_bar();
    QAction* add_action(QMenu& menu, const QString& text, const QKeySequence& keys,
                        std::function<void()> act);
    void choose_unit(Unit unit);
    void choose_theme(Theme theme);

    void node_changed();
    void wallet_changed();
    void wallet_chosen();
    void tick();
    void show_state();
    void show_wallets();
    void begin_shutdown();
    void end();
    void unload_wallet();
    void report(const QString& text);
    void about();

    Backend& m_backend;
    Preferences& m_preferences;
    const GuiOptions m_options;
    const std::function<void()> m_quit;

    NoticeBar* m_notices = nullptr;
    QStackedWidget* m_stack = nullptr;
    StartPage* m_start = nullptr;
    OverviewPage* m_overview = nullptr;
    TransactionsPage* m_transactions = nullptr;
    ReceivePage* m_receive = nullptr;
    PeersPage* m_peers = nullptr;
    ConsolePage* m_console = nullptr;
    LogPage* m_log = nullptr;
    QActionGroup* m_page_actions = nullptr;
    QList<QAction*> m_wallet_actions;
    QAction* m_unload = nullptr;
    QMenu* m_network_menu = nullptr;
    QAction* m_network_active = nullptr;
    QComboBox* m_wallets = nullptr;
    QLabel* m_calls = nullptr;
    NetworkButton* m_network = nullptr;
    QLabel* m_height = nullptr;
    QLabel* m_chain = nullptr;
    QTimer* m_timer = nullptr;
    std::unique_ptr<ShutdownWindow> m_shutdown;
    bool m_has_run = false;
    bool m_ended = false;
};

}  // namespace quanta::gui
