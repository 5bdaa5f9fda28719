// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <QDialog>

class QCheckBox;
class QDialogButtonBox;
class QLineEdit;
class QListWidget;

namespace quanta::gui {

class Backend;
class ToneLabel;

/// Asks how a new wallet is to be, has it made, and goes when that is done.
class CreateWalletDialog : public QDialog {
public:
    CreateWalletDialog(Backend& backend, QWidget* parent);
    /// The wallet could not be made.
    void failed(const QString& why);

private:
    void check();
    void create();

    Backend& m_backend;
    QLineEdit* m_name;
    QCheckBox* m_watch_only;
    QCheckBox* m_blank;
    QCheckBox* m_avoid_reuse;
    QCheckBox* m_on_startup;
    ToneLabel* m_message;
    QDialogButtonBox* m_buttons;
    bool m_asking = false;
};

/// Lists the wallets that could be loaded, has one loaded, and goes when that is done.
class LoadWalletDialog : public QDialog {
public:
    LoadWalletDialog(Backend& backend, QWidget* parent);
    /// The wallet could not be loaded.
    void failed(const QString& why);

private:
    void fill();
    void check();
    void load();

    Backend& m_backend;
    QListWidget* m_list;
    ToneLabel* m_message;
    QDialogButtonBox* m_buttons;
    bool m_asking = false;
};

}  // namespace quanta::gui
