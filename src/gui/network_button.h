// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <QToolButton>

#include "interfaces/node.h"

namespace quanta::gui {

/// How well a node is connected, in the status bar: an icon of bars, and the counts.
class NetworkButton : public QToolButton {
public:
    explicit NetworkButton(QWidget* parent = nullptr);
    void show_status(const interfaces::NodeStatus& status);

protected:
    void changeEvent(QEvent* event) override;

private:
    void redraw();

    int m_bars = -1;  ///< 0 to 4; -1: the network is off
};

/// Bars for so many connections: 0 to 4.
int connection_bars(int connections);

}  // namespace quanta::gui
