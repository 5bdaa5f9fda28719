// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace quanta::config {

/// What was wrong with the configuration.
enum class ConfigErrorCode : uint8_t {
    CommandLine,    ///< An option on the command line is unknown or misused.
    ConfigFile,     ///< The configuration file cannot be read or is not in order.
    SettingsFile,   ///< settings.json cannot be read, written or understood.
    DataDirectory,  ///< The data directory that was asked for is not there.
    Chain,          ///< No such chain, or more than one.
    Value,          ///< An option's value is not of its type or out of its range.
};

/// A refused configuration. `message` is for the operator and names the option or the file and line;
/// programs print it after "Error: ".
struct ConfigError {
    ConfigErrorCode code = ConfigErrorCode::Value;
    std::string message;
};

template <typename T>
using ConfigResult = base::Result<T, ConfigError>;

}  // namespace quanta::config
