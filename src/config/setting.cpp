// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/setting.h"

#include <algorithm>
#include <charconv>

namespace quanta::config {

NamedSetting interpret_setting(std::string_view name, std::optional<std::string_view> value) {
    if (!name.starts_with("no")) return {std::string(name), {std::string(value.value_or("")), false}};
    const std::string positive(name.substr(2));
    if (value && !interpret_bool(*value)) return {positive, {"1", false}, true};
    return {positive, {"0", true}};
}

std::span<const Setting> not_taken_back(const std::vector<Setting>& settings) {
    const auto last_negation = std::find_if(settings.rbegin(), settings.rend(),
                                            [](const Setting& setting) { return setting.negated; });
    return {last_negation.base(), settings.end()};
}

bool interpret_bool(std::string_view text) {
    if (text.empty()) return true;
    const size_t start = text.find_first_not_of(" \t\r\n\f\v");
    text.remove_prefix(std::min(start, text.size()));
    if (text.starts_with("+")) text.remove_prefix(1);
    int number = 0;
    const std::errc error = std::from_chars(text.data(), text.data() + text.size(), number).ec;
    return error == std::errc::result_out_of_range || number != 0;
}

}  // namespace quanta::config
