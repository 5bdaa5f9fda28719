// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/peer_details.h"

#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "gui/peer_text.h"

namespace quanta::gui {

namespace {

/// Digits side by side.
constexpr int kWidth = 44;

}  // namespace

QWidget& PeerDetails::Value::widget() const {
    return line ? static_cast<QWidget&>(*line) : *label;
}

void PeerDetails::Value::show(const QString& text) const {
    // What stays keeps what a user has selected of it.
    if (label) {
        if (label->text() != text) label->setText(text);
    } else if (line->text() != text) {
        line->setText(text);
        line->setCursorPosition(0);
        line->setToolTip(text);
    }
}

PeerDetails::Value PeerDetails::make_value(const QString& name, bool one_line) {
    Value value;
    if (one_line) {
        value.line = new QLineEdit;
        value.line->setReadOnly(true);
        value.line->setFrame(false);
        QPalette palette = value.line->palette();
        palette.setColor(QPalette::Base, Qt::transparent);
        value.line->setPalette(palette);
    } else {
        value.label = new QLabel;
        value.label->setTextFormat(Qt::PlainText);
        value.label->setWordWrap(true);
        value.label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    value.widget().setObjectName("peer" + QString(name).remove(' '));
    value.widget().setAccessibleName(name);
    return value;
}

PeerDetails::PeerDetails(QWidget* parent) : QScrollArea(parent) {
    setObjectName("peerDetails");
    setAccessibleName(tr("The selected peer"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumWidth(kWidth * fontMetrics().horizontalAdvance('0'));
    auto* inside = new QWidget;
    auto* layout = new QVBoxLayout(inside);
    for (const PeerFacts& part : peer_facts({}, 0)) {
        auto* group = new QGroupBox(part.heading);
        auto* form = new QFormLayout(group);
        for (const PeerFact& fact : part.facts) {
            m_values.push_back(make_value(fact.name, fact.one_line));
            auto* name = new QLabel(fact.name);
            name->setBuddy(&m_values.back().widget());
            form->addRow(name, &m_values.back().widget());
        }
        layout->addWidget(group);
    }
    layout->addStretch(1);
    setWidget(inside);
}

void PeerDetails::show_peer(const interfaces::PeerStatus& peer, int64_t now_s) {
    auto value = m_values.begin();
    for (const PeerFacts& part : peer_facts(peer, now_s)) {
        for (const PeerFact& fact : part.facts)
            (value++)->show(fact.value);
    }
}

void PeerDetails::set_fresh(bool fresh) {
    widget()->setEnabled(fresh);
}

}  // namespace quanta::gui
