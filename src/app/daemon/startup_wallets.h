// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "json/value.h"

namespace quanta::daemon {

/// Puts `wallet` on the list of wallets to load at the start in `settings` (the contents of settings.json),
/// or takes it off.
void set_wallet_choice(json::Value::Object& settings, const std::string& wallet, bool load_at_start);

}  // namespace quanta::daemon
