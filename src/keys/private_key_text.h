// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/secp256k1.h"
#include "params/params.h"

namespace quanta::keys {

/// A private key and the form of the public key it stands for.
struct PrivateKeyText {
    crypto::PrivateKey key;
    crypto::KeyForm form;
};

/// The wallet import format of `key` on the chain of `params`.
std::string encode_private_key(const PrivateKeyText& key, const params::ChainParams& params);

/// The inverse; nothing when the text is of another chain, damaged, or no valid key.
std::optional<PrivateKeyText> decode_private_key(std::string_view text, const params::ChainParams& params);

}  // namespace quanta::keys
