// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What the command line client has of its own.

#include "config/option_parts.h"

namespace quanta::config {

namespace {

constexpr OptionSpec kOptions[] = {
    // name, group, flags, argument, default, help
    {"color", Group::General, kNoNegation, "<when>", "auto",
     "Colours in the output: always, auto (on a terminal), never"},
    {"conf", Group::General, kCommandLineOnly, "<file>", "quanta.conf",
     "Configuration file, read only from where it is named here; a relative path starts at the data "
     "directory"},
    {"datadir", Group::General, kNoNegation, "<dir>", "",
     "Data directory"},
    {"help", Group::General, 0, "", "",
     "Print this help and leave (also -h and -?)"},
    {"named", Group::General, 0, "", "0",
     "Take the parameters as name=value"},
    {"rpcclienttimeout", Group::General, 0, "<n>", "900",
     "Seconds to wait for an answer; 0 is for ever"},
    {"rpcconnect", Group::General, 0, "<ip>", "127.0.0.1",
     "Address of the node"},
    {"rpccookiefile", Group::General, 0, "<loc>", "<netdir>/.cookie",
     "Where the RPC cookie is; a relative path starts at the chain's directory"},
    {"rpcid", Group::General, kNoNegation | kValueRequired, "<id>", "1",
     "Text to send as the id of each request"},
    {"rpcpassword", Group::General, 0, "<pw>", "",
     "Password for RPC"},
    {"rpcport", Group::General, kNetworkOnly, "<port>",
     "8332, testnet3 18332, testnet4 48332, signet 38332, regtest 18443",
     "Port of the node"},
    {"rpcuser", Group::General, 0, "<user>", "",
     "User name for RPC"},
    {"rpcwait", Group::General, 0, "", "",
     "Wait until the node answers"},
    {"rpcwaittimeout", Group::General, kNoNegation, "<n>", "0",
     "Seconds -rpcwait waits; 0 is for ever"},
    {"rpcwallet", Group::General, 0, "<walletname>", "",
     "Wallet the call is for"},
    {"stdin", Group::General, 0, "", "",
     "Read more parameters from standard input, one a line; the first lines when a passphrase or a "
     "password comes from there too"},
    {"stdinrpcpass", Group::General, 0, "", "",
     "Read the RPC password from standard input, one line, first"},
    {"stdinwalletpassphrase", Group::General, 0, "", "",
     "Read the wallet's passphrase from standard input, one line"},
    {"version", Group::General, 0, "", "",
     "Print the version and leave"},
    {"addrinfo", Group::CliCommands, 0, "", "",
     "Count the known addresses by network"},
    {"generate", Group::CliCommands, 0, "", "",
     "Mine blocks to a new address of the wallet: generatetoaddress with getnewaddress"},
    {"getinfo", Group::CliCommands, 0, "", "",
     "Print an overview of node and wallet"},
    {"netinfo", Group::CliCommands, 0, "", "",
     "Print the connections with peers, at a level of detail from 0 to 4"},
    {"ipcconnect", Group::Ipc, 0, "<address>", "auto",
     "Socket of the node: auto, unix or unix:<path>"},
    {"testactivationheight", Group::Debug, kRepeatable | kDebugOnly, "name@height", "",
     "Height from which segwit, bip34, dersig, cltv or csv is in force (regtest)"},
};

}  // namespace

OptionTable client_options() { return kOptions; }

}  // namespace quanta::config
