// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/startup_wallets.h"

#include <algorithm>

namespace quanta::daemon {

namespace {

constexpr std::string_view kKey = "wallet";

}  // namespace

void set_wallet_choice(json::Value::Object& settings, const std::string& wallet, bool load_at_start) {
    const auto found = std::find_if(settings.begin(), settings.end(),
                                    [](const json::Value::Member& member) { return member.first == kKey; });
    json::Value::Array list;
    if (found != settings.end()) {
        if (found->second.is_array())
            list = found->second.array();
        else if (found->second.is_string())
            list.push_back(found->second);
        settings.erase(found);
    }
    std::erase(list, json::Value(wallet));
    if (load_at_start) list.emplace_back(wallet);
    if (!list.empty()) settings.emplace_back(std::string(kKey), std::move(list));
}

}  // namespace quanta::daemon
