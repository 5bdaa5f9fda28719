// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QFrame>
#include <QString>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QVBoxLayout;

namespace quanta::gui {

/// What the user should know about a wait.
struct Notice {
    enum class Level : uint8_t { Wait, Warning, Problem };

    Level level = Level::Wait;
    QString text;
    /// How far it is, 0 to 1; negative: busy without a known end; absent: no bar.
    std::optional<double> part;

    friend bool operator==(const Notice&, const Notice&) = default;
};

/// The lines above the pages that say what the window waits for; gone while it waits for nothing.
class NoticeBar : public QFrame {
public:
    explicit NoticeBar(QWidget* parent);
    void show_notices(const std::vector<Notice>& notices);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Row {
        QFrame* frame;
        QLabel* mark;
        QLabel* text;
        QProgressBar* bar;
    };

    Row make_row();
    void fill(Row& row, const Notice& notice);

    QVBoxLayout* m_layout;
    std::vector<Row> m_rows;
    std::vector<Notice> m_shown;
};

}  // namespace quanta::gui
