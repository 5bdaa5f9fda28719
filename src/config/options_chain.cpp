// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Which chain: the same for every program.

#include "config/option_parts.h"

namespace quanta::config {

namespace {

constexpr OptionSpec kOptions[] = {
    // name, group, flags, argument, default, help
    {"chain", Group::Chain, 0, "<chain>", "main",
     "The chain to use: main, test, testnet4, signet, regtest"},
    {"regtest", Group::Chain, kDebugOnly, "", "",
     "As -chain=regtest: a chain for tests whose blocks are made at will"},
    {"signet", Group::Chain, 0, "", "",
     "As -chain=signet"},
    {"signetchallenge", Group::Chain, kNoNegation, "", "public signet challenge",
     "Script that blocks of this signet must satisfy, hex; another makes another network"},
    {"signetseednode", Group::Chain, kNoNegation | kRepeatable, "", "public signet seeds",
     "Node to ask for addresses on this signet"},
    {"testnet", Group::Chain, 0, "", "",
     "As -chain=test"},
    {"testnet4", Group::Chain, 0, "", "",
     "As -chain=testnet4"},
    {"vbparams", Group::Chain, kRepeatable | kDebugOnly, "deployment:start:end[:min_activation_height]", "",
     "Start, end and lowest activation height of a version bits deployment (regtest)"},
};

}  // namespace

OptionTable chain_options() { return kOptions; }

}  // namespace quanta::config
