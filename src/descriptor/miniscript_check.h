// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "descriptor/miniscript.h"

namespace quanta::descriptor {

/// No key before is the same.
inline constexpr int64_t kNoKey = -1;

/// Why coins should not be sent to `script`, a sentence of the deployed interface that names the smallest
/// expression at fault; nothing when all is well: every way to spend it needs a signature, nobody else can
/// change a witness, and all fit into the limits. `same_before` says for each key the place of the last one
/// before that is the same, or kNoKey; `write_key` writes keys for the sentence. Internal to this library.
std::optional<std::string> miniscript_fault(
    const Miniscript& script, std::span<const int64_t> same_before,
    const std::function<std::optional<std::string>(uint32_t)>& write_key);

}  // namespace quanta::descriptor
