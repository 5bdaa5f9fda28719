// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <map>
#include <optional>
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
    /// -walletnotify: a transaction of a wallet is new or changed; %s is its id, %w the wallet's name, quoted
    /// for the shell, %b the hash of its block or "unconfirmed", %h the block's height or -1.
    std::string wallet = {};
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
    /// Starts the command.
    void wallet_transaction(const std::string& wallet, const primitives::Txid& txid,
                            const std::optional<interfaces::BlockRef>& block);
    /// Whether wallet_transaction does something.
    bool for_wallets() const { return !m_options.wallet.empty(); }

private:
    const NotifyOptions m_options;
    const CommandHooks m_hooks;
};

/// What stands for the letter behind a % in a command.
using Substitutions = std::map<char, std::string>;
/// `command` with every % and letter of `values` replaced; what is put in is not looked at again.
std::string substitute(std::string_view command, const Substitutions& values);

/// `text` as one word of a shell: in single quotes, and without any character but letters, digits, spaces and
/// .,;-_/:?@() so that nothing in it ends the quotes or means something to the command.
std::string shell_word(std::string_view text);
/// `text` as one word of a shell, unchanged: in single quotes.
std::string shell_quote(std::string_view text);

}  // namespace quanta::node
