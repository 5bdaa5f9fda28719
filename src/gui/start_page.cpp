// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/start_page.h"

#include <QVBoxLayout>

#include "gui/notice_bar.h"
#include "gui/widgets.h"

namespace quanta::gui {

namespace {

constexpr int kIconSize = 96;
constexpr int kBarWidth = 360;
constexpr int kTextWidth = 560;

}  // namespace

StartPage::StartPage(const QString& version, QWidget* parent)
    : QWidget(parent), m_text(new QLabel), m_bar(make_bar(tr("Progress of the start"))) {
    auto* layout = new QVBoxLayout(this);
    auto* icon = new QLabel;
    icon->setPixmap(program_icon().pixmap(kIconSize));
    auto* name = new QLabel("Quanta");
    enlarge(*name, 2.4);
    auto* number = new QLabel(version.isEmpty() ? QString() : tr("Version %1").arg(version));
    m_text->setObjectName("startText");
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setFixedWidth(kTextWidth);
    m_text->setMinimumHeight(3 * m_text->fontMetrics().lineSpacing());
    m_bar->setFixedWidth(kBarWidth);
    QSizePolicy keeps_place = m_bar->sizePolicy();
    keeps_place.setRetainSizeWhenHidden(true);
    m_bar->setSizePolicy(keeps_place);
    layout->addStretch(2);
    for (QWidget* widget : {icon, name, number})
        layout->addWidget(widget, 0, Qt::AlignHCenter);
    layout->addSpacing(24);
    layout->addWidget(m_bar, 0, Qt::AlignHCenter);
    layout->addSpacing(8);
    layout->addWidget(m_text, 0, Qt::AlignHCenter);
    layout->addStretch(3);
}

void StartPage::show_notice(const Notice& notice) {
    m_text->setText(notice.text);
    m_bar->setVisible(notice.part.has_value());
    if (notice.part) set_part(*m_bar, *notice.part);
}

}  // namespace quanta::gui
