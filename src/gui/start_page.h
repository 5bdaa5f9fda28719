// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;

namespace quanta::gui {

struct Notice;

/// Says large what the start waits for, until there is a running node to show.
class StartPage : public QWidget {
public:
    StartPage(const QString& version, QWidget* parent);
    void show_notice(const Notice& notice);

private:
    QLabel* m_text;
    QProgressBar* m_bar;
};

}  // namespace quanta::gui
