// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/hex.h"
#include "keys/address.h"
#include "keys/destination.h"
#include "script/script.h"
#include "script/script_text.h"
#include "tools/edits.h"
#include "tools/fields.h"

namespace quanta::tools {

namespace {

using base::Bytes;
using base::Err;
using crypto::PublicKey;
using primitives::Amount;
using Fields = std::vector<std::string_view>;
template <typename T>
using Outcome = base::Result<T, std::string>;

/// Into what a script is put: letters W and S of a command's flags.
struct Wrapping {
    bool witness = false;
    bool p2sh = false;
};

Wrapping read_flags(std::string_view flags) {
    return {flags.find('W') != std::string_view::npos, flags.find('S') != std::string_view::npos};
}

Bytes script_of(const keys::Destination& destination) {
    const primitives::ScriptBytes script = keys::script_for_destination(destination);
    return {script.span().begin(), script.span().end()};
}

Outcome<Amount> read_amount(std::string_view text) {
    if (const auto amount = parse_coins(text)) return *amount;
    return Err("invalid TX output value '" + std::string(text) + "'");
}

Outcome<PublicKey> read_key(std::string_view text) {
    const std::optional<Bytes> bytes = base::from_hex(text);
    const auto key = bytes ? PublicKey::from_bytes(*bytes) : std::nullopt;
    if (!key || !key->is_valid()) return Err("invalid TX output pubkey '" + std::string(text) + "'");
    return *key;
}

/// Keys of witness programs are compressed.
Outcome<void> check_form(const PublicKey& key, Wrapping wrapping) {
    if (wrapping.witness && key.form() != crypto::KeyForm::Compressed) {
        return Err(std::string("Uncompressed pubkeys are not useable for SegWit outputs"));
    }
    return {};
}

/// `script` in a hash that redeems it, if that is wanted.
Outcome<Bytes> in_p2sh(Bytes script, Wrapping wrapping) {
    if (!wrapping.p2sh) return script;
    if (script.size() > script::kMaxElementSize) {
        return Err(
            fmt::format("redeemScript exceeds size limit: {} > {}", script.size(), script::kMaxElementSize));
    }
    return script_of(keys::ScriptHash{crypto::hash160(script)});
}

Outcome<Bytes> wrapped(Bytes script, Wrapping wrapping) {
    if (wrapping.witness) script = script_of(keys::WitnessV0ScriptHash{crypto::sha256(script)});
    return in_p2sh(std::move(script), wrapping);
}

/// The fields of VALUE:SOMETHING[:FLAGS], or without flags.
Outcome<Fields> split_output(std::string_view value, size_t most) {
    Fields fields = split_fields(value);
    if (fields.size() < 2 || fields.size() > most) {
        return Err(std::string("TX output missing or too many separators"));
    }
    return fields;
}

void add(Workbench& bench, Amount amount, Bytes script) {
    bench.transaction.outputs.push_back({amount, std::move(script)});
}

/// Signatures wanted, of how many keys.
struct Threshold {
    uint32_t required = 0;
    uint32_t keys = 0;
};

Outcome<uint32_t> read_count(std::string_view text, std::string_view what) {
    if (const auto count = parse_number<uint32_t>(trimmed(text))) return *count;
    return Err(fmt::format("invalid multisig {} number '{}'", what, text));
}

/// From VALUE:REQUIRED:PUBKEYS:…, checked against the number of fields that follow.
Outcome<Threshold> read_threshold(const Fields& fields) {
    constexpr size_t kBeforeKeys = 3;
    if (fields.size() < kBeforeKeys) return Err(std::string("Not enough multisig parameters"));
    const Threshold threshold{TRY(read_count(fields[1], "required")), TRY(read_count(fields[2], "total"))};
    const size_t following = fields.size() - kBeforeKeys;
    if (following < threshold.keys) return Err(std::string("incorrect number of multisig pubkeys"));
    if (threshold.required < 1 || threshold.keys > script::kMaxMultisigKeys ||
        threshold.required > threshold.keys) {
        return Err(fmt::format("multisig parameter mismatch. Required {} of {} signatures.",
                               threshold.required, threshold.keys));
    }
    if (following > threshold.keys + 1) return Err(std::string("Too many parameters"));
    return threshold;
}

Outcome<Bytes> multisig_script(uint32_t required, std::span<const std::string_view> keys, Wrapping wrapping) {
    script::ScriptBuilder script;
    script.number(required);
    for (const std::string_view text : keys) {
        const PublicKey key = TRY(read_key(text));
        TRY(check_form(key, wrapping));
        script.push(key.bytes());
    }
    return std::move(script.number(static_cast<int64_t>(keys.size())).op(script::OP_CHECKMULTISIG)).bytes();
}

}  // namespace

EditResult add_address_output(Workbench& bench, std::string_view value) {
    const Fields fields = TRY(split_output(value, 2));
    const Amount amount = TRY(read_amount(fields[0]));
    const auto destination = keys::decode_address(fields[1], bench.params);
    if (!destination) {
        return Err(fmt::format("invalid TX output address '{}': {}", fields[1], destination.error().message));
    }
    add(bench, amount, script_of(*destination));
    return {};
}

EditResult add_key_output(Workbench& bench, std::string_view value) {
    const Fields fields = TRY(split_output(value, 3));
    const Amount amount = TRY(read_amount(fields[0]));
    const PublicKey key = TRY(read_key(fields[1]));
    const Wrapping wrapping = read_flags(fields.size() > 2 ? fields[2] : "");
    TRY(check_form(key, wrapping));
    Bytes script = wrapping.witness
                       ? script_of(keys::WitnessV0KeyHash{key.hash()})
                       : script::ScriptBuilder().push(key.bytes()).op(script::OP_CHECKSIG).bytes();
    add(bench, amount, TRY(in_p2sh(std::move(script), wrapping)));
    return {};
}

EditResult add_multisig_output(Workbench& bench, std::string_view value) {
    const Fields fields = split_fields(value);
    const Threshold threshold = TRY(read_threshold(fields));
    const Amount amount = TRY(read_amount(fields[0]));
    const auto after_counts = std::span(fields).subspan(3);
    const Wrapping wrapping = read_flags(after_counts.size() > threshold.keys ? after_counts.back() : "");
    Bytes script = TRY(multisig_script(threshold.required, after_counts.first(threshold.keys), wrapping));
    add(bench, amount, TRY(wrapped(std::move(script), wrapping)));
    return {};
}

EditResult add_script_output(Workbench& bench, std::string_view value) {
    const Fields fields = TRY(split_output(value, 3));
    const Amount amount = TRY(read_amount(fields[0]));
    auto script = script::parse_script_text(fields[1]);
    if (!script) return Err(std::string(script::script_text_error_text(script.error())));
    if (script->size() > script::kMaxScriptSize) {
        return Err(fmt::format("script exceeds size limit: {} > {}", script->size(), script::kMaxScriptSize));
    }
    const Wrapping wrapping = read_flags(fields.size() > 2 ? fields[2] : "");
    add(bench, amount, TRY(wrapped(std::move(*script), wrapping)));
    return {};
}

EditResult add_data_output(Workbench& bench, std::string_view value) {
    const size_t colon = value.find(':');
    if (colon == 0) return Err(std::string("TX output value not specified"));
    Amount amount;
    std::string_view data = value;
    if (colon != std::string_view::npos) {
        amount = TRY(read_amount(value.substr(0, colon)));
        data.remove_prefix(colon + 1);
    }
    if (!base::is_hex(data)) return Err("invalid TX output data '" + std::string(data) + "'");
    add(bench, amount, script::ScriptBuilder().op(script::OP_RETURN).push(*base::from_hex(data)).bytes());
    return {};
}

}  // namespace quanta::tools
