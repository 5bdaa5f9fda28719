// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace quanta::gui {

class Backend;
class ToneLabel;

/// Gives out new addresses of the chosen wallet.
class ReceivePage : public QWidget {
public:
    ReceivePage(Backend& backend, QWidget* parent);
    /// Another wallet is chosen.
    void wallet_chosen();
    void show_wallet();

private:
    QWidget* make_form();
    void set_up_table();
    void ask();
    void show_address(const QString& address, const QString& label);
    void copy(const QString& address);

    Backend& m_backend;
    QLineEdit* m_label;
    QComboBox* m_type;
    QPushButton* m_button;
    QLineEdit* m_address;
    QPushButton* m_copy;
    ToneLabel* m_message;
    QTableWidget* m_given;
    uint64_t m_generation = 0;  ///< of the choice: addresses of another wallet are not shown
    bool m_asking = false;
};

}  // namespace quanta::gui
