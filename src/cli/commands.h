// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/output.h"
#include "cli/overview.h"
#include "cli/session.h"

namespace quanta::cli {

/// Calls `words[0]` with the words after it as parameters.
Output run_method(const Session& session, std::vector<std::string> words, bool named);

/// -generate: mines to a new address of the wallet; `words` are a number of blocks (1) and of tries.
Output run_generate(const Session& session, const std::vector<std::string>& words);

/// -getinfo: chain, network and wallet at a glance; what the node does not know is left out.
Output run_getinfo(const Session& session, const std::vector<std::string>& words, Colour colour);

/// -addrinfo: known addresses by network.
Output run_addrinfo(const Session& session, const std::vector<std::string>& words);

/// -netinfo: connections of the node of `chain`, as `words` want them.
Output run_netinfo(const Session& session, const std::vector<std::string>& words, std::string_view chain);

}  // namespace quanta::cli
