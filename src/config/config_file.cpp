// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/config_file.h"

#include <optional>
#include <utility>

namespace quanta::config {

namespace {

using base::Err;

Err<ConfigError> refused(const std::string& reason) {
    return Err(ConfigError{ConfigErrorCode::ConfigFile, "Error reading configuration file: " + reason});
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n\f\v";
    const size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// Reads one text line by line.
class Reader {
public:
    Reader(const ConfigGrammar& grammar, std::string_view file_name, ConfigFile& into)
        : m_grammar(grammar), m_file_name(file_name), m_into(into) {}

    ConfigResult<void> line(std::string_view whole) {
        ++m_number;
        const size_t hash = whole.find('#');
        const std::string_view text = trim(whole.substr(0, hash));
        if (text.empty()) return {};
        if (text.starts_with('[') && text.ends_with(']')) {
            m_section = text.substr(1, text.size() - 2);
            note_section(m_section);
            return {};
        }
        if (text.starts_with('-')) {
            return at_line(std::string(text) +
                           ", options in configuration file must be specified without leading -");
        }
        const size_t equals = text.find('=');
        if (equals == std::string_view::npos) return at_line(std::string(text) + hint_for(text));
        const std::string_view name = trim(text.substr(0, equals));
        if (hash != std::string_view::npos && name.find("rpcpassword") != std::string_view::npos) {
            return at_line("using # in rpcpassword can be ambiguous and should be avoided");
        }
        return assignment(name, trim(text.substr(equals + 1)));
    }

private:
    Err<ConfigError> at_line(const std::string& reason) const {
        return refused("parse error on line " + std::to_string(m_number) + ": " + reason);
    }

    static std::string hint_for(std::string_view text) {
        if (text.size() < 2 || !text.starts_with("no")) return "";
        return ", if you intended to specify a negated option, use " + std::string(text) + "=1 instead";
    }

    void note_section(std::string_view section) {
        m_into.headings.push_back({std::string(section), m_file_name + ":" + std::to_string(m_number)});
    }

    ConfigResult<void> assignment(std::string_view written, std::string_view value) {
        std::string section = m_section;
        std::string_view name = written;
        if (section.empty() && name.find('.') != std::string_view::npos) {
            section = name.substr(0, name.find('.'));
            name.remove_prefix(section.size() + 1);
            note_section(section);
        }
        NamedSetting named = interpret_setting(name, value);
        const OptionSpec* option = find_option(m_grammar.table, named.name);
        if (option == nullptr) return unknown(section.empty() ? std::string(name) : section + "." + std::string(name));
        TRY(check_use(*option, named));
        if (named.confusing) {
            m_into.warnings.push_back(named.name + " is on: " + std::string(written) + "=" +
                                      std::string(value) + " is a double negative");
        }
        m_into.sections[section][named.name].push_back(std::move(named.setting));
        return {};
    }

    ConfigResult<void> unknown(const std::string& name) const {
        if (m_grammar.unknown == UnknownOptions::Ignore) return {};
        return refused("Invalid configuration value " + name);
    }

    static ConfigResult<void> check_use(const OptionSpec& option, const NamedSetting& named) {
        if (!named.setting.negated && (option.flags & kProcessesOnly)) {
            return refused("Invalid configuration value " + named.name + ": " +
                           std::string(kProcessesOnlyReason));
        }
        if (option.flags & kCommandLineOnly) {
            return refused(named.name + " cannot be set in the configuration file" +
                           (named.name == "conf"
                                ? "; use includeconf= if you want to include additional config files"
                                : ""));
        }
        if (named.setting.negated && (option.flags & kNoNegation)) {
            return refused("Negating of -" + named.name + " is meaningless and therefore forbidden");
        }
        return {};
    }

    const ConfigGrammar& m_grammar;
    const std::string m_file_name;
    ConfigFile& m_into;
    std::string m_section;
    int m_number = 0;
};

}  // namespace

ConfigResult<void> parse_config_text(const ConfigGrammar& grammar, std::string_view text,
                                     std::string_view file_name, ConfigFile& into) {
    Reader reader(grammar, file_name, into);
    while (!text.empty()) {
        const size_t end = text.find('\n');
        TRY(reader.line(text.substr(0, end)));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return {};
}

}  // namespace quanta::config
