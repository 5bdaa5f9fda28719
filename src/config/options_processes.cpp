// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What programs have of their own when node, wallet and window are processes apart, and the window's options.

#include "config/option_parts.h"

namespace quanta::config {

namespace {

constexpr OptionSpec kNode[] = {
    // name, group, flags, argument, default, help
    {"ipcallow", Group::Ipc, kRepeatable, "<socket path>=<interface>[,<interface>...]",
     "node.sock all, others Echo,Mining",
     "Interfaces that clients of this -ipcbind socket may use: Echo, Mining, Rpc, Node, Chain, WalletLoader"},
    {"ipcbind", Group::Ipc, kRepeatable, "<address>", "",
     "Let clients of this user connect to this Unix socket: unix (node.sock in the chain's directory) or "
     "unix:<path> (a relative path starts there)"},
    {"ipcfd", Group::Hidden, kCommandLineOnly | kNoNegation | kValueRequired, "<n>", "",
     "Descriptor of the socket to the process that started this one"},
    {"sandbox", Group::Ipc, kNoNegation | kValueRequired, "<mode>", "auto",
     "How the wallet process is confined, without network, programs and files but its own: auto (as far as "
     "system can), require (or it does not run), off"},
};

constexpr OptionSpec kWallet[] = {
    {"ipcconnect", Group::Ipc, 0, "<address>", "unix",
     "Attach to the running node at this Unix socket: unix (node.sock in the chain's directory) or "
     "unix:<path>"},
    {"ipcfd", Group::Hidden, kCommandLineOnly | kNoNegation | kValueRequired, "<n>", "",
     "Descriptor of the socket to the node that started this process"},
    {"printtoconsole", Group::Debug, 0, "", "1 if -debug, else 0",
     "Write the log to standard output, too"},
    {"sandbox", Group::Ipc, kNoNegation | kValueRequired, "<mode>", "auto",
     "How this process confines itself, without network, programs and files but its own: auto (as far as the "
     "system can), require (or it does not run), off"},
};

constexpr OptionSpec kWindow[] = {
    {"choosedatadir", Group::Gui, 0, "", "0",
     "Ask for the data directory first"},
    {"lang", Group::Gui, 0, "<lang>", "of the system",
     "Language of the window, as in de_DE"},
    {"min", Group::Gui, 0, "", "0",
     "Start with a minimised window"},
    {"resetguisettings", Group::Gui, 0, "", "",
     "Forget all settings made in the window"},
    {"splash", Group::Gui, 0, "", "1",
     "Show a splash screen while starting"},
    {"uiplatform", Group::Gui, kDebugOnly, "<platform>", "of the system",
     "Qt platform plugin to use"},
};

constexpr OptionSpec kWindowApart[] = {
    {"ipcconnect", Group::Ipc, 0, "<address>", "unix",
     "Attach to the running node at this Unix socket, and start none: unix (node.sock in the chain's "
     "directory) or unix:<path>"},
};

/// A client's option that may stand in the file all programs share.
constexpr OptionSpec kForClients[] = {
    {"ipcconnect", Group::Hidden, kFileOnly},
};

}  // namespace

OptionTable node_process_options() { return kNode; }

OptionTable wallet_process_options() { return kWallet; }

OptionTable window_options() { return kWindow; }

OptionTable window_process_options() { return kWindowApart; }

OptionTable client_only_options() { return kForClients; }

}  // namespace quanta::config
