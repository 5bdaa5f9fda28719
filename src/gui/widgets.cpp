// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/widgets.h"

#include <algorithm>

#include <QEvent>
#include <QHeaderView>

namespace quanta::gui {

namespace {

constexpr int kSteps = 1000;
constexpr int kBarHeight = 10;
/// Between the lines of a list, pixels.
constexpr int kLineSpace = 10;

}  // namespace

ToneLabel::ToneLabel(Tone tone, QWidget* parent) : QLabel(parent), m_tone(tone) {
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    recolour();
}

void ToneLabel::say(const QString& text, Tone tone) {
    m_tone = tone;
    recolour();
    setText(text);
}

void ToneLabel::recolour() {
    const QColor colour = colour_of(m_tone);
    if (palette().color(QPalette::Active, QPalette::WindowText) == colour) return;
    QPalette coloured = palette();
    coloured.setColor(QPalette::Active, QPalette::WindowText, colour);
    coloured.setColor(QPalette::Inactive, QPalette::WindowText, colour);
    setPalette(coloured);
}

void ToneLabel::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) recolour();
}

QProgressBar* make_bar(const QString& accessible_name) {
    auto* bar = new QProgressBar;
    bar->setTextVisible(false);
    bar->setFixedHeight(kBarHeight);
    bar->setAccessibleName(accessible_name);
    return bar;
}

void set_part(QProgressBar& bar, double part) {
    bar.setRange(0, part < 0 ? 0 : kSteps);
    if (part >= 0) bar.setValue(static_cast<int>(std::min(part, 1.0) * kSteps));
}

void set_up_list(QTableView& table) {
    table.setAlternatingRowColors(true);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setShowGrid(false);
    table.setWordWrap(false);
    // Tab leaves it, the arrows move in it.
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + kLineSpace);
    table.horizontalHeader()->setHighlightSections(false);
}

void enlarge(QLabel& label, double factor) {
    QFont font = label.font();
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(QFont::DemiBold);
    label.setFont(font);
}

}  // namespace quanta::gui
