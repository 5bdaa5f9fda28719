// Copyright (c) 2026 The Quanta developers. MIT licence.
// Console, log, colours, settings, and that all can be reached by keyboard and screen reader.
#include <gtest/gtest.h>

#include <set>

#include <QAction>
#include <QApplication>
#include <QCompleter>
#include <QDir>
#include <QFile>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>

#include "desk.h"
#include "gui/theme.h"

namespace quanta::gui::test {
namespace {

void press_key(QWidget* widget, int key) {
    QKeyEvent down(QEvent::KeyPress, key, Qt::NoModifier);
    QApplication::sendEvent(widget, &down);
}

void run_command(const Desk& desk, const std::string& line) {
    desk.type("consoleInput", line);
    press_key(desk.find<QLineEdit>("consoleInput"), Qt::Key_Return);
}

bool output_has(const Desk& desk, const QString& text) {
    return desk.find<QPlainTextEdit>("consoleOutput")->toPlainText().contains(text);
}

TEST(Console, RunsCommands) {
    Desk desk;
    desk.world->set_reply("getblock", R"({"hash":"00ff","tx":[1,2]})");
    desk.open();
    desk.window->show_page(MainWindow::Console);
    run_command(desk, "getblock 00ff 1");
    EXPECT_TRUE(wait_until([&] { return output_has(desk, "{\n  \"hash\": \"00ff\",\n  \"tx\": [\n"); }));
    const auto sent = desk.world->requests();
    EXPECT_EQ(sent.back(), R"(/ {"jsonrpc":"2.0","id":1,"method":"getblock","params":["00ff",1]})");
    run_command(desk, "nosuch");
    EXPECT_TRUE(wait_until([&] { return output_has(desk, "Method not found (code -32601)"); }));
    run_command(desk, "getblock \"open");
    EXPECT_TRUE(output_has(desk, "The quotation mark \" is not closed."));
    run_command(desk, "getblockhash x");
    EXPECT_TRUE(output_has(desk, "Error parsing JSON: x."));
    shoot(*desk.window, "console");
    desk.act("Clear the console");
    EXPECT_FALSE(output_has(desk, "nosuch"));
}

TEST(Console, CommandsAreForTheChosenWallet) {
    Desk desk;
    desk.world->change_wallet("my own", [](WorldWallet&) {});
    desk.world->set_reply("getbalance", "0.5");
    desk.open();
    ASSERT_TRUE(wait_until([&] { return desk.backend->wallets().chosen().has_value(); }));
    run_command(desk, "getbalance");
    EXPECT_TRUE(wait_until([&] { return output_has(desk, "0.5"); }));
    EXPECT_TRUE(desk.world->requests().back().starts_with("/wallet/my%20own "));
}

TEST(Console, HistoryKeepsNoSecrets) {
    Desk desk;
    desk.open();
    auto* input = desk.find<QLineEdit>("consoleInput");
    desk.window->show_page(MainWindow::Console);
    run_command(desk, "getblock 1");
    run_command(desk, "walletpassphrase \"correct horse\" 60");
    EXPECT_TRUE(wait_until([&] {
        const auto sent = desk.world->requests();
        return !sent.empty() && sent.back().find("correct horse") != std::string::npos;
    }));
    EXPECT_FALSE(output_has(desk, "horse"));
    desk.type("consoleInput", "draft");
    press_key(input, Qt::Key_Up);
    EXPECT_EQ(input->text(), "walletpassphrase …");
    press_key(input, Qt::Key_Up);
    EXPECT_EQ(input->text(), "getblock 1");
    press_key(input, Qt::Key_Up);
    EXPECT_EQ(input->text(), "getblock 1");
    press_key(input, Qt::Key_Down);
    press_key(input, Qt::Key_Down);
    EXPECT_EQ(input->text(), "draft");
}

TEST(Console, CompletesWhatHelpLists) {
    Desk desk;
    desk.open();
    const QCompleter& completer = *desk.find<QLineEdit>("consoleInput")->completer();
    EXPECT_TRUE(wait_until([&] { return completer.model()->rowCount() == 8; }));
    const int asked = desk.world->count("execute_rpc");
    desk.world->kill();
    EXPECT_TRUE(wait_until([&] { return desk.world->count("execute_rpc") == asked + 1; }));
}

TEST(Console, SaysWhenThereIsNoNode) {
    Desk desk;
    desk.source.set_mode(WorldSource::Mode::Refuse, "Away");
    desk.begin();
    run_command(desk, "help");
    EXPECT_TRUE(output_has(desk, "The node cannot be asked now."));
}

TEST(Log, IsFollowedWhileItIsSeen) {
    Desk desk;
    desk.open();
    EXPECT_EQ(desk.world->count("read_log"), 0);
    desk.window->show_page(MainWindow::Log);
    const auto* text = desk.find<QPlainTextEdit>("logText");
    EXPECT_TRUE(wait_until([&] { return text->toPlainText().endsWith("Opened the chain"); }));
    std::string lines;
    for (int i = 0; i < 2000; ++i)
        lines += "2026-01-01T00:00:02Z UpdateTip: height " + std::to_string(i) + "\n";
    desk.world->append_log(lines);
    EXPECT_TRUE(wait_until([&] { return text->toPlainText().endsWith("height 1999"); }));
    EXPECT_EQ(text->document()->blockCount(), 2002);
    shoot(*desk.window, "log");
    desk.type("logSearch", "height 77");
    press_key(desk.find<QLineEdit>("logSearch"), Qt::Key_Return);
    EXPECT_EQ(text->textCursor().selectedText(), "height 77");
    desk.type("logSearch", "nowhere");
    press_key(desk.find<QLineEdit>("logSearch"), Qt::Key_Return);
    EXPECT_EQ(desk.text("logMessage"), "“nowhere” is not in what is shown of the log.");
    desk.window->show_page(MainWindow::Overview);
    run_for(std::chrono::milliseconds(50));
    const int asked = desk.world->count("read_log");
    run_for(std::chrono::milliseconds(100));
    EXPECT_EQ(desk.world->count("read_log"), asked);
}

TEST(Colours, SwitchBetweenLightAndDark) {
    Desk desk;
    desk.open();
    desk.act("Dark");
    EXPECT_TRUE(is_dark());
    EXPECT_TRUE(wait_until([&] { return desk.window->palette().color(QPalette::Window).lightness() < 80; }));
    desk.act("Light");
    EXPECT_FALSE(is_dark());
    EXPECT_EQ(desk.preferences.theme(), Theme::Light);
    desk.act("As the system");
    EXPECT_FALSE(is_dark());
}

/// WCAG's contrast of two colours.
double contrast(const QColor& a, const QColor& b) {
    const auto channel = [](double value) {
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    const auto light = [&](const QColor& colour) {
        return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) +
               0.0722 * channel(colour.blueF()) + 0.05;
    };
    const double x = light(a), y = light(b);
    return x > y ? x / y : y / x;
}

TEST(Colours, TextsCanBeRead) {
    for (const Theme theme : {Theme::Light, Theme::Dark}) {
        apply_theme(theme);
        const QPalette palette = QApplication::palette();
        for (const auto ground : {QPalette::Window, QPalette::Base, QPalette::AlternateBase}) {
            const QColor behind = palette.color(ground);
            EXPECT_GE(contrast(palette.color(QPalette::WindowText), behind), 7);
            for (const Tone tone : kTones)
                EXPECT_GE(contrast(colour_of(tone), behind), 4.5) << colour_of(tone).name().toStdString();
            EXPECT_GE(contrast(palette.color(QPalette::Disabled, QPalette::WindowText), behind), 2.5);
        }
        EXPECT_GE(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)), 3);
    }
    apply_theme(Theme::Light);
}

