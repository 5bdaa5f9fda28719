// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/notice_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "gui/widgets.h"

namespace quanta::gui {

namespace {

constexpr int kBarWidth = 180;

Tone tone_of(Notice::Level level) {
    switch (level) {
        case Notice::Level::Wait:
            return Tone::Accent;
        case Notice::Level::Warning:
            return Tone::Warning;
        case Notice::Level::Problem:
            break;
    }
    return Tone::Bad;
}

}  // namespace

NoticeBar::NoticeBar(QWidget* parent) : QFrame(parent), m_layout(new QVBoxLayout(this)) {
    setObjectName("notices");
    setAccessibleName(tr("What the window waits for"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(1);
    hide();
}

NoticeBar::Row NoticeBar::make_row() {
    Row row{new QFrame(this), new QLabel, new QLabel, make_bar(tr("Progress"))};
    auto* layout = new QHBoxLayout(row.frame);
    layout->setContentsMargins(12, 6, 12, 6);
    row.frame->setAutoFillBackground(true);
    row.mark->setFixedSize(10, 10);
    row.mark->setAutoFillBackground(true);
    row.text->setObjectName("notice");
    row.text->setWordWrap(true);
    row.text->setTextFormat(Qt::PlainText);
    row.bar->setFixedWidth(kBarWidth);
    layout->addWidget(row.mark);
    layout->addWidget(row.text, 1);
    layout->addWidget(row.bar);
    m_layout->addWidget(row.frame);
    return row;
}

void NoticeBar::fill(Row& row, const Notice& notice) {
    const QColor colour = colour_of(tone_of(notice.level));
    QPalette ground = palette();
    QColor tinted = colour;
    tinted.setAlphaF(0.16F);
    ground.setColor(QPalette::Window, tinted);
    row.frame->setPalette(ground);
    QPalette mark = palette();
    mark.setColor(QPalette::Window, colour);
    row.mark->setPalette(mark);
    row.text->setText(notice.text);
    row.text->setAccessibleName(notice.text);
    row.bar->setVisible(notice.part.has_value());
    if (notice.part) set_part(*row.bar, *notice.part);
    row.frame->show();
}

void NoticeBar::show_notices(const std::vector<Notice>& notices) {
    if (notices == m_shown) return;
    m_shown = notices;
    while (m_rows.size() < notices.size())
        m_rows.push_back(make_row());
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (i < notices.size())
            fill(m_rows[i], notices[i]);
        else
            m_rows[i].frame->hide();
    }
    setVisible(!notices.empty());
}

void NoticeBar::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() != QEvent::PaletteChange) return;
    for (size_t i = 0; i < m_shown.size(); ++i)
        fill(m_rows[i], m_shown[i]);
}

}  // namespace quanta::gui
