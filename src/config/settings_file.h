// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <string_view>

#include "config/error.h"
#include "config/setting.h"
#include "json/value.h"
#include "sys/file.h"

namespace quanta::config {

/// Bytes settings.json may have.
inline constexpr size_t kMaxSettingsFileSize = 16 * 1024 * 1024;

/// The object in the settings file, without its notice; an empty object when there is no file. Errors name
/// the file: SettingsFile when it cannot be read, is not a JSON object, or holds a key twice.
ConfigResult<json::Value::Object> read_settings(sys::FileSystem& files, const std::string& path);

/// Replaces the settings file atomically by `settings`, with the notice not to edit it.
ConfigResult<void> write_settings(sys::FileSystem& files, const std::string& path,
                                  const json::Value::Object& settings);

/// Settings as occurrences of options: false is a negation, an array is repetition.
SettingMap settings_as_map(const json::Value::Object& settings);

}  // namespace quanta::config
