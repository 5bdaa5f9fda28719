// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <QStringList>
#include <QWidget>

#include "gui/theme.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QStringListModel;

namespace quanta::gui {

class Backend;

/// Runs commands of the node and shows what they say.
class ConsolePage : public QWidget {
public:
    ConsolePage(Backend& backend, QWidget* parent);
    /// The lines a user may have again.
    const QStringList& history() const { return m_history; }
    void set_history(const QStringList& lines);
    /// The node runs: asks what commands it knows, once for each connection.
    void node_running();
    void node_lost();
    void show_wallet();
    void clear();
    /// Makes the letters larger or smaller.
    void zoom(int steps);
    void focus_input();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void run_line();
    void print(const QString& text, Tone tone);
    void recolour();
    void keep(const QString& line);
    void recall(int step);

    Backend& m_backend;
    QPlainTextEdit* m_output;
    QLineEdit* m_input;
    QLabel* m_wallet;
    QStringListModel* m_methods;
    QStringList m_history;
    qsizetype m_position = 0;
    QString m_draft;
    bool m_methods_known = false;
};

}  // namespace quanta::gui
