// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include <QColor>
#include <QFont>
#include <QIcon>

class QWidget;

namespace quanta::gui {

/// Which colours the window has.
enum class Theme : uint8_t { System, Light, Dark };

/// Sets the application's style and colours.
void apply_theme(Theme theme);
/// Whether the colours in use are light on dark.
bool is_dark();

/// Colours with a meaning, readable on the ground of the theme in use.
struct Meanings {
    QColor good;
    QColor warning;
    QColor bad;
    QColor muted;
    QColor accent;
};
Meanings meanings();

/// Letters of equal width, of the size the others have.
QFont fixed_font();
/// The program's icon, drawn.
QIcon program_icon();
/// Paints `widget`'s text in `colour`.
void set_text_colour(QWidget& widget, const QColor& colour);

}  // namespace quanta::gui
