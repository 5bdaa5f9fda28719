// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <string>

#include <QWidget>

class QLabel;
class QProgressBar;

namespace quanta::gui {

/// Stands where the window was while the node shuts down.
class ShutdownWindow : public QWidget {
public:
    /// `abandon` is called when the user closes it and does not want to wait.
    explicit ShutdownWindow(std::function<void()> abandon);
    /// What is waited for, and how far it is (negative: not known).
    void show_progress(const QString& text, double part);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    const std::function<void()> m_abandon;
    QLabel* m_text;
    QProgressBar* m_bar;
};

}  // namespace quanta::gui
