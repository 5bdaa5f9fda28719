// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string_view>

#include "crypto/hash.h"

namespace quanta::sign {

/// What is signed when someone signs the text `message`: a hash that no transaction can have.
crypto::Digest256 signed_message_hash(std::string_view message);

}  // namespace quanta::sign
