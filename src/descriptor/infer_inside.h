// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>

#include "descriptor/infer.h"

namespace quanta::descriptor {

/// The function, without checksum, whose script at `place` is `script`, with all inside it; nothing when
/// there is none or something needed is not known. Taproot outputs are the caller's. Internal to this
/// library.
std::optional<std::string> infer_inside(base::ByteSpan script, Place place, const KnownScripts& known);

/// A key by its x coordinate, with where it comes from.
std::string x_only_text(const crypto::XOnlyKey& key, const KnownScripts& known);

}  // namespace quanta::descriptor
