// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/result.h"

namespace quanta::wallet {

/// What kind of thing went wrong; the message says what.
enum class ErrorCode : uint8_t {
    Failed,         ///< A wallet could not be made, opened, read or written.
    NotFound,       ///< There is no such wallet, or it is none.
    AlreadyLoaded,  ///< The wallet is loaded.
    BadName,        ///< No name for a wallet.
    NotLoaded,      ///< No wallet of this name is loaded.
    NoKeys,         ///< No address can be made.
    BadType,        ///< No type of address.
    BadLabel,       ///< No label.
    BadAddress,     ///< No address.
};

struct WalletError {
    ErrorCode code = ErrorCode::Failed;
    std::string message;  ///< a sentence for the user
};

template <typename T>
using WalletResult = base::Result<T, WalletError>;

inline base::Err<WalletError> fail(ErrorCode code, std::string message) {
    return base::Err(WalletError{code, std::move(message)});
}

}  // namespace quanta::wallet
