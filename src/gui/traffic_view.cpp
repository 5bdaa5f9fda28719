// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/traffic_view.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/backend.h"
#include "gui/format.h"
#include "gui/text.h"
#include "gui/theme.h"
#include "gui/widgets.h"

namespace quanta::gui {

namespace {

using namespace std::chrono_literals;

constexpr double kLeastTop = 1000;
constexpr int kMargin = 8;
/// Lines of the grid, without the base.
constexpr int kRateLines = 5;
/// Pixels between two points of a curve, at least.
constexpr int kPointDistance = 2;

/// What is averaged to say how much it is now.
constexpr std::chrono::seconds kNow{5};

struct Length {
    const char* name;
    std::chrono::seconds time;
    int lines;  ///< of the grid
};

constexpr Length kLengths[] = {{"5 minutes", 5min, 5}, {"10 minutes", 10min, 5}, {"30 minutes", 30min, 6},
                               {"1 hour", 1h, 6},      {"3 hours", 3h, 6},       {"6 hours", 6h, 6},
                               {"12 hours", 12h, 6},   {"1 day", 24h, 6}};

QColor colour_received() {
    return colour_of(Tone::Accent);
}

QColor colour_sent() {
    return colour_of(Tone::Warning);
}

}  // namespace

double chart_top(double rate) {
    const double least = std::max(rate, kLeastTop);
    // A little more, so that rounding of the logarithm does not lead to ten times as much.
    const double power = std::pow(10, std::floor(std::log10(least) + 1e-9));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (step * power >= least) return step * power;
    }
    return 10 * power;
}