TEST(Settings, AreKeptInTheDataDirectoryOnceItExists) {
    QTemporaryDir parent;
    const std::string folder = parent.filePath("data").toStdString();
    {
        Preferences preferences(folder);
        preferences.set_unit(Unit::Sat);
        preferences.save();
        EXPECT_FALSE(QDir(parent.filePath("data")).exists());
        QDir(parent.path()).mkdir("data");
        preferences.set_theme(Theme::Dark);
        preferences.set_wallet("alice");
        preferences.set_history({"getblock 1", "help"});
    }
    const QString file = parent.filePath("data/gui.ini");
    EXPECT_EQ(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther), 0);
    Preferences again(folder);
    EXPECT_EQ(again.unit(), Unit::Sat);
    EXPECT_EQ(again.theme(), Theme::Dark);
    EXPECT_EQ(again.wallet(), "alice");
    EXPECT_EQ(again.history(), (QStringList{"getblock 1", "help"}));
    again.reset();
    again.save();
    EXPECT_EQ(Preferences(folder).unit(), Unit::Btc);
}

TEST(Settings, OddValuesAreNotBelieved) {
    QTemporaryDir folder;
    QFile file(folder.filePath("gui.ini"));
    ASSERT_TRUE(file.open(QFile::WriteOnly));
    file.write("[General]\nunit=17\ntheme=-1\ngeometry=x\n");
    file.close();
    Desk desk(quick_timing(), {.data_directory = folder.path().toStdString()});
    EXPECT_EQ(desk.preferences.unit(), Unit::Btc);
    EXPECT_EQ(desk.preferences.theme(), Theme::System);
    desk.open();
    EXPECT_TRUE(desk.window->isVisible());
}

