// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/bytes.h"
#include "config/options.h"
#include "config/settings_file.h"

namespace quanta::config {

namespace {

using base::Err;

/// A chain: its name, which is also its section, the option that selects it, its directory.
struct ChainPlace {
    std::string_view name;
    std::string_view option;
    std::string_view directory;
};
constexpr std::array<ChainPlace, 5> kChains{{
    {"main", "", ""},
    {"test", "testnet", "testnet3"},
    {"testnet4", "testnet4", "testnet4"},
    {"signet", "signet", "signet"},
    {"regtest", "regtest", "regtest"},
}};

const ChainPlace* find_chain(std::string_view name) {
    const auto found = std::find_if(kChains.begin(), kChains.end(),
                                    [name](const ChainPlace& chain) { return chain.name == name; });
    return found != kChains.end() ? &*found : nullptr;
}

Err<ConfigError> refused(ConfigErrorCode code, const std::string& reason) {
    return Err(ConfigError{code, reason});
}

Err<ConfigError> file_refused(const std::string& reason) {
    return refused(ConfigErrorCode::ConfigFile, "Error reading configuration file: " + reason);
}

std::string in_quotes(const std::string& path) {
    return "\"" + path + "\"";
}

std::string absolute(const std::string& path) {
    std::error_code failed;
    const std::filesystem::path full = std::filesystem::absolute(path, failed);
    return failed ? path : full.lexically_normal().string();
}

bool same_file(const std::string& a, const std::string& b) {
    std::error_code failed;
    return std::filesystem::equivalent(a, b, failed);
}

}  // namespace

/// Fills an Options step by step.
class Loader {
public:
    Loader(OptionTable table, CommandLine command_line, const LoadSources& sources) : m_sources(sources) {
        m_options.m_table = table;
        m_options.m_chain.clear();  // No section counts before the chain is known.
        m_options.m_warnings = command_line.warnings;
        m_options.m_command_line = std::move(command_line);
    }

    ConfigResult<Options> run() {
        TRY(find_data_directory());
        TRY(read_config_files());
        TRY(move_data_directory());
        m_options.m_chain = TRY(select_chain());
        Directories& directories = m_options.m_directories;
        directories.network = sys::join_path(directories.data, find_chain(m_options.m_chain)->directory);
        if (m_options.m_chain == "main") directories.network = directories.data;
        warn();
        TRY(read_settings_file());
        return std::move(m_options);
    }

    /// The same from the command line alone.
    ConfigResult<Options> run_without_files() {
        m_options.m_chain = TRY(select_chain());
        return std::move(m_options);
    }

private:
    bool has(std::string_view name) const { return find_option(m_options.m_table, name) != nullptr; }
    std::string option(std::string_view name) const {
        return has(name) ? m_options.get_string(name, "") : "";
    }

    ConfigResult<void> find_data_directory() {
        const std::string wanted = option("datadir");
        std::string& data = m_options.m_directories.data;
        data = absolute(wanted.empty() ? m_sources.default_data_directory : wanted);
        if (data.size() > 1 && data.ends_with('/')) data.pop_back();
        if (!wanted.empty() && !m_sources.files.is_directory(data)) {
            return refused(ConfigErrorCode::DataDirectory,
                           "Specified data directory " + in_quotes(wanted) + " does not exist.");
        }
        return {};
    }

    ConfigResult<void> read_config_files() {
        if (m_options.is_negated("conf")) return {};
        const std::string named = option("conf");
        const std::string path =
            sys::join_path(m_options.m_directories.data, named.empty() ? m_sources.config_name : named);
        m_options.m_config_path = path;
        if (m_sources.files.is_directory(path))
            return file_refused("Config file " + in_quotes(path) + " is a directory.");
        if (!m_sources.files.exists(path)) {
            if (named.empty()) return {};
            return file_refused("specified config file " + in_quotes(path) + " could not be opened.");
        }
        TRY(read_config_file(path, "specified config file " + in_quotes(path) + " could not be opened."));
        return read_included_files();
    }

    ConfigResult<void> read_config_file(const std::string& path, const std::string& unreadable) {
        const auto bytes = sys::read_whole(m_sources.files, path, kMaxConfigFileSize);
        if (!bytes) return file_refused(unreadable);
        const ConfigGrammar grammar{m_options.m_table, m_sources.unknown_options};
        return parse_config_text(grammar, base::as_text(*bytes), path, m_options.m_file);
    }

    /// The files named by includeconf at the top of the main file and in the section of its chain.
    ConfigResult<void> read_included_files() {
        if (!has("includeconf") || m_options.m_command_line.settings.contains("includeconf")) return {};
        const std::string chain = TRY(select_chain());
        const std::vector<std::string> included = included_by(chain);
        for (const std::string& name : included) {
            const std::string path = sys::join_path(m_options.m_directories.data, name);
            if (m_sources.files.is_directory(path)) {
                return file_refused("Included config file " + in_quotes(path) + " is a directory.");
            }
            TRY(read_config_file(path, "Failed to include configuration file " + name));
        }
        const std::vector<std::string> all = included_by(TRY(select_chain()));
        for (const std::string& name : all) {
            if (std::find(included.begin(), included.end(), name) != included.end()) continue;
            m_options.m_warnings.push_back(
                "-includeconf cannot be used from included files; ignoring -includeconf=" + name);
        }
        return {};
    }

