// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace quanta::config {

/// The headings of the help text, in its order.
enum class Group : uint8_t {
    General,
    Connection,
    Wallet,
    WalletDebug,
    Zmq,
    Debug,
    Chain,
    Relay,
    BlockCreation,
    Rpc,
    Ipc,
    Gui,
    CliCommands,
    Hidden,  ///< Known, never shown.
};

/// Properties of an option, combined with |.
enum OptionFlag : uint32_t {
    kNetworkOnly = 1 << 0,      ///< Off mainnet its value before the first section does not count.
    kNoNegation = 1 << 1,       ///< -no<option> is refused.
    kValueRequired = 1 << 2,    ///< Naming it without a value is refused.
    kSensitive = 1 << 3,        ///< Its value is masked in the log.
    kRepeatable = 1 << 4,       ///< Each value counts, not one of them alone.
    kDebugOnly = 1 << 5,        ///< Shown by -help-debug alone.
    kCommandLineOnly = 1 << 6,  ///< Refused in configuration files.
    kFileOnly = 1 << 7,         ///< Refused on the command line.
    kProcessesOnly = 1 << 8,    ///< Refused: it takes a program whose parts run in processes of their own.
};

/// One option, declared once.
struct OptionSpec {
    /// Without dash.
    std::string_view name;
    Group group = Group::General;
    uint32_t flags = 0;
    /// What stands after the equals sign in the help: "<n>"; empty for switches.
    std::string_view arg;
    /// The default as the help tells it; empty when the sentence says it or there is none.
    std::string_view default_text;
    std::string_view help;
};

/// All options of a program sorted by name; lives as long as the process.
using OptionTable = std::span<const OptionSpec>;

/// quantad. What quanta-node has beyond it is known here so that it can be refused with a reason.
OptionTable node_options();
/// quanta-node.
OptionTable node_ipc_options();
/// quanta-wallet, which shares the node's configuration file: ignore what is unknown there.
OptionTable wallet_options();
/// quanta-gui.
OptionTable gui_options();
/// quanta-qt.
OptionTable qt_options();
/// quanta-cli.
OptionTable cli_options();
/// quanta-tx and quanta-util, which read no files.
OptionTable tx_options();
OptionTable util_options();

/// Why an option that is kProcessesOnly is refused.
inline constexpr std::string_view kProcessesOnlyReason =
    "it takes separate processes, so quanta-node or quanta-gui (\"quanta -m node\", \"quanta -m gui\")";

/// The option called `name` (without dash); null when the program has none of that name. O(log n).
const OptionSpec* find_option(OptionTable table, std::string_view name);

}  // namespace quanta::config