TrafficChart::TrafficChart(QWidget* parent)
    : QWidget(parent), m_length(kLengths[0].time), m_time_lines(kLengths[0].lines) {
    setObjectName("trafficChart");
    setAccessibleName(tr("Network traffic"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize TrafficChart::minimumSizeHint() const {
    return {320, 160};
}

void TrafficChart::set_length(std::chrono::seconds length, int lines) {
    m_length = length;
    m_time_lines = lines;
    read();
}

void TrafficChart::show_history(const TrafficHistory& history) {
    m_history = &history;
    read();
}

void TrafficChart::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    read();
}

void TrafficChart::read() {
    if (m_history == nullptr) return;
    const double width = std::max(plot().width(), 1.0);
    const auto steps = std::min<int64_t>(static_cast<int64_t>(width) / kPointDistance, m_length.count());
    m_rates = m_history->rates(std::chrono::steady_clock::now(), m_length,
                               static_cast<size_t>(std::max<int64_t>(steps, 1)));
    const TrafficHistory::Rate now = m_rates.back();
    setAccessibleDescription(
        tr("Received %1, sent %2 now").arg(to_qt(rate_text(now.received)), to_qt(rate_text(now.sent))));
    update();
}

QRectF TrafficChart::plot() const {
    const int left = fontMetrics().horizontalAdvance(QStringLiteral("888.8 MB/s")) + 2 * kMargin;
    const int below = fontMetrics().height() + kMargin;
    return QRectF(rect()).adjusted(left, kMargin, -2 * kMargin, -below);
}

QString TrafficChart::time_label(int part) const {
    const auto back = m_length * (m_time_lines - part) / m_time_lines;
    if (back == 0s) return tr("now");
    if (m_length >= 3h) return tr("−%1 h").arg(static_cast<double>(back.count()) / 3600, 0, 'g', 2);
    return tr("−%1 min").arg(static_cast<double>(back.count()) / 60, 0, 'g', 2);
}

void TrafficChart::draw_grid(QPainter& painter, double top) const {
    const QRectF area = plot();
    QColor line = colour_of(Tone::Muted);
    line.setAlphaF(0.35F);
    const int height = fontMetrics().height();
    for (int i = 0; i <= kRateLines; ++i) {
        const double y = area.bottom() - area.height() * i / kRateLines;
        painter.setPen(line);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(colour_of(Tone::Muted));
        painter.drawText(QRectF(0, y - height / 2.0, area.left() - kMargin, height),
                         Qt::AlignRight | Qt::AlignVCenter, to_qt(rate_text(top * i / kRateLines)));
    }
    const double wide = area.width() / m_time_lines;
    for (int i = 0; i <= m_time_lines; ++i) {
        const double x = area.left() + wide * i;
        painter.setPen(line);
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setPen(colour_of(Tone::Muted));
        const QRectF place(x - wide / 2, area.bottom() + kMargin / 2.0, wide, height);
        painter.drawText(i == m_time_lines ? place.translated(kMargin - wide / 2, 0) : place,
                         i == m_time_lines ? Qt::AlignRight : Qt::AlignHCenter, time_label(i));
    }
}

QPolygonF TrafficChart::curve(double TrafficHistory::Rate::*rate, double top) const {
    const QRectF area = plot();
    const double step = area.width() / static_cast<double>(m_rates.size());
    QPolygonF points;
    for (size_t i = 0; i < m_rates.size(); ++i) {
        points << QPointF(area.left() + step * (static_cast<double>(i) + 0.5),
                          area.bottom() - area.height() * m_rates[i].*rate / top);
    }
    return points;
}

void TrafficChart::paintEvent(QPaintEvent*) {
    using Rate = TrafficHistory::Rate;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = plot();
    painter.fillRect(area, palette().base());
    double most = 0;
    for (const Rate& rate : m_rates)
        most = std::max({most, rate.received, rate.sent});
    const double top = chart_top(most);
    draw_grid(painter, top);
    if (m_rates.empty()) return;
    const QPolygonF received = curve(&Rate::received, top);
    QPolygonF filled = received;
    filled << QPointF(received.back().x(), area.bottom()) << QPointF(received.front().x(), area.bottom());
    QColor ground = colour_received();
    ground.setAlphaF(0.25F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawPolygon(filled);
    painter.setPen(QPen(colour_received(), 1.6));
    painter.drawPolyline(received);
    painter.setPen(QPen(colour_sent(), 1.6));
    painter.drawPolyline(curve(&Rate::sent, top));
}

TrafficView::TrafficView(Backend& backend, QWidget* parent)
    : QWidget(parent),
      m_backend(backend),
      m_chart(new TrafficChart),
      m_length(new QComboBox),
      m_received(new ToneLabel(Tone::Accent)),
      m_sent(new ToneLabel(Tone::Warning)) {
    m_length->setObjectName("trafficLength");
    m_length->setAccessibleName(tr("Time shown"));
    for (const Length& length : kLengths)
        m_length->addItem(tr(length.name));
    m_received->setObjectName("trafficReceived");
    m_sent->setObjectName("trafficSent");
    auto* clear = new QPushButton(tr("Clear"));
    clear->setObjectName("trafficClear");
    auto* line = new QHBoxLayout;
    for (QLabel* label : {m_received, m_sent}) {
        label->setWordWrap(false);
        line->addWidget(label);
        line->addSpacing(2 * kMargin);
    }
    line->addStretch(1);
    auto* shown = new QLabel(tr("&Shown"));
    shown->setBuddy(m_length);
    line->addWidget(shown);
    line->addWidget(m_length);
    line->addWidget(clear);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_chart, 1);
    layout->addLayout(line);
    connect(m_length, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_chart->set_length(kLengths[index].time, kLengths[index].lines); });
    connect(clear, &QPushButton::clicked, this, [this] {
        m_backend.network().clear_traffic();
        show_traffic();
    });
    show_traffic();
}

void TrafficView::show_traffic() {
    const TrafficHistory& traffic = m_backend.network().traffic();
    m_chart->show_history(traffic);
    const auto rate = traffic.rates(std::chrono::steady_clock::now(), kNow, 1).front();
    const auto& status = m_backend.network().status();
    const auto say = [](QLabel& label, const QString& what, double now, uint64_t all) {
        label.setText(tr("■ %1 %2, %3 since the node’s start")
                          .arg(what, to_qt(rate_text(now)), to_qt(bytes_text(static_cast<double>(all)))));
    };
    say(*m_received, tr("Received"), rate.received, status ? status->bytes_received : 0);
    say(*m_sent, tr("Sent"), rate.sent, status ? status->bytes_sent : 0);
}

}  // namespace quanta::gui
