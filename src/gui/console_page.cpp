// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/console_page.h"

#include <algorithm>

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStringListModel>
#include <QTextBlock>
#include <QTextCharFormat>
#include <QTextCursor>
#include <QTime>
#include <QVBoxLayout>

#include "gui/backend.h"
#include "gui/console_line.h"
#include "gui/text.h"
#include "gui/theme.h"

namespace quanta::gui {

namespace {

constexpr int kMaxLines = 20000;
constexpr qsizetype kMaxHistory = 100;
constexpr qreal kSmallestFont = 6;
constexpr qreal kLargestFont = 40;
constexpr char kHelpRequest[] = R"({"jsonrpc":"2.0","id":1,"method":"help","params":[]})";

/// Where a piece of text keeps its tone.
constexpr int kToneProperty = QTextFormat::UserProperty;

/// Plain text has no colour of its own: it follows the theme by itself.
QTextCharFormat format_of(Tone tone) {
    QTextCharFormat format;
    format.setProperty(kToneProperty, static_cast<int>(tone));
    if (tone != Tone::Plain) format.setForeground(colour_of(tone));
    return format;
}

}  // namespace

ConsolePage::ConsolePage(Backend& backend, QWidget* parent)
    : QWidget(parent),
      m_backend(backend),
      m_output(new QPlainTextEdit),
      m_input(new QLineEdit),
      m_wallet(new QLabel),
      m_methods(new QStringListModel(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 10);
    m_output->setObjectName("consoleOutput");
    m_output->setAccessibleName(tr("Output of commands"));
    m_output->setReadOnly(true);
    m_output->setFont(fixed_font());
    m_output->setMaximumBlockCount(kMaxLines);
    m_output->setTabChangesFocus(true);
    m_input->setObjectName("consoleInput");
    m_input->setAccessibleName(tr("Command"));
    m_input->setFont(fixed_font());
    m_input->setPlaceholderText(tr("A command, such as help"));
    m_input->installEventFilter(this);
    auto* completer = new QCompleter(m_methods, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_input->setCompleter(completer);
    auto* line = new QHBoxLayout;
    line->addWidget(m_input, 1);
    line->addWidget(m_wallet);
    layout->addWidget(m_output, 1);
    layout->addLayout(line);
    connect(m_input, &QLineEdit::returnPressed, this, [this] { run_line(); });
    clear();
    show_wallet();
}

void ConsolePage::clear() {
    m_output->clear();
    print(tr("Commands of the node. “help” lists them, “help <command>” explains one; the arrows bring lines "
             "back, Ctrl+L clears this."),
          Tone::Muted);
    print(tr("Type nothing here that a stranger tells you to: it can cost you all you have."), Tone::Warning);
}

void ConsolePage::set_history(const QStringList& lines) {
    m_history = lines.mid(std::max<qsizetype>(0, lines.size() - kMaxHistory));
    m_position = m_history.size();
}

void ConsolePage::node_running() {
    if (m_methods_known) return;
    m_methods_known = m_backend.commands().run("help", kHelpRequest, "/", [this](const ConsoleReply& reply) {
        if (reply.failed) return;
        QStringList names;
        for (const std::string& name : method_names(reply.text))
            names << to_qt(name) << "help " + to_qt(name);
        names.sort();
        m_methods->setStringList(names);
    });
}

void ConsolePage::node_lost() {
    m_methods_known = false;
}

void ConsolePage::show_wallet() {
    const auto& chosen = m_backend.wallets().chosen();
    m_wallet->setText(chosen ? tr("for wallet “%1”").arg(to_qt(*chosen)) : tr("without a wallet"));
}

void ConsolePage::print(const QString& text, Tone tone) {
    const QTextCharFormat format = format_of(tone);
    QTextCursor cursor(m_output->document());
    cursor.movePosition(QTextCursor::End);
    if (!m_output->document()->isEmpty()) cursor.insertBlock();
    cursor.insertText(text, format);
    m_output->moveCursor(QTextCursor::End);
    m_output->ensureCursorVisible();
}

void ConsolePage::recolour() {
    QTextCursor cursor(m_output->document());
    cursor.beginEditBlock();
    for (QTextBlock block = m_output->document()->begin(); block.isValid(); block = block.next()) {
        // A line is one piece: see print().
        const QTextBlock::iterator piece = block.begin();
        if (piece.atEnd()) continue;
        const Tone tone = kTones[piece.fragment().charFormat().intProperty(kToneProperty)];
        if (tone == Tone::Plain) continue;
        cursor.setPosition(block.position());
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        cursor.setCharFormat(format_of(tone));
    }
    cursor.endEditBlock();
}

void ConsolePage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) recolour();
}

void ConsolePage::keep(const QString& line) {
    m_history.removeAll(line);
    m_history << line;
    if (m_history.size() > kMaxHistory) m_history.removeFirst();
    m_position = m_history.size();
}

void ConsolePage::run_line() {
    const std::string line = m_input->text().trimmed().toStdString();
    if (line.empty()) return;
    const QString shown = to_qt(kept_line(line));
    m_input->clear();
    m_draft.clear();
    keep(shown);
    print(QTime::currentTime().toString("HH:mm:ss") + "  " + shown, Tone::Accent);
    const auto words = split_line(line);
    if (!words) {
        print(sentence(words.error()), Tone::Bad);
        return;
    }
    const auto request = request_of(*words);
    if (!request) {
        print(sentence(request.error()), Tone::Bad);
        return;
    }
    const auto& chosen = m_backend.wallets().chosen();
    const auto show = [this](const ConsoleReply& reply) {
        print(to_qt(reply.text), reply.failed ? Tone::Bad : Tone::Plain);
    };
    const bool sent = m_backend.commands().run("“" + words->front() + "”", *request,
                                               wallet_path(chosen ? &*chosen : nullptr), show);
    if (!sent) print(tr("The node cannot be asked now."), Tone::Bad);
}

void ConsolePage::recall(int step) {
    if (m_position == m_history.size()) m_draft = m_input->text();
    m_position = std::clamp<qsizetype>(m_position + step, 0, m_history.size());
    m_input->setText(m_position == m_history.size() ? m_draft : m_history.at(m_position));
}

bool ConsolePage::eventFilter(QObject* watched, QEvent* event) {
    const bool choosing = m_input->completer()->popup()->isVisible();
    if (watched != m_input || event->type() != QEvent::KeyPress || choosing)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key != Qt::Key_Up && key != Qt::Key_Down) return false;
    recall(key == Qt::Key_Up ? -1 : 1);
    return true;
}

void ConsolePage::zoom(int steps) {
    QFont font = m_output->font();
    font.setPointSizeF(std::clamp(font.pointSizeF() + steps, kSmallestFont, kLargestFont));
    m_output->setFont(font);
}

void ConsolePage::focus_input() {
    m_input->setFocus();
}

}  // namespace quanta::gui
