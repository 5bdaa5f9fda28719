// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <QLabel>
#include <QProgressBar>
#include <QTableView>

#include "gui/theme.h"

namespace quanta::gui {

/// A label for plain text whose colour has a meaning, in either theme.
class ToneLabel : public QLabel {
public:
    explicit ToneLabel(Tone tone = Tone::Plain, QWidget* parent = nullptr);
    /// Shows `text` in `tone`.
    void say(const QString& text, Tone tone);

protected:
    void changeEvent(QEvent* event) override;

private:
    void recolour();

    Tone m_tone;
};

/// A slim bar without text: how far it is stands beside it in words.
QProgressBar* make_bar(const QString& accessible_name);
/// Sets a bar to 0 to 1, or to busy when negative.
void set_part(QProgressBar& bar, double part);

/// Makes a table look and behave like a list of lines.
void set_up_list(QTableView& table);
/// The letters of `label` become larger and bolder.
void enlarge(QLabel& label, double factor);

}  // namespace quanta::gui
