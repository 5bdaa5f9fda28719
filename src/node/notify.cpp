// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/notify.h"

namespace quanta::node {

std::string substitute(std::string_view command, const Substitutions& values) {
    std::string out;
    for (size_t at = 0; at < command.size(); ++at) {
        const auto value =
            command[at] == '%' && at + 1 < command.size() ? values.find(command[at + 1]) : values.end();
        if (value == values.end()) {
            out += command[at];
        } else {
            out += value->second;
            ++at;
        }
    }
    return out;
}

std::string shell_word(std::string_view text) {
    constexpr std::string_view kHarmless = " .,;-_/:?@()";
    std::string word = "'";
    for (const char c : text) {
        const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (alphanumeric || kHarmless.find(c) != std::string_view::npos) word += c;
    }
    return word + "'";
}

std::string shell_quote(std::string_view text) {
    std::string word = "'";
    for (const char c : text) {
        // The quotes end, a quoted quote follows, and they begin again.
        if (c == '\'') word += "'\\'";
        word += c;
    }
    return word + "'";
}

void NotifyCommands::chain_changed(const interfaces::ChainPosition& position) {
    if (m_options.block.empty() || position.initial_block_download) return;
    m_hooks.start(substitute(m_options.block, {{'s', position.tip.hash.to_text()}}));
}

void NotifyCommands::started() {
    if (!m_options.startup.empty()) m_hooks.start(m_options.startup);
}

void NotifyCommands::warned(const std::string& text) {
    if (!m_options.alert.empty()) m_hooks.start(substitute(m_options.alert, {{'s', shell_word(text)}}));
}

void NotifyCommands::wallet_transaction(const std::string& wallet, const primitives::Txid& txid,
                                        const std::optional<interfaces::BlockRef>& block) {
    if (m_options.wallet.empty()) return;
    m_hooks.start(substitute(m_options.wallet, {{'s', txid.to_text()},
                                                {'w', shell_quote(wallet)},
                                                {'b', block ? block->hash.to_text() : "unconfirmed"},
                                                {'h', block ? std::to_string(block->height) : "-1"}}));
}

void NotifyCommands::stopping() {
    if (!m_options.shutdown.empty()) m_hooks.run(m_options.shutdown);
}

}  // namespace quanta::node
