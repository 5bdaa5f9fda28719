// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "interfaces/chain.h"

namespace quanta::node {

/// Commands of the user's shell to run when something happens; empty: none.
struct NotifyOptions {
    std::string block;     ///< -blocknotify: a new tip, outside of initial block download; %s is its hash
    std::string startup;   ///< -startupnotify: the node is up
    std::string shutdown;  ///< -shutdownnotify: the node begins to stop
    std::string alert;     ///< -alertnotify: there is a warning; %s is its text, quoted for the shell
};

/// Ways to run a command of the user's shell.
struct CommandHooks {
    std::function<void(const std::string& command)> start;  ///< returns at once
    std::function<void(const std::string& command)> run;    ///< returns when it has ended
};

/// Runs the notification commands. Any thread.
class NotifyCommands final : public interfaces::ChainSink {
public:
    NotifyCommands(NotifyOptions options, CommandHooks hooks)
        : m_options(std::move(options)), m_hooks(std::move(hooks)) {}

    /// Starts the command.
    void chain_changed(const interfaces::ChainPosition& position) override;
    /// Starts the command.
    void started();
    /// Runs the command and waits for it.
    void stopping();
    /// Starts the command.
    void warned(const std::string& text);

private:
    const NotifyOptions m_options;
    const CommandHooks m_hooks;
};

/// `command` with every %s replaced by `value`.
std::string substitute(std::string_view command, std::string_view value);

/// `text` as one word of a shell: in single quotes, and without any character but letters, digits, spaces and
/// .,;-_/:?@() so that nothing in it ends the quotes or means something to the command.
std::string shell_word(std::string_view text);

}  // namespace quanta::node
