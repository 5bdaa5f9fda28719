// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/shutdown_window.h"

#include <utility>

#include <QCloseEvent>
#include <QVBoxLayout>

#include "gui/widgets.h"

namespace quanta::gui {

namespace {

constexpr int kWidth = 460;

}  // namespace

ShutdownWindow::ShutdownWindow(std::function<void()> abandon)
    : m_abandon(std::move(abandon)), m_text(new QLabel), m_bar(make_bar(tr("Progress of the end"))) {
    setObjectName("shutdownWindow");
    setWindowTitle(tr("Quanta is shutting down"));
    setWindowIcon(program_icon());
    setMinimumWidth(kWidth);
    auto* title = new QLabel(tr("Quanta is shutting down…"));
    enlarge(*title, 1.3);
    m_text->setObjectName("shutdownText");
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setMinimumHeight(2 * m_text->fontMetrics().lineSpacing());
    m_text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* advice = new ToneLabel(Tone::Muted);
    advice->setText(tr(
        "Leave the computer on until this window has gone. Closing it ends the window at once and lets the "
        "node go on with its end."));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 18);
    layout->setSpacing(10);
    for (QWidget* widget : {static_cast<QWidget*>(title), static_cast<QWidget*>(m_text),
                            static_cast<QWidget*>(m_bar), static_cast<QWidget*>(advice)}) {
        layout->addWidget(widget);
    }
    show_progress({}, -1);
}

void ShutdownWindow::show_progress(const QString& text, double part) {
    m_text->setText(text);
    set_part(*m_bar, part);
}

void ShutdownWindow::closeEvent(QCloseEvent* event) {
    event->accept();
    m_abandon();
}

}  // namespace quanta::gui
