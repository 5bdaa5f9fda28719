// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "addresses/ban_list.h"
#include "addresses/subnet.h"
#include "base/result.h"

/// @file
/// The deployed banlist.json: `{"_warning_": …, "banned_nets": [{"version": 1, "ban_created": unix,
/// "banned_until": unix, "address": subnet}]}`.

namespace quanta::addresses {

/// Bytes a banlist.json may have.
inline constexpr size_t kMaxBanFileBytes = 32 * 1024 * 1024;

/// The bans of a file, and how many of its entries say nothing to this version.
struct BanFile {
    std::map<Subnet, Ban> bans;
    size_t passed_over = 0;
};

std::string encode_bans(const std::map<Subnet, Ban>& bans);
/// Entries of another version, or whose address is none, are passed over. The error says what is wrong.
base::Result<BanFile, std::string> decode_bans(std::string_view text);

}  // namespace quanta::addresses
