// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quanta::config {

/// One occurrence of an option.
struct Setting {
    /// "" when it was named without value; "0" when negated.
    std::string value;
    /// -no<option>, or false in settings.json.
    bool negated = false;
    friend bool operator==(const Setting&, const Setting&) = default;
};

/// Occurrences by option name (without dash), in the order given.
using SettingMap = std::map<std::string, std::vector<Setting>, std::less<>>;

/// The occurrence that `name` (maybe with no in front) and its value stand for. -no<option>=0 is
/// <option>=1.
struct NamedSetting {
    std::string name;
    Setting setting;
    /// It was a double negative.
    bool confusing = false;
};
NamedSetting interpret_setting(std::string_view name, std::optional<std::string_view> value);

/// Those of `settings` that a later negation does not take back.
std::span<const Setting> not_taken_back(const std::vector<Setting>& settings);

/// What a text means for a switch: "" is true, else the integer it starts with is not 0.
bool interpret_bool(std::string_view text);

}  // namespace quanta::config
