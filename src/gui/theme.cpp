// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QStyle>
#include <QStyleFactory>
#include <QStyleHints>

namespace quanta::gui {

namespace {

/// The colours a palette is made of.
struct Shades {
    QColor window, base, alternate, button, text, dim, highlight, link, tip, border;
};

const Shades kLight{0xf4f5f7, 0xffffff, 0xf7f8fa, 0xe8eaee, 0x1b1f24,
                    0x8a9099, 0x2c6bd8, 0x1f5fc9, 0xfffbe6, 0xc4c9d1};
const Shades kDark{0x22252a, 0x1a1c20, 0x202328, 0x33373e, 0xe4e6ea,
                   0x7d838d, 0x3f7de0, 0x7fb0ff, 0x33373e, 0x14161a};

QPalette palette_of(const Shades& shades) {
    QPalette palette(shades.text, shades.button, shades.base, shades.border, shades.border, shades.text,
                     shades.text, shades.base, shades.window);
    palette.setColor(QPalette::AlternateBase, shades.alternate);
    palette.setColor(QPalette::ToolTipBase, shades.tip);
    palette.setColor(QPalette::ToolTipText, shades.text);
    palette.setColor(QPalette::PlaceholderText, shades.dim);
    palette.setColor(QPalette::Highlight, shades.highlight);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, shades.link);
    palette.setColor(QPalette::LinkVisited, shades.link);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, shades.dim);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, shades.dim);
    return palette;
}

/// What the system says it wants, where Qt knows.
Theme system_theme() {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark ? Theme::Dark : Theme::Light;
#else
    QApplication::setPalette(QPalette());
    return is_dark() ? Theme::Dark : Theme::Light;
#endif
}

}  // namespace

void apply_theme(Theme theme) {
    if (theme == Theme::System) theme = system_theme();
    QApplication::setPalette(palette_of(theme == Theme::Dark ? kDark : kLight));
}

bool is_dark() {
    const QPalette palette = QApplication::palette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QColor colour_of(Tone tone) {
    const bool dark = is_dark();
    switch (tone) {
        case Tone::Plain:
            return QApplication::palette().color(QPalette::WindowText);
        case Tone::Good:
            return dark ? 0x6cc38a : 0x1c7a3f;
        case Tone::Warning:
            return dark ? 0xe5b567 : 0x8a5a00;
        case Tone::Bad:
            return dark ? 0xf0857d : 0xb3261e;
        case Tone::Muted:
            return dark ? 0x9aa1ab : 0x626973;
        case Tone::Accent:
            break;
    }
    return dark ? 0x7fb0ff : 0x1f5fc9;
}

QFont fixed_font() {
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

QIcon program_icon() {
    constexpr int kSize = 128;
    QPixmap pixmap(kSize, kSize);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0x24, 0x4f, 0xa8));
    painter.drawRoundedRect(4, 4, kSize - 8, kSize - 8, 28, 28);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Qt::white, 12, Qt::SolidLine, Qt::RoundCap));
    painter.drawEllipse(QPoint(62, 62), 32, 32);
    painter.setPen(QPen(QColor(0xff, 0xb3, 0x3b), 12, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(74, 74, 100, 100);
    return QIcon(pixmap);
}

}  // namespace quanta::gui
