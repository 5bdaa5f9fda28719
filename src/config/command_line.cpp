// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/command_line.h"

#include <optional>
#include <string_view>
#include <utility>

namespace quanta::config {

namespace {

using base::Err;

Err<ConfigError> refused(const std::string& reason) {
    return Err(ConfigError{ConfigErrorCode::CommandLine, "Error parsing command line arguments: " + reason});
}

/// One argument cut at its first equals sign, dashes taken off.
struct Argument {
    std::string_view name;
    std::optional<std::string_view> value;
};

Argument split(std::string_view text) {
    text.remove_prefix(text.starts_with("--") ? 2 : 1);
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos) return {text, std::nullopt};
    return {text.substr(0, equals), text.substr(equals + 1)};
}

/// Whether `option` may stand on the command line like that.
ConfigResult<void> check_use(const OptionSpec& option, const Argument& argument, const NamedSetting& named) {
    const std::string name(option.name);
    if (!named.setting.negated && (option.flags & kProcessesOnly)) {
        return refused("Invalid parameter -" + name + ": " + std::string(kProcessesOnlyReason));
    }
    if (named.setting.negated && (option.flags & kNoNegation)) {
        return refused("Negating of -" + name + " is meaningless and therefore forbidden");
    }
    if (!argument.value && !named.setting.negated && (option.flags & kValueRequired)) {
        return refused("Can not set -" + name + " with no value. Please specify value with -" + name +
                       "=value.");
    }
    if (!named.setting.negated && (option.flags & kFileOnly)) {
        return refused("-" + name + " cannot be used from commandline; -" + name + "=" + named.setting.value);
    }
    return {};
}

}  // namespace

bool CommandLine::help_wanted() const {
    return settings.contains("help") || settings.contains("h") || settings.contains("?") ||
           debug_help_wanted();
}

bool CommandLine::debug_help_wanted() const {
    return settings.contains("help-debug");
}

bool CommandLine::version_wanted() const {
    return settings.contains("version");
}

ConfigResult<CommandLine> parse_command_line(OptionTable table, std::span<const std::string> arguments) {
    CommandLine result;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const std::string& text = arguments[i];
        if (!text.starts_with('-') || text == "-") {
            result.words.assign(arguments.begin() + static_cast<ptrdiff_t>(i), arguments.end());
            break;
        }
        const Argument argument = split(text);
        NamedSetting named = interpret_setting(argument.name, argument.value);
        const OptionSpec* option = find_option(table, named.name);
        if (option == nullptr) return refused("Invalid parameter " + text);
        TRY(check_use(*option, argument, named));
        if (named.confusing)
            result.warnings.push_back("-" + named.name + " is on: " + text + " is a double negative");
        result.settings[named.name].push_back(std::move(named.setting));
    }
    return result;
}

}  // namespace quanta::config
