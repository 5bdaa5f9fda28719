// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/options.h"

#include <span>

#include "base/check.h"
#include "json/number.h"

namespace quanta::config {

namespace {

using base::Err;

Err<ConfigError> refused(const std::string& reason) {
    return Err(ConfigError{ConfigErrorCode::Value, reason});
}

const std::vector<Setting>* look_up(const SettingMap& settings, std::string_view name) {
    const auto found = settings.find(name);
    return found != settings.end() ? &found->second : nullptr;
}

std::string describe_one(const OptionSpec& option, const Setting& setting) {
    if (option.flags & kSensitive) return std::string(option.name) + "=****";
    return std::string(option.name) + "=\"" + setting.value + "\"";
}

void describe_all(OptionTable table, const SettingMap& settings, const std::string& prefix,
                  std::vector<std::string>& lines) {
    for (const auto& [name, values] : settings) {
        const OptionSpec* option = find_option(table, name);
        if (option == nullptr) continue;
        for (const Setting& setting : values)
            lines.push_back(prefix + describe_one(*option, setting));
    }
}

/// An integer as people write it: a plus sign and white space around are let pass.
std::optional<int64_t> integer_from(std::string_view text) {
    constexpr std::string_view kBlank = " \t";
    const size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return std::nullopt;
    text = text.substr(first, text.find_last_not_of(kBlank) - first + 1);
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    return json::parse_int64(text);
}

}  // namespace

bool Options::is_negated(std::string_view name) const {
    const Setting* setting = find(name);
    return setting != nullptr && setting->negated;
}

std::optional<std::string> Options::get(std::string_view name) const {
    const Setting* setting = find(name);
    return setting != nullptr ? std::optional(setting->value) : std::nullopt;
}

std::string Options::get_string(std::string_view name, std::string_view fallback) const {
    const Setting* setting = find(name);
    return setting != nullptr ? setting->value : std::string(fallback);
}

bool Options::get_bool(std::string_view name, bool fallback) const {
    const Setting* setting = find(name);
    return setting != nullptr ? interpret_bool(setting->value) : fallback;
}

std::vector<std::string> Options::get_list(std::string_view name) const {
    std::vector<std::string> values;
    for (const Source& source : sources(name)) {
        const std::span<const Setting> kept = not_taken_back(*source.settings);
        for (const Setting& setting : kept)
            values.push_back(setting.value);
        if (kept.size() < source.settings->size()) break;
    }
    return values;
}

ConfigResult<int64_t> Options::get_int(std::string_view name, int64_t fallback, IntRange range) const {
    const std::optional<std::string> text = get(name);
    if (!text) return fallback;
    const std::string what = "Invalid value for -" + std::string(name) + ": '" + *text + "'";
    const std::optional<int64_t> value = integer_from(*text);
    if (!value) return refused(what + " (a whole number is expected)");
    if (*value < range.min) return refused(what + " (must be at least " + std::to_string(range.min) + ")");
    if (*value > range.max) return refused(what + " (must be at most " + std::to_string(range.max) + ")");
    return *value;
}

ConfigResult<uint16_t> Options::get_port(std::string_view name, uint16_t fallback) const {
    const std::optional<std::string> text = get(name);
    if (!text) return fallback;
    const std::optional<int64_t> port = integer_from(*text);
    if (!port || *port < 1 || *port > std::numeric_limits<uint16_t>::max()) {
        return refused("Invalid port specified in -" + std::string(name) + ": '" + *text + "'");
    }
    return static_cast<uint16_t>(*port);
}

ConfigResult<int64_t> Options::get_amount_sat(std::string_view name, int64_t fallback_sat) const {
    const std::optional<std::string> text = get(name);
    if (!text) return fallback_sat;
    const std::optional<int64_t> amount = json::parse_fixed_point(*text, json::kAmountPlaces);
    if (!amount || *amount < 0) {
        return refused("Invalid amount for -" + std::string(name) + "=<amount>: '" + *text + "'");
    }
    return *amount;
}

std::string Options::network_path(std::string_view path) const {
    return sys::join_path(m_directories.network, path);
}

std::vector<std::string> Options::describe() const {
    std::vector<std::string> lines;
    for (const auto& [section, settings] : m_file.sections) {
        const std::string place = section.empty() ? "" : "[" + section + "] ";
        describe_all(m_table, settings, "Config file arg: " + place, lines);
    }
    describe_all(m_table, m_settings_map, "Setting file arg: ", lines);
    describe_all(m_table, m_command_line.settings, "Command-line arg: ", lines);
    return lines;
}

const Setting* Options::find(std::string_view name) const {
    const std::vector<Source> found = sources(name);
    if (found.empty()) return nullptr;
    const Source& strongest = found.front();
    const std::span<const Setting> kept = not_taken_back(*strongest.settings);
    if (kept.empty()) return &strongest.settings->back();
    return strongest.first_counts ? &kept.front() : &kept.back();
}

const std::vector<Setting>* Options::in_section(std::string_view section, std::string_view name) const {
    const auto found = m_file.sections.find(section);
    return found != m_file.sections.end() ? look_up(found->second, name) : nullptr;
}

std::vector<Options::Source> Options::sources(std::string_view name) const {
    const OptionSpec* option = find_option(m_table, name);
    CHECK(option != nullptr);
    std::vector<Source> found;
    const auto add = [&found](const std::vector<Setting>* settings, bool first_counts) {
        if (settings != nullptr) found.push_back({settings, first_counts});
    };
    add(look_up(m_command_line.settings, name), false);
    add(look_up(m_settings_map, name), false);
    add(in_section(m_chain, name), true);
    // A negation at the top is meant for every chain; another value of a network option is for mainnet alone.
    const std::vector<Setting>* at_top = in_section("", name);
    const bool counts = m_chain == "main" || !(option->flags & kNetworkOnly);
    if (at_top != nullptr && (counts || at_top->back().negated)) add(at_top, true);
    return found;
}

}  // namespace quanta::config
