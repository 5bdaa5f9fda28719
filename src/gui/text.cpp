// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/text.h"

#include <QDateTime>
#include <QLocale>

namespace quanta::gui {

QString moment_text(int64_t time_s) {
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(time_s), "yyyy-MM-dd HH:mm:ss");
}

QString sentence(const std::string& text) {
    static const QString ends = QStringLiteral(".!?…:");
    QString out = to_qt(text).trimmed();
    if (!out.isEmpty() && !ends.contains(out.back())) out += '.';
    return out;
}

}  // namespace quanta::gui
