// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>

namespace quanta::store {

/// What went wrong on disk.
enum class StoreErrorCode : uint8_t {
    Io,          ///< read, write or sync failed
    DiskFull,    ///< no space left
    Corruption,  ///< contents do not make sense: bad magic, checksum or encoding
    NotFound,    ///< nothing at that position
    Locked,      ///< another process has it open
    Version,     ///< written by a version this one does not understand
    Options,     ///< what is stored contradicts an option of the user
};

struct StoreError {
    StoreErrorCode code = StoreErrorCode::Io;
    std::string message;  ///< for the log and the user; names the file
};

}  // namespace quanta::store
