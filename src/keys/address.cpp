// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/address.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "keys/base58.h"

namespace quanta::keys {
namespace {

using base::Err;
using Decoded = base::Result<Destination, AddressError>;

constexpr uint8_t kMaxWitnessVersion = 16;
constexpr size_t kMinProgramSize = 2;
constexpr size_t kMaxProgramSize = 40;
constexpr size_t kHashSize = 20;
/// Groups of five bits of the largest program.
constexpr size_t kMaxProgramValues = (kMaxProgramSize * 8 + 4) / 5;
/// What is left of a text's characters for the prefix: separator, version, program and checksum have their own.
constexpr size_t kMaxPrefixSize = kMaxBech32Size - 1 - 1 - kMaxProgramValues - 6;
/// Beyond this many bytes a text is not even looked at as base58.
constexpr size_t kMaxBase58Bytes = 100;

Err<AddressError> fail(std::string message) { return Err(AddressError{std::move(message), {}}); }

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

/// Writes the address of each kind of destination.
class AddressWriter {
public:
    explicit AddressWriter(const params::AddressPrefixes& prefixes) : m_prefixes(prefixes) {}

    AddressText operator()(const NoDestination&) const { return {}; }
    AddressText operator()(const BareKey&) const { return {}; }
    AddressText operator()(const PubKeyHash& to) const { return base58(m_prefixes.pubkey_address, to.hash); }
    AddressText operator()(const ScriptHash& to) const { return base58(m_prefixes.script_address, to.hash); }
    AddressText operator()(const WitnessV0KeyHash& to) const { return segwit(0, to.hash); }
    AddressText operator()(const WitnessV0ScriptHash& to) const { return segwit(0, to.hash); }
    AddressText operator()(const Taproot& to) const { return segwit(1, to.key); }
    AddressText operator()(const Anchor&) const { return segwit(1, Anchor::kProgram); }
    AddressText operator()(const WitnessUnknown& to) const { return segwit(to.version, to.program); }

    AddressText base58(uint8_t prefix, base::ByteSpan hash) const {
        crypto::Digest160 digest;
        CHECK(hash.size() == digest.size());
        std::copy(hash.begin(), hash.end(), digest.begin());
        AddressText text;
        return finish(text, write_base58_address(text.m_text.data(), prefix, digest));
    }
    AddressText segwit(uint8_t version, base::ByteSpan program) const {
        std::array<uint8_t, 1 + kMaxProgramValues> values;
        CHECK(program.size() <= kMaxProgramSize);
        values[0] = version;
        const uint8_t* end = write_five_bits(values.data() + 1, program);
        const Bech32Variant variant = version == 0 ? Bech32Variant::Bech32 : Bech32Variant::Bech32m;
        AddressText text;
        CHECK(m_prefixes.bech32_hrp.size() <= kMaxPrefixSize);
        const base::ByteSpan used(values.data(), static_cast<size_t>(end - values.data()));
        return finish(text, write_bech32(text.m_text.data(), variant, m_prefixes.bech32_hrp, used));
    }

private:
    static AddressText finish(AddressText& text, const char* end) {
        text.m_size = static_cast<uint8_t>(end - text.m_text.data());
        return text;
    }

    const params::AddressPrefixes& m_prefixes;
};

AddressText address_of_script(script::ScriptKind kind, base::ByteSpan script, const params::ChainParams& params) {
    const AddressWriter writer(params.prefixes);
    switch (kind) {
        case script::ScriptKind::PubkeyHash:
            return writer.base58(params.prefixes.pubkey_address, script.subspan(3, kHashSize));
        case script::ScriptKind::ScriptHash:
            return writer.base58(params.prefixes.script_address, script.subspan(2, kHashSize));
        case script::ScriptKind::WitnessV0KeyHash:
        case script::ScriptKind::WitnessV0ScriptHash:
        case script::ScriptKind::WitnessV1Taproot:
        case script::ScriptKind::Anchor:
        case script::ScriptKind::WitnessUnknown: {
            const std::optional<script::WitnessProgram> program = script::is_witness_program(script);
            CHECK(program);
            return writer.segwit(static_cast<uint8_t>(program->version), program->program);
        }
        case script::ScriptKind::Pubkey:
        case script::ScriptKind::Multisig:
        case script::ScriptKind::NullData:
        case script::ScriptKind::NonStandard: break;
    }
    return {};
}

std::string encode_address(const Destination& destination, const params::ChainParams& params) {
    return std::string(std::visit(AddressWriter(params.prefixes), destination).view());
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
