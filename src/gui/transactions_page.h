// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <QWidget>

#include "gui/format.h"

class QLabel;
class QPoint;
class QTableView;

namespace quanta::gui {

class Backend;
class TransactionModel;

/// The history of the chosen wallet.
class TransactionsPage : public QWidget {
public:
    TransactionsPage(Backend& backend, QWidget* parent);
    TransactionModel& history() const { return *m_model; }
    void set_unit(Unit unit);
    /// Another wallet is chosen.
    void wallet_chosen();
    void show_wallet();

private:
    bool ask(uint64_t skip, uint64_t count);
    void show_count();
    void show_menu(const QPoint& where);

    Backend& m_backend;
    TransactionModel* m_model;
    QTableView* m_table;
    QLabel* m_count;
    uint64_t m_generation = 0;  ///< of the choice: pages of another wallet are ignored
};

}  // namespace quanta::gui
