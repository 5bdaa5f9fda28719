// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "desk.h"

#include <cstdlib>

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPixmap>
#include <QPushButton>
#include <QTimer>

#include "gui/text.h"
#include "gui/theme.h"

namespace quanta::gui::test {

namespace {

constexpr qint64 kPatience_ms = 20000;
constexpr int kStep_ms = 5;

}  // namespace

Timing quick_timing() {
    using std::chrono::milliseconds;
    Timing timing;
    timing.poll = milliseconds(100);
    timing.shutdown_poll = milliseconds(20);
    timing.wallet_poll = milliseconds(400);
    timing.network_poll = milliseconds(30);
    timing.traffic_poll = milliseconds(300);
    timing.log_poll = milliseconds(30);
    timing.first_retry = milliseconds(40);
    timing.last_retry = milliseconds(160);
    timing.status_limit = milliseconds(250);
    timing.call_limit = milliseconds(500);
    timing.long_limit = milliseconds(3000);
    timing.slow = milliseconds(100);
    timing.tick = milliseconds(15);
    timing.patience = milliseconds(1500);
    return timing;
}

void run_for(std::chrono::milliseconds time) {
    QEventLoop loop;
    QTimer::singleShot(time, &loop, [&loop] { loop.quit(); });
    loop.exec();
}

bool wait_until(const std::function<bool()>& met) {
    QElapsedTimer timer;
    timer.start();
    while (!met()) {
        if (timer.elapsed() > kPatience_ms) return false;
        run_for(std::chrono::milliseconds(kStep_ms));
    }
    return true;
}

Desk::Desk(const Timing& timing, const GuiOptions& options)
    : world(std::make_shared<World>()), source(world), preferences(options.data_directory) {
    apply_theme(preferences.theme());
    backend = std::make_unique<Backend>(source, timing);
    window = std::make_unique<MainWindow>(*backend, preferences, options, [this] { quit = true; });
}

Desk::~Desk() {
    for (const char* part : {"node", "network", "wallets", "rpc"})
        world->release(part);
    window.reset();
    backend->stop();
}

void Desk::begin() {
    window->show();
    backend->start();
}

void Desk::open() {
    begin();
    wait_until([this] { return backend->node().state().phase == LinkPhase::Running && notices().empty(); });
}

bool Desk::close_down() {
    window.reset();
    return backend->stop();
}

std::string Desk::text(const char* name) const {
    const auto* label = find<QLabel>(name);
    return label ? label->text().toStdString() : "(none)";
}

bool Desk::is_shown(const char* name) const {
    const auto* widget = find<QWidget>(name);
    return widget && widget->isVisible();
}

std::vector<std::string> Desk::notices() const {
    std::vector<std::string> lines;
    if (text("startText") != "(none)" && is_shown("startText")) lines.push_back(text("startText"));
    for (const QLabel* label : window->findChildren<QLabel*>("notice")) {
        if (label->isVisible()) lines.push_back(label->text().toStdString());
    }
    return lines;
}

bool Desk::has_notice(const std::string& part) const {
    for (const std::string& line : notices()) {
        if (line.find(part) != std::string::npos) return true;
    }
    return false;
}

void Desk::press(const char* name) const {
    if (auto* button = find<QPushButton>(name)) button->click();
}

void Desk::type(const char* name, const std::string& text) const {
    if (auto* input = find<QLineEdit>(name)) input->setText(to_qt(text));
}

void Desk::act(const std::string& text) const {
    for (QAction* action : window->findChildren<QAction*>()) {
        if (action->text().remove('&').toStdString() == text) {
            action->trigger();
            return;
        }
    }
}

void shoot(QWidget& widget, const std::string& name) {
    const char* folder = std::getenv("QUANTA_GUI_SHOTS");
    if (!folder) return;
    QDir().mkpath(folder);
    const auto save = [&](const std::string& file) {
        run_for(std::chrono::milliseconds(kStep_ms));
        widget.grab().save(QDir(folder).filePath(to_qt(file + ".png")));
    };
    save(name);
    const QPalette before = QApplication::palette();
    apply_theme(Theme::Dark);
    save(name + "-dark");
    QApplication::setPalette(before);
}

}  // namespace quanta::gui::test