TEST(Window, TitleNamesTheChain) {
    EXPECT_EQ(Desk().window->windowTitle(), "Quanta");
    EXPECT_EQ(Desk(quick_timing(), {.chain = "signet"}).window->windowTitle(), "Quanta – signet");
}

TEST(Window, PagesHaveKeys) {
    Desk desk;
    std::set<QString> keys;
    int actions = 0;
    for (const QAction* action : desk.window->findChildren<QAction*>()) {
        if (action->shortcut().isEmpty()) continue;
        ++actions;
        keys.insert(action->shortcut().toString());
    }
    EXPECT_EQ(keys.size(), static_cast<size_t>(actions));
    for (const char* key :
         {"Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+5", "Ctrl+N", "Ctrl+O", "Ctrl+Q", "Ctrl+L"})
        EXPECT_TRUE(keys.contains(key)) << key;
}

TEST(Window, WhatTakesTheFocusHasAName) {
    Desk desk;
    desk.open();
    for (int page = 0; page < MainWindow::PageCount; ++page) {
        desk.window->show_page(static_cast<MainWindow::Page>(page));
        for (const QWidget* widget : desk.window->findChildren<QWidget*>()) {
            const bool takes_focus = widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus);
            const QString own = widget->objectName();
            if (!takes_focus || own.startsWith("qt_") || widget->inherits("QAbstractButton")) continue;
            if (widget->inherits("QScrollArea")) continue;
            bool named = !widget->accessibleName().isEmpty();
            for (const QLabel* label : desk.window->findChildren<QLabel*>())
                named |= label->buddy() == widget;
            EXPECT_TRUE(named) << widget->metaObject()->className() << " " << own.toStdString();
        }
    }
}

TEST(Window, AboutNamesBothVersions) {
    Desk desk;
    desk.open();
    desk.act("About Quanta");
    auto* box = desk.find<QMessageBox>("about");
    ASSERT_TRUE(box);
    EXPECT_EQ(box->text(), "Quanta 0.1.0");
    EXPECT_TRUE(box->informativeText().contains("The node is version 0.1.0."));
    shoot(*box, "about");
    box->close();
}

}  // namespace
}  // namespace quanta::gui::test
