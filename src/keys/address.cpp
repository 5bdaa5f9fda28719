// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/address.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "keys/base58.h"
#include "keys/bech32.h"

namespace quanta::keys {
namespace {

using base::Err;
using Decoded = base::Result<Destination, AddressError>;

constexpr uint8_t kMaxWitnessVersion = 16;
constexpr size_t kMinProgramSize = 2;
constexpr size_t kMaxProgramSize = 40;
constexpr size_t kHashSize = 20;
/// Beyond this many bytes a text is not even looked at as base58.
constexpr size_t kMaxBase58Bytes = 100;

Err<AddressError> fail(std::string message) { return Err(AddressError{std::move(message), {}}); }

std::string base58_address(uint8_t prefix, const crypto::Digest160& hash) {
    base::Bytes bytes = {prefix};
    bytes.insert(bytes.end(), hash.begin(), hash.end());
    return encode_base58_check(bytes);
}

/// Writes the address of each kind of destination.
struct AddressWriter {
    const params::AddressPrefixes& prefixes;

    std::string operator()(const NoDestination&) const { return {}; }
    std::string operator()(const BareKey&) const { return {}; }
    std::string operator()(const PubKeyHash& to) const { return base58_address(prefixes.pubkey_address, to.hash); }
    std::string operator()(const ScriptHash& to) const { return base58_address(prefixes.script_address, to.hash); }
    std::string operator()(const WitnessV0KeyHash& to) const { return segwit(0, to.hash); }
    std::string operator()(const WitnessV0ScriptHash& to) const { return segwit(0, to.hash); }
    std::string operator()(const Taproot& to) const { return segwit(1, to.key); }
    std::string operator()(const Anchor&) const { return segwit(1, Anchor::kProgram); }
    std::string operator()(const WitnessUnknown& to) const { return segwit(to.version, to.program); }

    std::string segwit(uint8_t version, base::ByteSpan program) const {
        base::Bytes values = to_five_bits(program);
        values.insert(values.begin(), version);
        const Bech32Variant variant = version == 0 ? Bech32Variant::Bech32 : Bech32Variant::Bech32m;
        return encode_bech32(variant, prefixes.bech32_hrp, values);
    }
};

Decoded from_base58(std::string_view text, const params::AddressPrefixes& prefixes) {
    const std::optional<base::Bytes> bytes = decode_base58_check(text, 1 + kHashSize);
    if (!bytes) {
        if (!decode_base58(text, kMaxBase58Bytes)) {
            return fail("Invalid or unsupported Segwit (Bech32) or Base58 encoding.");
        }
        return fail("Invalid checksum or length of Base58 address (P2PKH or P2SH)");
    }
    const bool pays_key = !bytes->empty() && bytes->front() == prefixes.pubkey_address;
    const bool pays_script = !bytes->empty() && bytes->front() == prefixes.script_address;
    if (!pays_key && !pays_script) return fail("Invalid or unsupported Base58-encoded address.");
    if (bytes->size() != 1 + kHashSize) return fail("Invalid length for Base58 address (P2PKH or P2SH)");
    crypto::Digest160 hash;
    std::copy(bytes->begin() + 1, bytes->end(), hash.begin());
    if (pays_key) return Destination(PubKeyHash{hash});
    return Destination(ScriptHash{hash});
}

Decoded from_program(uint8_t version, const base::Bytes& program) {
    const std::string size = fmt::format("{} {}", program.size(), program.size() == 1 ? "byte" : "bytes");
    if (version == 0 && program.size() != 20 && program.size() != 32) {
        return fail(fmt::format("Invalid Bech32 v0 address program size ({}), per BIP141", size));
    }
    if (version > kMaxWitnessVersion) return fail("Invalid Bech32 address witness version");
    if (program.size() < kMinProgramSize || program.size() > kMaxProgramSize) {
        return fail(fmt::format("Invalid Bech32 address program size ({})", size));
    }
    return destination_from_witness_program(version, program);
}

Decoded from_bech32(const Bech32Text& text, std::string_view prefix) {
    if (text.values.empty()) return fail("Empty Bech32 data section");
    if (text.prefix != prefix) {
        return fail(fmt::format("Invalid or unsupported prefix for Segwit (Bech32) address (expected {}, got {}).",
                                prefix, text.prefix));
    }
    const uint8_t version = text.values[0];
    if (version == 0 && text.variant != Bech32Variant::Bech32) {
        return fail("Version 0 witness address must use Bech32 checksum");
    }
    if (version != 0 && text.variant != Bech32Variant::Bech32m) {
        return fail("Version 1+ witness address must use Bech32m checksum");
    }
    const std::optional<base::Bytes> program = from_five_bits(base::ByteSpan(text.values).subspan(1));
    if (!program) return fail("Invalid padding in Bech32 data section");
    return from_program(version, *program);
}

/// Whether `text` begins with `prefix`, whatever its case.
bool has_prefix(std::string_view text, std::string_view prefix) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(), [&](char a, char b) { return a == lower(b); });
}

}  // namespace

std::string encode_address(const Destination& destination, const params::ChainParams& params) {
    return std::visit(AddressWriter{params.prefixes}, destination);
}

base::Result<Destination, AddressError> decode_address(std::string_view text, const params::ChainParams& params) {
    const std::string_view prefix = params.prefixes.bech32_hrp;
    // Only a text with this chain's prefix is taken for bech32: for others, messages about base58 are expected.
    if (!has_prefix(text, prefix)) return from_base58(text, params.prefixes);
    if (const std::optional<Bech32Text> bech32 = decode_bech32(text)) return from_bech32(*bech32, prefix);
    Bech32Fault fault = find_bech32_fault(text);
    return Err(AddressError{std::move(fault.message), std::move(fault.positions)});
}

}  // namespace quanta::keys
