// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "primitives/amount.h"
#include "psbt/psbt.h"
#include "sign/input_signatures.h"

namespace quanta::psbt {

/// Whose turn it is (BIP174), earliest first.
enum class Role : uint8_t { Creator, Updater, Signer, Finalizer, Extractor };
/// "creator" and so on.
std::string_view role_name(Role role);

/// How far an input is.
struct InputState {
    bool has_output = false;  ///< what it spends is told
    bool is_final = false;
    Role next = Role::Updater;
    sign::Missing missing;
};

/// How far a PSBT is.
struct Analysis {
    std::vector<InputState> inputs;
    Role next = Role::Extractor;
    /// Where every output that is spent is told.
    std::optional<primitives::Amount> fee;
    /// Virtual bytes of the signed transaction, where they can be told.
    std::optional<size_t> virtual_size;
    /// Why it can never be a valid transaction: nothing else is told then.
    std::string error;
};

Analysis analyse(const Psbt& psbt);

}  // namespace quanta::psbt
