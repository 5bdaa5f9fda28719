// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <string_view>

#include <QString>

namespace quanta::gui {

inline QString to_qt(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// A moment as the user's language writes it.
QString moment_text(int64_t time_s);
/// `text` as a full sentence: with a stop unless it has an end.
QString sentence(const std::string& text);

}  // namespace quanta::gui