    std::vector<std::string> included_by(const std::string& chain) const {
        std::vector<std::string> names;
        for (const std::string& section : {chain, std::string()}) {
            const std::vector<Setting>* settings = m_options.in_section(section, "includeconf");
            if (settings == nullptr) continue;
            for (const Setting& setting : not_taken_back(*settings))
                names.push_back(setting.value);
        }
        return names;
    }

    /// The configuration file may name another data directory than the one it was found in.
    ConfigResult<void> move_data_directory() {
        const std::string before = m_options.m_directories.data;
        const auto moved = find_data_directory();
        if (!moved) {
            return refused(ConfigErrorCode::DataDirectory,
                           "Error reading configuration file: specified data "
                           "directory " +
                               in_quotes(option("datadir")) + " does not exist.");
        }
        const std::string& config_path = m_options.m_config_path;
        const std::string other = sys::join_path(m_options.m_directories.data, m_sources.config_name);
        if (config_path.empty() || !m_sources.files.exists(other) || same_file(config_path, other)) return {};
        const std::string text = "Data directory " + in_quotes(m_options.m_directories.data) +
                                 " contains a " + in_quotes(m_sources.config_name) +
                                 " file which is ignored, because " + in_quotes(config_path) +
                                 " is the configuration file in use.";
        if (!has("allowignoredconf")) return {};
        if (m_options.get_bool("allowignoredconf", false)) {
            m_options.m_warnings.push_back(text);
            return {};
        }
        return refused(
            ConfigErrorCode::ConfigFile,
            text + " Remove or rename one of the two, or set allowignoredconf=1 to go on regardless.");
    }

    /// From the command line and the top of the configuration file.
    ConfigResult<std::string> select_chain() const {
        std::vector<std::string> chosen;
        for (const ChainPlace& chain : kChains) {
            if (chain.option.empty() || !has(chain.option)) continue;
            if (m_options.get_bool(chain.option, false)) chosen.emplace_back(chain.name);
        }
        if (has("chain") && m_options.is_set("chain")) chosen.push_back(option("chain"));
        if (chosen.size() > 1) {
            return refused(ConfigErrorCode::Chain,
                           "Invalid combination of -regtest, -signet, -testnet, -testnet4 and "
                           "-chain. Can use at most one.");
        }
        if (chosen.empty()) return std::string("main");
        if (find_chain(chosen[0]) == nullptr) {
            return refused(ConfigErrorCode::Chain, "Unknown chain " + chosen[0] + ".");
        }
        return chosen[0];
    }

    void warn() {
        std::vector<std::string>& warnings = m_options.m_warnings;
        const ConfigFile& file = m_options.m_file;
        warnings.insert(warnings.end(), file.warnings.begin(), file.warnings.end());
        for (const ConfigFile::Heading& heading : file.headings) {
            if (find_chain(heading.section) != nullptr) continue;
            warnings.push_back(heading.place + " Section [" + heading.section + "] is not recognized.");
        }
        const auto top = file.sections.find("");
        if (m_options.m_chain == "main" || top == file.sections.end()) return;
        for (const auto& [name, settings] : top->second) {
            if (!(find_option(m_options.m_table, name)->flags & kNetworkOnly) || m_options.is_set(name))
                continue;
            warnings.push_back("Config setting for -" + name + " only applied on " + m_options.m_chain +
                               " network when in [" + m_options.m_chain + "] section.");
        }
    }

    ConfigResult<void> read_settings_file() {
        if (!has("settings") || m_options.is_negated("settings")) return {};
        m_options.m_settings_path = m_options.network_path(m_options.get_string("settings", "settings.json"));
        m_options.m_settings = TRY(read_settings(m_sources.files, m_options.m_settings_path));
        m_options.m_settings_map = settings_as_map(m_options.m_settings);
        for (const auto& [name, settings] : m_options.m_settings_map) {
            if (!has(name))
                m_options.m_warnings.push_back("Ignoring unknown setting " + name + " in settings.json");
        }
        return {};
    }

    const LoadSources& m_sources;
    Options m_options;
};

std::string default_data_directory() {
    const char* home = std::getenv("HOME");
    const std::string base = home != nullptr && *home != '\0' ? home : "/";
#if defined(__APPLE__)
    return sys::join_path(base, "Library/Application Support/Quanta");
#else
    return sys::join_path(base, ".quanta");
#endif
}

ConfigResult<Options> load(OptionTable table, CommandLine command_line, const LoadSources& sources) {
    return Loader(table, std::move(command_line), sources).run();
}

ConfigResult<Options> load_command_line(OptionTable table, CommandLine command_line) {
    const LoadSources unused{sys::real_file_system(), ""};
    return Loader(table, std::move(command_line), unused).run_without_files();
}

}  // namespace quanta::config
