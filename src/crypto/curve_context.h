// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <secp256k1.h>

namespace quanta::crypto {

/// For what takes secrets: blinded once with random bytes, so that what an observer of time or power learns
/// is useless. Lives as long as the process; any thread. Internal to this library.
const secp256k1_context* secret_context();

}  // namespace quanta::crypto
