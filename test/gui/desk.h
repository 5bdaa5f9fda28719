// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gui/backend.h"
#include "gui/main_window.h"
#include "gui/preferences.h"
#include "gui/timing.h"
#include "world.h"

namespace quanta::gui::test {

/// Short waits, so that tests need no long ones.
Timing quick_timing();

/// Runs the event loop until `met` holds; false when it does not in twenty seconds.
bool wait_until(const std::function<bool()>& met);
/// Runs the event loop for a while.
void run_for(std::chrono::milliseconds time);

/// A window on a world, as a program would have it.
class Desk {
public:
    explicit Desk(const Timing& timing = quick_timing(), const GuiOptions& options = {.version = "0.1.0"});
    ~Desk();

    /// Begins, and waits until the window shows a running node.
    void open();
    void begin();
    /// The text of the label called `name`; "(none)" when there is no such.
    std::string text(const char* name) const;
    bool is_shown(const char* name) const;
    /// The lines of the notice bar.
    std::vector<std::string> notices() const;
    bool has_notice(const std::string& part) const;
    /// Presses the button called `name`.
    void press(const char* name) const;
    void type(const char* name, const std::string& text) const;
    /// Takes the action of the menus whose text without & is `text`.
    void act(const std::string& text) const;
    template <typename Widget>
    Widget* find(const char* name) const {
        return window->findChild<Widget*>(name);
    }
    /// Ends as run() does; whether all calls have ended.
    bool close_down();

    std::shared_ptr<World> world;
    WorldSource source;
    Preferences preferences;
    std::unique_ptr<Backend> backend;
    std::unique_ptr<MainWindow> window;
    bool quit = false;
};

/// Keeps a picture of `widget` in the folder QUANTA_GUI_SHOTS, if that is set, in the colours in use and,
/// with
/// "-dark" in its name, in the dark ones.
void shoot(QWidget& widget, const std::string& name);

}  // namespace quanta::gui::test
