// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "keys/bech32.h"
#include "keys/destination.h"
#include "params/params.h"
#include "script/script.h"

namespace quanta::keys {

/// Why a text is no address of a chain.
struct AddressError {
    std::string message;               ///< the deployed interface's sentence
    std::vector<int> error_locations;  ///< positions of wrong characters, where they could be found
};

/// An address, without an allocation; empty where there is none.
class AddressText {
public:
    std::string_view view() const { return {m_text.data(), m_size}; }

private:
    friend class AddressWriter;
    std::array<char, kMaxBech32Size> m_text;
    uint8_t m_size = 0;
};

/// The address of an output script of `kind` on the chain of `params`; empty when it has none.
AddressText address_of_script(script::ScriptKind kind, base::ByteSpan script, const params::ChainParams& params);

/// The address of `destination` on the chain of `params`; empty when it has none.
std::string encode_address(const Destination& destination, const params::ChainParams& params);

/// The destination a user means by `text` on the chain of `params`: base58 (P2PKH, P2SH) or bech32 (BIP173,
/// BIP350).
base::Result<Destination, AddressError> decode_address(std::string_view text, const params::ChainParams& params);

}  // namespace quanta::keys
