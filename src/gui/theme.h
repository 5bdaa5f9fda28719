// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include <QColor>
#include <QFont>
#include <QIcon>

namespace quanta::gui {

/// Which colours the window has.
enum class Theme : uint8_t { System, Light, Dark };

/// Sets the application's style and colours.
void apply_theme(Theme theme);
/// Whether the colours in use are light on dark.
bool is_dark();

/// What the colour of a text says.
enum class Tone : uint8_t { Plain, Good, Warning, Bad, Muted, Accent };
inline constexpr Tone kTones[] = {Tone::Plain, Tone::Good,  Tone::Warning,
                                  Tone::Bad,   Tone::Muted, Tone::Accent};
/// Its colour, readable on the grounds of the theme in use.
QColor colour_of(Tone tone);

/// Letters of equal width, of the size the others have.
QFont fixed_font();
/// The program's icon, drawn.
QIcon program_icon();

}  // namespace quanta::gui
