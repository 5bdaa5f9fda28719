// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/command_line.h"
#include "config/config_file.h"
#include "config/error.h"
#include "config/option_spec.h"
#include "config/setting.h"
#include "json/value.h"
#include "sys/file.h"

namespace quanta::config {

/// Values an integer option may take.
struct IntRange {
    int64_t min = std::numeric_limits<int64_t>::min();
    int64_t max = std::numeric_limits<int64_t>::max();
};

/// The directories of a run.
struct Directories {
    /// -datadir, absolute.
    std::string data;
    /// What belongs to the chain: data itself on mainnet, data/testnet3, data/regtest …
    std::string network;
};

/// The configuration of a program: a value, made once. Names are without dash and must be in the program's
/// table: asking for another is a programmer error and aborts.
///
/// Precedence: command line, settings.json, the chain's section of the file, the part before all sections.
/// Of repeated values the last counts on the command line, the first in a file.
class Options {
public:
    /// "main", "test", "testnet4", "signet" or "regtest".
    const std::string& chain() const { return m_chain; }
    const Directories& directories() const { return m_directories; }
    /// The configuration file in use (it may not exist); empty with -noconf.
    const std::string& config_path() const { return m_config_path; }
    /// settings.json; empty with -nosettings and for programs that have none.
    const std::string& settings_path() const { return m_settings_path; }
    /// What settings.json held.
    const json::Value::Object& settings() const { return m_settings; }
    /// A client's method and its parameters.
    const std::vector<std::string>& words() const { return m_command_line.words; }
    /// What an operator should know, one line each.
    const std::vector<std::string>& warnings() const { return m_warnings; }
    OptionTable table() const { return m_table; }

    bool is_set(std::string_view name) const { return get(name).has_value(); }
    /// The value that counts is -no<name>.
    bool is_negated(std::string_view name) const;
    /// The value that counts: "" for a bare switch, "0" for a negated one; nothing when not set.
    std::optional<std::string> get(std::string_view name) const;
    std::string get_string(std::string_view name, std::string_view fallback) const;
    /// "" is true, else the integer it starts with is not 0.
    bool get_bool(std::string_view name, bool fallback) const;
    /// All values of all sources, the strongest source first; a negation hides what is weaker.
    std::vector<std::string> get_list(std::string_view name) const;

    /// Typed values. Error: Value, naming the option.
    ConfigResult<int64_t> get_int(std::string_view name, int64_t fallback, IntRange range = {}) const;
    /// 1 to 65535.
    ConfigResult<uint16_t> get_port(std::string_view name, uint16_t fallback) const;
    /// Coins with up to 8 places, not negative; the result in hundred-millionths.
    ConfigResult<int64_t> get_amount_sat(std::string_view name, int64_t fallback_sat) const;

    /// `path` as an operator means it: relative to the chain's directory.
    std::string network_path(std::string_view path) const;
    /// All settings for the log, one line each, sensitive values masked.
    std::vector<std::string> describe() const;

private:
    friend class Loader;
    /// What one source says about an option, and which of its values counts.
    struct Source {
        const std::vector<Setting>* settings;
        bool first_counts;
    };

    Options() = default;

    const Setting* find(std::string_view name) const;
    const std::vector<Setting>* in_section(std::string_view section, std::string_view name) const;
    std::vector<Source> sources(std::string_view name) const;

    OptionTable m_table;
    std::string m_chain = "main";
    Directories m_directories;
    std::string m_config_path;
    std::string m_settings_path;
    json::Value::Object m_settings;
    SettingMap m_settings_map;
    CommandLine m_command_line;
    ConfigFile m_file;
    std::vector<std::string> m_warnings;
};

/// What load() reads from.
struct LoadSources {
    sys::FileSystem& files;
    /// Used without -datadir; see default_data_directory().
    std::string default_data_directory;
    /// "quanta.conf" without -conf.
    std::string config_name = "quanta.conf";
    UnknownOptions unknown_options = UnknownOptions::Refuse;
};

/// Where data is kept without -datadir: ~/.quanta, on macOS ~/Library/Application Support/Quanta.
std::string default_data_directory();

/// The configuration of this run: finds the data directory, reads the configuration file and those it
/// includes, selects the chain, reads settings.json where `table` has -settings. Creates nothing. Errors:
/// DataDirectory, ConfigFile, Chain, SettingsFile.
ConfigResult<Options> load(OptionTable table, CommandLine command_line, const LoadSources& sources);

/// The configuration of a program that reads no files: what the command line says, without directories.
/// Error: Chain.
ConfigResult<Options> load_command_line(OptionTable table, CommandLine command_line);

}  // namespace quanta::config
