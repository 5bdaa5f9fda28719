// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/network_button.h"

#include <QEvent>
#include <QPainter>
#include <QPixmap>

#include "gui/peer_text.h"
#include "gui/theme.h"

namespace quanta::gui {

namespace {

constexpr int kBars = 4;
/// Connections for each bar; what a node opens by itself is enough for all.
constexpr int kForBars[kBars] = {1, 4, 7, 10};

QIcon bars_icon(int bars, qreal ratio) {
    constexpr int kSize = 16, kWidth = 3, kStep = 4;
    QPixmap pixmap(QSize(kSize, kSize) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < kBars; ++i) {
        QColor colour = colour_of(i < bars ? Tone::Good : Tone::Muted);
        if (i >= bars) colour.setAlphaF(0.4F);
        painter.setBrush(colour);
        const int height = kStep * (i + 1) - 1;
        painter.drawRoundedRect(QRectF(i * kStep, kSize - height, kWidth, height), 1, 1);
    }
    if (bars < 0) {
        painter.setPen(QPen(colour_of(Tone::Bad), 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(2, 2), QPointF(kSize - 2, kSize - 2));
        painter.drawLine(QPointF(kSize - 2, 2), QPointF(2, kSize - 2));
    }
    return QIcon(pixmap);
}

}  // namespace

int connection_bars(int connections) {
    int bars = 0;
    while (bars < kBars && connections >= kForBars[bars])
        ++bars;
    return bars;
}

NetworkButton::NetworkButton(QWidget* parent) : QToolButton(parent) {
    setObjectName("statusNetwork");
    setAccessibleName(tr("Connections"));
    setAutoRaise(true);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    hide();
}

void NetworkButton::show_status(const interfaces::NodeStatus& status) {
    const bool on = status.network_active;
    setText(on ? peer_count_text(status.connections, status.connections_in) : tr("Network off"));
    const int bars = on ? connection_bars(status.connections) : -1;
    if (bars != m_bars || icon().isNull()) {
        m_bars = bars;
        redraw();
    }
    show();
}

void NetworkButton::redraw() {
    setIcon(bars_icon(m_bars, devicePixelRatioF()));
}

void NetworkButton::changeEvent(QEvent* event) {
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) redraw();
}

}  // namespace quanta::gui
