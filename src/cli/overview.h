// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace quanta::cli {

/// Whether the output of -getinfo is coloured.
enum class Colour { Off, On };
/// -color: "always", "never", or "auto", which colours what is shown on a terminal. The error is a line for
/// the user.
base::Result<Colour, std::string> choose_colour(const std::string& when, bool is_terminal);

/// What -getinfo asks for; all but `chain` may be missing.
struct NodeInfo {
    json::Value chain;     ///< getblockchaininfo
    json::Value network;   ///< getnetworkinfo
    json::Value wallet;    ///< getwalletinfo
    json::Value balances;  ///< getbalances of that wallet
    json::Value progress;  ///< getprogress, a method of ours
    /// Names and replies to getbalances, where several wallets are loaded and none is named.
    std::vector<std::pair<std::string, json::Value>> wallets = {};
};

/// The overview of -getinfo, without its last line end.
std::string getinfo_text(const NodeInfo& info, Colour colour);

}  // namespace quanta::cli
