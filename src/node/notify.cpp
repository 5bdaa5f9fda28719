// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/notify.h"

namespace quanta::node {

std::string substitute(std::string_view command, std::string_view value) {
    std::string out;
    while (true) {
        const size_t at = command.find("%s");
        out += command.substr(0, at);
        if (at == std::string_view::npos) return out;
        out += value;
        command.remove_prefix(at + 2);
    }
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

void NotifyCommands::chain_changed(const interfaces::ChainPosition& position) {
    if (m_options.block.empty() || position.initial_block_download) return;
    m_hooks.start(substitute(m_options.block, position.tip.hash.to_text()));
}

void NotifyCommands::started() {
    if (!m_options.startup.empty()) m_hooks.start(m_options.startup);
}

void NotifyCommands::warned(const std::string& text) {
    if (!m_options.alert.empty()) m_hooks.start(substitute(m_options.alert, shell_word(text)));
}

void NotifyCommands::stopping() {
    if (!m_options.shutdown.empty()) m_hooks.run(m_options.shutdown);
}

}  // namespace quanta::node
