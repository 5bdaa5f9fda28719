// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/error.h"
#include "config/option_spec.h"
#include "config/setting.h"

namespace quanta::config {

/// Bytes a configuration file may have.
inline constexpr size_t kMaxConfigFileSize = 16 * 1024 * 1024;

/// What to do with an option the program does not have.
enum class UnknownOptions : uint8_t {
    Refuse,
    Ignore,  ///< A client reads the node's file.
};

/// What configuration files say.
struct ConfigFile {
    /// By section name; "" is what stands before the first section.
    std::map<std::string, SettingMap, std::less<>> sections;
    /// Section headings with where they stand: "quanta.conf:3".
    struct Heading {
        std::string section;
        std::string place;
    };
    std::vector<Heading> headings;
    /// For the log.
    std::vector<std::string> warnings;
};

/// Which options a file may hold.
struct ConfigGrammar {
    OptionTable table;
    UnknownOptions unknown = UnknownOptions::Refuse;
};

/// Adds what `text` says to `into`. Lines are `option=value`, `[section]`, comments after #, or nothing;
/// `section.option=value` counts for that section. `file_name` is for warnings. Error: ConfigFile, with the
/// line.
ConfigResult<void> parse_config_text(const ConfigGrammar& grammar, std::string_view text,
                                     std::string_view file_name, ConfigFile& into);

}  // namespace quanta::config
