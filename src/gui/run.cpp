// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/gui.h"

#include <cstdlib>

#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QLibraryInfo>
#include <QLocale>
#include <QStyleFactory>
#include <QTranslator>

#include "base/log.h"
#include "gui/backend.h"
#include "gui/mailbox.h"
#include "gui/main_window.h"
#include "gui/preferences.h"
#include "gui/text.h"
#include "gui/theme.h"
#include "gui/timing.h"
#include "sys/event_loop.h"
#include "sys/signals.h"
#include "sys/thread.h"

namespace quanta::gui {

namespace {

/// The one application object of the process, with what it refers to.
class Application {
public:
    Application(int argc, char** argv) : m_argc(argc), m_application(m_argc, argv) {
        QApplication::setApplicationName("Quanta");
        QApplication::setDesktopFileName("quanta");
        QApplication::setStyle(QStyleFactory::create("Fusion"));
        QApplication::setWindowIcon(program_icon());
        // Windows come and go at a shutdown; what ends the program is said.
        QApplication::setQuitOnLastWindowClosed(false);
    }

private:
    int m_argc;
    QApplication m_application;
};

/// Writes numbers and dates, and the buttons of Qt's own dialogs, as `language` does.
void use_language(const std::string& language, QTranslator& translator) {
    if (!language.empty()) QLocale::setDefault(QLocale(to_qt(language)));
    const QString folder = QLibraryInfo::path(QLibraryInfo::TranslationsPath);
    if (translator.load(QLocale(), "qtbase", "_", folder)) QCoreApplication::installTranslator(&translator);
}

/// Closes a window when the system asks for it, as long as this lives.
class ClosingSignals {
public:
    explicit ClosingSignals(QWidget& window)
        : m_mailbox(window), m_watcher(m_loop, [this, &window](sys::Signal signal) {
              if (signal == sys::Signal::Stop) m_mailbox.post([&window] { window.close(); });
          }) {
        m_thread = sys::Thread("gui.signals", [this] { m_loop.run(); });
    }
    ~ClosingSignals() {
        m_mailbox.close();
        m_loop.stop();
        m_thread.join();
    }
    ClosingSignals(const ClosingSignals&) = delete;
    ClosingSignals& operator=(const ClosingSignals&) = delete;

private:
    Mailbox m_mailbox;
    sys::EventLoop m_loop;
    sys::SignalWatcher m_watcher;
    sys::Thread m_thread;
};

}  // namespace

int run(int argc, char** argv, const GuiOptions& options, SessionSource& source) {
    const Application application(argc, argv);
    QTranslator translator;
    use_language(options.language, translator);
    Preferences preferences(options.data_directory);
    if (options.reset_settings) preferences.reset();
    apply_theme(preferences.theme());
    Backend backend(source, Timing{});
    int status = 0;
    {
        MainWindow window(backend, preferences, options, [] { QCoreApplication::exit(0); });
        if (options.start_minimized)
            window.showMinimized();
        else
            window.show();
        std::optional<ClosingSignals> closing;
        if (options.closes_on_signals) closing.emplace(window);
        backend.start();
        status = QApplication::exec();
    }
    preferences.save();
    if (!backend.stop()) {
        base::log_warning("A call of the window does not end: leaving it");
        std::_Exit(status);
    }
    return status;
}

std::optional<std::string> choose_data_directory(int argc, char** argv, const std::string& proposed) {
    const Application application(argc, argv);
    const QString chosen =
        QFileDialog::getExistingDirectory(nullptr, QObject::tr("Where Quanta keeps its data"),
                                          to_qt(proposed), QFileDialog::DontUseNativeDialog);
    if (chosen.isEmpty()) return std::nullopt;
    return chosen.toStdString();
}

}  // namespace quanta::gui
