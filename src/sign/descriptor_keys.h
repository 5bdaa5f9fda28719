// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include "descriptor/descriptor.h"
#include "sign/keyring.h"

namespace quanta::sign {

/// Adds to `keyring` all that `descriptor` tells about its scripts at `index`: keys and where they come from,
/// private ones too, scripts, and trees of taproot. Returns whether it stands for a script there.
bool add_descriptor(Keyring& keyring, const descriptor::Descriptor& descriptor, uint32_t index);

}  // namespace quanta::sign
