// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string_view>

namespace quanta::vault {

/// Why a secret could not be had.
enum class VaultError : uint8_t {
    Locked,           ///< the master key is not there: unlock first
    WrongPassphrase,  ///< the record is whole, the passphrase another one
    WrongKey,         ///< the record is whole and of another master key, or of another name
    Damaged,          ///< the record is not what was written
    UnknownFormat,    ///< the record is of a version or a method that is not known here
    TooCostly,        ///< the record asks for more memory than is given to it, or the system has not got it
};

/// A sentence for logs and users.
std::string_view vault_error_text(VaultError error);

}  // namespace quanta::vault
