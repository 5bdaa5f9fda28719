// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include <QWidget>

#include "gui/connection.h"
#include "interfaces/network.h"

class QAction;
class QCheckBox;
class QLabel;
class QMenu;
class QPoint;
class QSortFilterProxyModel;
class QTabWidget;
class QTableView;

namespace quanta::gui {

class Backend;
class BanModel;
class PeerDetails;
class PeerModel;
class TrafficView;

/// The node's connections, what it has banned, and its traffic.
class PeersPage : public QWidget {
public:
    enum Tab { Peers, Banned, Traffic };
    /// Tells the user what went wrong.
    using Report = std::function<void(const QString&)>;

    PeersPage(Backend& backend, Report report, QWidget* parent);
    void show_tab(Tab tab);
    /// The node's status has changed.
    void show_node();
    /// What is known of the peers has changed.
    void show_network();
    /// How old all this is.
    void show_time();
    /// Takes part in the network, or stops to.
    void switch_network(bool on);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* make_peers();
    QWidget* make_banned();
    void make_menus();
    void add_ban(QMenu& menu, const QString& name, std::chrono::seconds time);
    QTableView* make_table(QSortFilterProxyModel& model, const char* name, const QString& title);
    void show_details();
    void show_actions();
    std::vector<interfaces::PeerStatus> selected_peers() const;
    std::vector<interfaces::BanStatus> selected_bans() const;
    void disconnect_selected();
    void ban_selected(std::chrono::seconds time);
    void unban_selected();
    /// Tells the user when a call could not be made or has failed.
    void done(bool asked);
    std::function<void(const CallError&)> reporter() const;

    Backend& m_backend;
    const Report m_report;
    QLabel* m_summary;
    QLabel* m_age;
    QCheckBox* m_active;
    QTabWidget* m_tabs;
    PeerModel* m_peers;
    BanModel* m_bans;
    QSortFilterProxyModel* m_sorted_peers;
    QSortFilterProxyModel* m_sorted_bans;
    QTableView* m_peer_table = nullptr;
    QTableView* m_ban_table = nullptr;
    PeerDetails* m_details = nullptr;
    TrafficView* m_traffic = nullptr;
    QMenu* m_peer_menu = nullptr;
    QMenu* m_ban_menu = nullptr;
    QAction* m_disconnect = nullptr;
    QAction* m_ban_for = nullptr;
    QAction* m_copy = nullptr;
    QAction* m_unban = nullptr;
    QAction* m_copy_ban = nullptr;
};

}  // namespace quanta::gui
