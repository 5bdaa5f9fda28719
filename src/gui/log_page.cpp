// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/log_page.h"

#include <limits>

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTextCursor>
#include <QTimer>
#include <QVBoxLayout>

#include "gui/backend.h"
#include "gui/text.h"
#include "gui/theme.h"

namespace quanta::gui {

namespace {

/// What is read at once, bytes: what the window can lay out without being felt to stand still.
constexpr uint64_t kPiece = 32 * 1024;
constexpr int kMaxLines = 20000;

}  // namespace

LogPage::LogPage(Backend& backend, QWidget* parent)
    : QWidget(parent),
      m_backend(backend),
      m_text(new QPlainTextEdit),
      m_search(new QLineEdit),
      m_follow(new QCheckBox(tr("&Follow the end"))),
      m_message(new QLabel),
      m_timer(new QTimer(this)),
      m_position(std::numeric_limits<uint64_t>::max()) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 10);
    m_text->setObjectName("logText");
    m_text->setAccessibleName(tr("Log of the node"));
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setMaximumBlockCount(kMaxLines);
    m_text->setFont(fixed_font());
    m_text->setTabChangesFocus(true);
    m_search->setObjectName("logSearch");
    m_search->setAccessibleName(tr("Search the log"));
    m_search->setPlaceholderText(tr("Search (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_follow->setChecked(true);
    auto* next = new QPushButton(tr("&Next"));
    auto* back = new QPushButton(tr("&Previous"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_search, 1);
    line->addWidget(next);
    line->addWidget(back);
    line->addWidget(m_follow);
    layout->addLayout(line);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_message);
    m_message->setObjectName("logMessage");
    m_message->hide();
    connect(m_search, &QLineEdit::returnPressed, this, [this] { search(false); });
    connect(next, &QPushButton::clicked, this, [this] { search(false); });
    connect(back, &QPushButton::clicked, this, [this] { search(true); });
    connect(m_timer, &QTimer::timeout, this, [this] { read(); });
}

void LogPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_timer->start(m_backend.timing().log_poll);
    read();
}

void LogPage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_timer->stop();
}

void LogPage::read() {
    if (m_reading) return;
    const auto take = [this](const interfaces::LogPage& page, const CallError& error) {
        m_reading = false;
        m_message->setVisible(static_cast<bool>(error) ||
                              (page.text.empty() && m_text->document()->isEmpty()));
        m_message->setText(error ? sentence(error.what) : tr("The log is empty, or the node keeps none."));
        if (error) return;
        m_position = page.position;
        if (page.text.empty()) return;
        append(to_qt(page.text));
        // What is left of a long log comes at once, new lines with the timer: with -debug=ipc asking makes
        // some.
        if (isVisible() && page.text.size() > kPiece / 2) read();
    };
    m_reading = m_backend.node().read_log(m_position, kPiece, take);
}

void LogPage::append(const QString& text) {
    QScrollBar* bar = m_text->verticalScrollBar();
    const int place = bar->value();
    m_text->appendPlainText(text.endsWith('\n') ? text.chopped(1) : text);
    bar->setValue(m_follow->isChecked() ? bar->maximum() : place);
}

void LogPage::search(bool backwards) {
    m_follow->setChecked(false);
    const QString wanted = m_search->text();
    const QTextDocument::FindFlags flags =
        backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (m_text->find(wanted, flags)) return;
    // Once more from the other end.
    m_text->moveCursor(backwards ? QTextCursor::End : QTextCursor::Start);
    const bool found = m_text->find(wanted, flags);
    m_message->setVisible(!found);
    m_message->setText(tr("“%1” is not in what is shown of the log.").arg(wanted));
}

void LogPage::focus_search() {
    m_search->setFocus();
    m_search->selectAll();
}

}  // namespace quanta::gui
