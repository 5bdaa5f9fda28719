// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/option_spec.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

#include "config/option_parts.h"

namespace quanta::config {

namespace {

/// Short forms every program knows; the help of -help tells them.
constexpr std::array<OptionSpec, 2> kShortForms{{{"?", Group::Hidden}, {"h", Group::Hidden}}};

using Options = std::vector<OptionSpec>;

/// What of the node's options concerns wallets, beside their own groups.
constexpr std::array<std::string_view, 22> kSharedWithWallets{"allowignoredconf",
                                                              "conf",
                                                              "datadir",
                                                              "debug",
                                                              "debugexclude",
                                                              "debuglogfile",
                                                              "help",
                                                              "help-debug",
                                                              "includeconf",
                                                              "logips",
                                                              "loglevel",
                                                              "loglevelalways",
                                                              "logratelimit",
                                                              "logsourcelocations",
                                                              "logthreadnames",
                                                              "logtimemicros",
                                                              "logtimestamps",
                                                              "maxtxfee",
                                                              "mocktime",
                                                              "shrinkdebugfile",
                                                              "testactivationheight",
                                                              "version"};

bool is_for_wallets(const OptionSpec& option) {
    switch (option.group) {
        case Group::Wallet:
            return option.name != "disablewallet";
        case Group::WalletDebug:
        case Group::Chain:
            return true;
        default:
            return std::find(kSharedWithWallets.begin(), kSharedWithWallets.end(), option.name) !=
                   kSharedWithWallets.end();
    }
}

/// The table made of `parts`; what a later one says of a name counts.
Options merged(std::initializer_list<OptionTable> parts) {
    Options all;
    for (const OptionTable part : parts)
        all.insert(all.begin(), part.begin(), part.end());
    all.insert(all.end(), kShortForms.begin(), kShortForms.end());
    const auto by_name = [](const OptionSpec& a, const OptionSpec& b) { return a.name < b.name; };
    std::stable_sort(all.begin(), all.end(), by_name);
    const auto same_name = [](const OptionSpec& a, const OptionSpec& b) { return a.name == b.name; };
    all.erase(std::unique(all.begin(), all.end(), same_name), all.end());
    return all;
}

/// `part` as it is in a program that does not have it: with `flags`, and not shown.
Options hidden(OptionTable part, uint32_t flags) {
    Options out(part.begin(), part.end());
    for (OptionSpec& option : out) {
        option.group = Group::Hidden;
        option.flags |= flags;
    }
    return out;
}

/// What quantad, quanta-node, quanta-gui and quanta-qt have in common.
Options of_nodes() {
    return merged({general_options(), connection_options(), money_options(), debug_options(), chain_options(),
                   client_only_options()});
}

}  // namespace

OptionTable node_options() {
    static const Options options =
        merged({of_nodes(), hidden(window_options(), 0), hidden(node_process_options(), kProcessesOnly)});
    return options;
}

OptionTable node_ipc_options() {
    static const Options options = merged({of_nodes(), hidden(window_options(), 0), node_process_options()});
    return options;
}

OptionTable gui_options() {
    static const Options options =
        merged({of_nodes(), window_options(), node_process_options(), window_process_options()});
    return options;
}

OptionTable qt_options() {
    static const Options options = merged({node_options(), window_options()});
    return options;
}

OptionTable wallet_options() {
    static const Options options = [] {
        Options shared = of_nodes();
        std::erase_if(shared, [](const OptionSpec& option) { return !is_for_wallets(option); });
        return merged({shared, wallet_process_options()});
    }();
    return options;
}

OptionTable cli_options() {
    static const Options options = merged({client_options(), chain_options()});
    return options;
}

OptionTable tx_options() {
    static const Options options = merged({tool_options(), transaction_tool_options(), chain_options()});
    return options;
}

OptionTable util_options() {
    static const Options options = merged({tool_options(), chain_options()});
    return options;
}

const OptionSpec* find_option(OptionTable table, std::string_view name) {
    const auto found = std::lower_bound(
        table.begin(), table.end(), name,
        [](const OptionSpec& option, std::string_view wanted) { return option.name < wanted; });
    return found != table.end() && found->name == name ? &*found : nullptr;
}

}  // namespace quanta::config
