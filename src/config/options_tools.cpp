// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// The tools that need no node.

#include "config/option_parts.h"

namespace quanta::config {

namespace {

constexpr OptionSpec kShared[] = {
    // name, group, flags, argument, default, help
    {"help", Group::General, 0, "", "",
     "Print this help and leave (also -h and -?)"},
    {"version", Group::General, 0, "", "",
     "Print the version and leave"},
    {"testactivationheight", Group::Debug, kRepeatable | kDebugOnly, "name@height", "",
     "Height from which segwit, bip34, dersig, cltv or csv is in force (regtest)"},
};

constexpr OptionSpec kTransactions[] = {
    // name, group, flags, argument, default, help
    {"create", Group::General, 0, "", "",
     "Begin with a transaction without inputs and outputs instead of one that is given"},
    {"json", Group::General, 0, "", "",
     "Print the transaction as JSON"},
    {"txid", Group::General, 0, "", "",
     "Print the id of the transaction alone; not with -json"},
};

}  // namespace

OptionTable tool_options() { return kShared; }

OptionTable transaction_tool_options() { return kTransactions; }

}  // namespace quanta::config
