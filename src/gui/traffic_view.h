// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <vector>

#include <QWidget>

#include "gui/traffic_history.h"

class QComboBox;
class QLabel;

namespace quanta::gui {

class Backend;

/// The most a chart shows for rates up to `rate`, bytes per second: 1, 2 or 5 times a power of ten, at
/// least 1000.
double chart_top(double rate);

/// Draws what went over the network, by time: received as a filled area, sent as a line.
class TrafficChart : public QWidget {
public:
    explicit TrafficChart(QWidget* parent = nullptr);
    /// Shows the last `length`, in `lines` parts.
    void set_length(std::chrono::seconds length, int lines);
    /// Shows `history` as it is now.
    void show_history(const TrafficHistory& history);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QRectF plot() const;
    QString time_label(int part) const;
    void draw_grid(QPainter& painter, double top) const;
    QPolygonF curve(double TrafficHistory::Rate::*rate, double top) const;
    void read();

    const TrafficHistory* m_history = nullptr;
    std::chrono::seconds m_length;
    int m_time_lines;
    std::vector<TrafficHistory::Rate> m_rates;
};

/// The chart with its choice of time, the sums, and a button to begin anew.
class TrafficView : public QWidget {
public:
    TrafficView(Backend& backend, QWidget* parent);
    /// There is another sample.
    void show_traffic();

private:
    Backend& m_backend;
    TrafficChart* m_chart;
    QComboBox* m_length;
    QLabel* m_received;
    QLabel* m_sent;
};

}  // namespace quanta::gui
