// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QTimer;

namespace quanta::gui {

class Backend;
struct CallError;

/// The node's log as it grows, read while the page is seen.
class LogPage : public QWidget {
public:
    LogPage(Backend& backend, QWidget* parent);
    void focus_search();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void read();
    void append(const QString& text);
    void search(bool backwards);

    Backend& m_backend;
    QPlainTextEdit* m_text;
    QLineEdit* m_search;
    QCheckBox* m_follow;
    QLabel* m_message;
    QTimer* m_timer;
    uint64_t m_position;
    bool m_reading = false;
};

}  // namespace quanta::gui
