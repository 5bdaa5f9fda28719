// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <vector>

#include "app/cli/output.h"
#include "app/cli/session.h"
#include "config/options.h"
#include "json/value.h"

namespace quanta::cli {

/// Calls `words[0]` with the words after it as parameters.
Output run_method(const Session& session, std::vector<std::string> words, bool named);

/// -generate: mines to a new address of the wallet; `words` are a number of blocks (1) and of tries.
Output run_generate(const Session& session, const std::vector<std::string>& words);

/// Whether text may be coloured.
enum class Colour { Off, On };
/// From the value of -color and whether the output is a terminal; the error names the option.
base::Result<Colour, std::string> choose_colour(const std::string& when, bool is_terminal);

/// -getinfo: chain, network and wallet at a glance; what the node does not know is left out.
Output run_getinfo(const Session& session, Colour colour);

/// What -getinfo shows: the results of these methods, of which all but the first may be null.
struct NodeInfo {
    json::Value chain;     ///< getblockchaininfo
    json::Value network;   ///< getnetworkinfo
    json::Value wallet;    ///< getwalletinfo
    json::Value progress;  ///< getprogress
};
/// The text of -getinfo.
std::string getinfo_text(const NodeInfo& info, Colour colour);

}  // namespace quanta::cli
