// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta-qt: node, wallets and window in one process.

#include <optional>
#include <string>
#include <utility>

#include "app/daemon/daemon.h"
#include "app/daemon/local_wiring.h"
#include "app/gui/local_sessions.h"
#include "app/gui/program.h"
#include "sys/thread.h"

namespace {

namespace config = quanta::config;
namespace gui = quanta::gui;
namespace gui_program = quanta::gui_program;
namespace program = quanta::program;
namespace daemon = quanta::daemon;
namespace wiring = quanta::wiring;
namespace base = quanta::base;
namespace sys = quanta::sys;

/// Shows the node to the window of this process.
class WindowWiring final : public daemon::LocalWiring {
public:
    WindowWiring(const config::Options& options, gui_program::LocalSessions& sessions)
        : LocalWiring(options), m_sessions(sessions) {}

    base::Result<void, std::string> open(const wiring::Services& services) override {
        m_sessions.node_opens(services);
        return {};
    }
    void close() override { m_sessions.node_closes(); }

private:
    gui_program::LocalSessions& m_sessions;
};

int run(const gui_program::Start& start) {
    auto settings = daemon::make_settings(start.options, start.files);
    if (!settings) return program::print_error(settings.error());
    settings->log.output.to_console = start.options.get_bool("printtoconsole", false);
    program::InstalledLog log;
    gui_program::LocalSessions sessions;
    WindowWiring wiring(start.options, sessions);
    daemon::Daemon daemon(std::move(*settings), {start.options, start.files, log.sink, wiring});
    std::optional<std::string> failure;
    sys::Thread node("node", [&] {
        const auto outcome = daemon.run([] {});
        if (!outcome) failure = outcome.error();
        sessions.node_ended(failure);
    });
    const int status = gui::run(start.argc, start.argv, start.window, sessions);
    daemon.request_shutdown();
    node.join();
    return failure ? program::print_error(*failure) : status;
}

}  // namespace

int main(int argc, char** argv) {
    return gui_program::run_main({{"quanta-qt", "Quanta window (quanta-qt)", "[options]",
                                   "Runs a Quanta node and shows it and its wallets.", config::qt_options()},
                                  run},
                                 argc, argv);
}
