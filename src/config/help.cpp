// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/help.h"

#include <array>
#include <string_view>

namespace quanta::config {

namespace {

constexpr size_t kLineWidth = 79;
constexpr size_t kOptionIndent = 2;
constexpr size_t kSentenceIndent = 7;

struct Heading {
    Group group;
    std::string_view text;
};
constexpr std::array<Heading, 13> kHeadings{{
    {Group::General, "Options"},
    {Group::Connection, "Connection options"},
    {Group::Wallet, "Wallet options"},
    {Group::WalletDebug, "Wallet debugging/testing options"},
    {Group::Zmq, "ZeroMQ notification options"},
    {Group::Debug, "Debugging/Testing options"},
    {Group::Chain, "Chain selection options"},
    {Group::Relay, "Node relay options"},
    {Group::BlockCreation, "Block creation options"},
    {Group::Rpc, "RPC server options"},
    {Group::Ipc, "IPC interprocess connection options"},
    {Group::Gui, "UI options"},
    {Group::CliCommands, "CLI Commands"},
}};

/// Appends `text` in lines of at most kLineWidth characters that start with `indent` spaces; a longer word
/// is cut.
void append_wrapped(std::string& out, std::string_view text, size_t indent) {
    const size_t room = kLineWidth - indent;
    while (!text.empty()) {
        size_t length = text.size();
        if (length > room) {
            const size_t blank = text.rfind(' ', room);
            length = blank == std::string_view::npos || blank == 0 ? room : blank;
        }
        out.append(indent, ' ').append(text.substr(0, length)) += '\n';
        text.remove_prefix(length);
        if (text.starts_with(' ')) text.remove_prefix(1);
    }
}

void append_entry(std::string& out, std::string_view usage, std::string_view sentence) {
    append_wrapped(out, usage, kOptionIndent);
    append_wrapped(out, sentence, kSentenceIndent);
    out += '\n';
}

void append_option(std::string& out, const OptionSpec& option) {
    std::string usage = "-" + std::string(option.name);
    if (!option.arg.empty()) usage += "=" + std::string(option.arg);
    std::string sentence(option.help);
    if (!option.default_text.empty()) sentence += " (default: " + std::string(option.default_text) + ")";
    append_entry(out, usage, sentence);
}

}  // namespace

std::string help_text(OptionTable table, HelpLevel level) {
    std::string out;
    for (const Heading& heading : kHeadings) {
        std::string group;
        for (const OptionSpec& option : table) {
            if (option.group != heading.group) continue;
            if ((option.flags & kDebugOnly) && level == HelpLevel::Usual) continue;
            append_option(group, option);
        }
        if (!group.empty()) out += std::string(heading.text) + ":\n\n" + group;
    }
    return out;
}

std::string command_help_text(std::string_view heading, std::span<const CommandHelp> commands) {
    std::string out = std::string(heading) + ":\n\n";
    for (const CommandHelp& command : commands)
        append_entry(out, command.usage, command.help);
    return out;
}

}  // namespace quanta::config
