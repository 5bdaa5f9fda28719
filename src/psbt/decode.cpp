// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "psbt/decode.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "psbt/field_rules.h"

namespace quanta::psbt {

namespace {

using base::ByteSpan;
using base::Err;
using codec::Reader;
using primitives::MutableTransaction;

constexpr std::string_view kGlobal = "global map";
/// The most bytes of a transaction without witnesses that fit into a block, and the least of an input and an
/// output.
constexpr uint64_t kMaxTransactionSize = 1'000'000;
constexpr uint64_t kMaxInputs = kMaxTransactionSize / 41;
constexpr uint64_t kMaxOutputs = kMaxTransactionSize / 9;

/// The global map, and what becomes fields of inputs and outputs.
struct Global {
    std::optional<uint32_t> version;
    std::optional<uint32_t> tx_version;
    std::optional<uint32_t> fallback_lock_time;
    std::optional<uint64_t> input_count;
    std::optional<uint64_t> output_count;
    std::optional<uint8_t> modifiable;
    std::optional<MutableTransaction> transaction;
    decltype(Psbt::extended_keys) extended_keys;
    ProprietaryFields proprietary;
    UnknownFields unknown;
};

const char* read_unsigned_tx(const Field& field, Global& global) {
    if (!field.place.empty()) return kWrongKey;
    const auto parsed = primitives::parse_transaction(base::Bytes(field.value.begin(), field.value.end()),
                                                      primitives::WitnessForm::Forbid);
    if (!parsed) return "it is no transaction";
    global.transaction.emplace(**parsed);
    const auto has_script = [](const MutableTransaction::Input& input) { return !input.script_sig.empty(); };
    const auto& inputs = global.transaction->inputs;
    return std::any_of(inputs.begin(), inputs.end(), has_script) ? "its inputs must be empty" : nullptr;
}

const char* read_extended_key(const Field& field, Global& global) {
    constexpr size_t kDepthAt = 4;
    constexpr size_t kKeyAt = 45;
    const auto key = read_array_value<std::tuple_size_v<ExtendedKeyBytes>>(field.place);
    if (!key) return kWrongKey;
    auto source = read_source(field.value);
    if (!source) return kWrongValue;
    if (!read_compressed_key(ByteSpan(*key).subspan(kKeyAt))) return "it does not name a key";
    if ((*key)[kDepthAt] != source->path.size()) return "its path is not as long as its key is deep";
    global.extended_keys[std::move(*source)].insert(*key);
    return nullptr;
}

const char* read_count(const Field& field, std::optional<uint64_t>& into) {
    if (!field.place.empty()) return kWrongKey;
    Reader reader(field.value);
    const auto count = reader.read_compact_size();
    if (!count || !reader.at_end()) return kWrongValue;
    into = *count;
    return nullptr;
}

using F = const Field&;
using G = Global&;

constexpr FieldRule<Global> kRules[] = {
    {global::kUnsignedTx, Allowed::Always, read_unsigned_tx},
    {global::kXpub, Allowed::Always, read_extended_key},
    {global::kTxVersion, Allowed::Always, [](F f, G g) { return read_number(f, g.tx_version); }},
    {global::kFallbackLockTime, Allowed::Always,
     [](F f, G g) { return read_number(f, g.fallback_lock_time); }},
    {global::kInputCount, Allowed::Always, [](F f, G g) { return read_count(f, g.input_count); }},
    {global::kOutputCount, Allowed::Always, [](F f, G g) { return read_count(f, g.output_count); }},
    {global::kModifiable, Allowed::Always, [](F f, G g) { return read_number(f, g.modifiable); }},
    {global::kVersion, Allowed::Always, [](F f, G g) { return read_number(f, g.version); }},
};

/// Whether the version is known, and has all fields it needs and none it must not have.
Decoded<void> check_version(const Global& global) {
    const uint32_t version = global.version.value_or(kVersion0);
    const bool has_version2 = global.tx_version || global.fallback_lock_time || global.input_count ||
                              global.output_count || global.modifiable;
    if (version == kVersion0) {
        if (!global.transaction) return Err(std::string("No unsigned transaction was provided"));
        if (has_version2) return Err(std::string("Version 0 has global fields of version 2"));
        return {};
    }
    if (version != kVersion2) return Err(fmt::format("Unsupported version {}", version));
    if (global.transaction) return Err(std::string("Version 2 has an unsigned transaction"));
    if (!global.tx_version || !global.input_count || !global.output_count) {
        return Err(std::string("Version 2 lacks the transaction's version or a count"));
    }
    return {};
}

/// How many maps follow the global one.
struct Counts {
    uint64_t inputs = 0;
    uint64_t outputs = 0;
};

Decoded<Psbt> read_global(Reader& reader, Counts& counts) {
    Global global;
    TRY(read_fields<Global>(TRY(read_map(reader)), kRules, {kGlobal, kVersion2}, global));
    TRY(check_version(global));
    Psbt psbt;
    if (global.transaction) {
        psbt = Psbt::from_transaction(*global.transaction, kVersion0);
    } else {
        psbt.tx_version = *global.tx_version;
        psbt.fallback_lock_time = global.fallback_lock_time;
    }
    counts = {global.transaction ? psbt.inputs.size() : *global.input_count,
              global.transaction ? psbt.outputs.size() : *global.output_count};
    if (counts.inputs > kMaxInputs || counts.outputs > kMaxOutputs) {
        return Err(std::string("There are more inputs or outputs than a transaction can have"));
    }
    psbt.modifiable = global.modifiable;
    psbt.extended_keys = std::move(global.extended_keys);
    psbt.proprietary = std::move(global.proprietary);
    psbt.unknown = std::move(global.unknown);
    return psbt;
}

bool has_type(const std::vector<Field>& fields, uint64_t type) {
    return std::any_of(fields.begin(), fields.end(), [&](const Field& field) { return field.type == type; });
}

Decoded<void> read_input(Reader& reader, uint32_t version, Input& input) {
    const std::vector<Field> fields = TRY(read_map(reader));
    TRY(read_fields<Input>(fields, input_rules(), {"input", version}, input));
    const bool names_output = has_type(fields, in::kPreviousTxid) && has_type(fields, in::kOutputIndex);
    if (version == kVersion2 && !names_output)
        return Err(std::string("An input does not say what it spends"));
    if (input.previous && input.previous->txid() != input.prevout.txid) {
        return Err(std::string("Non-witness UTXO does not match outpoint hash"));
    }
    if (input.previous && input.prevout.index >= input.previous->outputs().size()) {
        return Err(std::string("Input specifies output index that does not exist"));
    }
    return {};
}

Decoded<void> read_output(Reader& reader, uint32_t version, Output& output) {
    const std::vector<Field> fields = TRY(read_map(reader));
    TRY(read_fields<Output>(fields, output_rules(), {"output", version}, output));
    const bool pays = has_type(fields, out::kAmount) && has_type(fields, out::kScript);
    if (version == kVersion2 && !pays) return Err(std::string("An output lacks its amount or script"));
    return {};
}

}  // namespace

Decoded<Psbt> decode(ByteSpan bytes) {
    Reader reader(bytes);
    const auto magic = reader.read_bytes(kMagic.size());
    if (!magic || !std::equal(magic->begin(), magic->end(), kMagic.begin())) {
        return Err(std::string("Invalid PSBT magic bytes"));
    }
    Counts counts;
    Psbt psbt = TRY(read_global(reader, counts));
    // In version 2 each comes into being as its map is read: a count alone takes no memory.
    for (size_t i = 0; i < counts.inputs; ++i) {
        if (i == psbt.inputs.size()) psbt.inputs.emplace_back();
        TRY(read_input(reader, psbt.version, psbt.inputs[i]));
    }
    for (size_t i = 0; i < counts.outputs; ++i) {
        if (i == psbt.outputs.size()) psbt.outputs.emplace_back();
        TRY(read_output(reader, psbt.version, psbt.outputs[i]));
    }
    if (!reader.at_end()) return Err(std::string("extra data after PSBT"));
    if (!psbt.lock_time()) return Err(std::string("Its inputs need lock times of both kinds"));
    return psbt;
}

}  // namespace quanta::psbt
