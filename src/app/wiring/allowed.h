// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/wiring/grants.h"
#include "base/result.h"

namespace quanta::wiring {

/// What -ipcallow=<socket path>=<interface>[,…] says, by path as socket_path() gives it for "unix:<path>" in
/// `directory`. Values for one path add up. Error: a sentence that names the option.
base::Result<std::map<std::string, Grants>, std::string> read_allowed(const std::vector<std::string>& values,
                                                                      const std::string& directory);

}  // namespace quanta::wiring
