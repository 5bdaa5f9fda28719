// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/ban_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "json/parser.h"
#include "json/value.h"
#include "json/writer.h"

namespace quanta::addresses {

namespace {

using base::Err;

constexpr int kVersion = 1;
constexpr std::string_view kNotice =
    "Quanta keeps its bans here. Use setban and clearbanned to change them; edits made while it runs are "
    "overwritten.";

/// A ban and what it is of.
using Entry = std::pair<Subnet, Ban>;

std::optional<int64_t> number(const json::Value& item, std::string_view key) {
    const json::Value* value = item.find(key);
    return value ? value->as_int64() : std::nullopt;
}

/// One entry; nothing when it is to be passed over.
base::Result<std::optional<Entry>, std::string> decode_entry(const json::Value& item) {
    const std::optional<int64_t> version = number(item, "version");
    if (!version) return Err(std::string("an entry has no version"));
    if (*version != kVersion) return std::optional<Entry>();
    const std::optional<int64_t> created = number(item, "ban_created");
    const std::optional<int64_t> until = number(item, "banned_until");
    const json::Value* address = item.find("address");
    if (!created || !until || !address || !address->is_string()) {
        return Err(std::string("an entry lacks ban_created, banned_until or address"));
    }
    const std::optional<Subnet> subnet = Subnet::from_text(address->string());
    if (!subnet) return std::optional<Entry>();
    return std::optional<Entry>(Entry{*subnet, Ban{*created, *until}});
}

}  // namespace

std::string encode_bans(const std::map<Subnet, Ban>& bans) {
    std::string text;
    json::Writer writer(text, 4);
    writer.begin_object().member("_warning_", kNotice).key("banned_nets").begin_array();
    for (const auto& [subnet, ban] : bans) {
        writer.begin_object()
            .member("version", kVersion)
            .member("ban_created", ban.created_s)
            .member("banned_until", ban.until_s)
            .member("address", subnet.to_text())
            .end_object();
    }
    writer.end_array().end_object();
    text += '\n';
    return text;
}

base::Result<BanFile, std::string> decode_bans(std::string_view text) {
    const auto parsed = json::parse(text, kMaxBanFileBytes);
    if (!parsed) return Err(fmt::format("not JSON from byte {} on", parsed.error().offset));
    const json::Value* list = parsed->find("banned_nets");
    if (!list || !list->is_array()) return Err(std::string("no list called banned_nets"));
    BanFile file;
    for (const json::Value& item : list->array()) {
        const std::optional<Entry> entry = TRY(decode_entry(item));
        if (!entry) {
            ++file.passed_over;
            continue;
        }
        // Of two for the same addresses the longer one counts.
        Ban& ban = file.bans.try_emplace(entry->first, entry->second).first->second;
        if (ban.until_s < entry->second.until_s) ban = entry->second;
    }
    return file;
}

}  // namespace quanta::addresses
