// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/settings_file.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/bytes.h"
#include "json/parser.h"
#include "json/writer.h"

namespace quanta::config {

namespace {

using base::Err;
using json::Value;

constexpr std::string_view kNoticeKey = "_warning_";
constexpr std::string_view kNotice =
    "Quanta writes this file by itself. What you change here while it runs may be lost or not be seen.";

Err<ConfigError> refused(const std::string& reason) {
    return Err(ConfigError{ConfigErrorCode::SettingsFile, reason});
}

ConfigResult<void> check_keys(const Value::Object& settings, const std::string& path) {
    std::set<std::string_view> seen;
    for (const auto& [key, value] : settings) {
        if (!seen.insert(key).second)
            return refused("Found duplicate key " + key + " in settings file " + path);
    }
    return {};
}

Setting as_setting(const Value& value) {
    if (value.is_bool()) return value.boolean() ? Setting{"1", false} : Setting{"0", true};
    if (value.is_string()) return {value.string(), false};
    return {value.number_text().value_or(json::to_text(value)), false};
}

}  // namespace

ConfigResult<Value::Object> read_settings(sys::FileSystem& files, const std::string& path) {
    if (!files.exists(path)) return Value::Object();
    const auto bytes = sys::read_whole(files, path, kMaxSettingsFileSize);
    if (!bytes) return refused("Failed reading settings file " + path + ": " + bytes.error().message());
    auto parsed = json::parse(base::as_text(*bytes), kMaxSettingsFileSize);
    if (!parsed) {
        return refused(
            "Settings file " + path +
            " does not contain valid JSON. It may be damaged; removing it sets the options in it back "
            "to their defaults.");
    }
    if (!parsed->is_object()) {
        return refused("Found non-object value " + json::to_text(*parsed) + " in settings file " + path);
    }
    Value::Object settings = std::move(parsed->object());
    TRY(check_keys(settings, path));
    std::erase_if(settings, [](const Value::Member& member) { return member.first == kNoticeKey; });
    return settings;
}

ConfigResult<void> write_settings(sys::FileSystem& files, const std::string& path,
                                  const Value::Object& settings) {
    std::string text;
    json::Writer writer(text, 4);
    writer.begin_object().member(kNoticeKey, kNotice);
    for (const auto& [key, value] : settings)
        writer.member(key, value);
    writer.end_object();
    text += '\n';
    const auto written = sys::write_atomically(files, path, base::as_bytes(text));
    if (!written) return refused("Failed writing settings file " + path + ": " + written.error().message());
    return {};
}

SettingMap settings_as_map(const Value::Object& settings) {
    SettingMap map;
    for (const auto& [key, value] : settings) {
        std::vector<Setting>& into = map[key];
        if (value.is_array()) {
            std::transform(value.array().begin(), value.array().end(), std::back_inserter(into), as_setting);
        } else if (!value.is_null()) {
            into.push_back(as_setting(value));
        }
        if (into.empty()) map.erase(key);
    }
    return map;
}

}  // namespace quanta::config
