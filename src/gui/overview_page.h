// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <vector>

#include <QWidget>

#include "gui/format.h"
#include "interfaces/node.h"
#include "interfaces/wallet.h"

class QAbstractItemModel;
class QFormLayout;
class QGridLayout;
class QGroupBox;
class QLabel;
class QProgressBar;

namespace quanta::gui {

class Backend;
class ToneLabel;

/// How node and chosen wallet are, at a glance.
class OverviewPage : public QWidget {
public:
    /// `history` is that of the chosen wallet.
    OverviewPage(Backend& backend, QAbstractItemModel& history, QWidget* parent);
    void set_unit(Unit unit);
    void show_node();
    void show_wallet();
    /// Ages, and how old all this is.
    void show_time();

private:
    struct WorkRow {
        QLabel* name;
        QLabel* text;
        QProgressBar* bar;
    };

    QWidget* make_chain_group();
    QWidget* make_work_group();
    QWidget* make_warning_group();
    QWidget* make_wallet_group();
    QWidget* make_history_group(QAbstractItemModel& history);
    WorkRow make_work_row();
    QLabel* add_line(QFormLayout& form, const QString& name, const char* object_name);
    void show_sync(const interfaces::NodeStatus& status);
    void show_work(const std::vector<interfaces::WorkStatus>& work);
    void show_warnings(const std::vector<std::string>& warnings);
    void show_balances(const interfaces::WalletStatus& status);

    Backend& m_backend;
    Unit m_unit = Unit::Btc;
    Estimate m_estimate;

    ToneLabel* m_age;
    QGroupBox* m_chain_group = nullptr;
    QLabel* m_sync_text = nullptr;
    QProgressBar* m_sync_bar = nullptr;
    QLabel* m_blocks = nullptr;
    QLabel* m_headers = nullptr;
    QLabel* m_tip_time = nullptr;
    QLabel* m_tip_hash = nullptr;
    QLabel* m_connections = nullptr;
    QLabel* m_node = nullptr;
    QLabel* m_directory = nullptr;
    QGroupBox* m_work_group = nullptr;
    QGridLayout* m_work_layout = nullptr;
    std::vector<WorkRow> m_work_rows;
    QGroupBox* m_warning_group = nullptr;
    ToneLabel* m_warnings = nullptr;
    QGroupBox* m_wallet_group = nullptr;
    QWidget* m_balances = nullptr;
    QLabel* m_no_wallet = nullptr;
    QLabel* m_total = nullptr;
    QLabel* m_available = nullptr;
    QLabel* m_pending = nullptr;
    QLabel* m_immature = nullptr;
    QLabel* m_transactions = nullptr;
    QLabel* m_synced = nullptr;
    QProgressBar* m_scan_bar = nullptr;
    QGroupBox* m_history_group = nullptr;
};

}  // namespace quanta::gui
