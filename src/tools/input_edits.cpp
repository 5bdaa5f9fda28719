// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdint>
#include <limits>
#include <optional>

#include "tools/edits.h"
#include "tools/fields.h"

namespace quanta::tools {

namespace {

using base::Err;
using primitives::MutableTransaction;

/// Versions that are relayed.
constexpr uint32_t kFirstVersion = 1;
constexpr uint32_t kLastVersion = 3;
/// The largest sequence number that is open to replacement (BIP125).
constexpr uint32_t kReplaceable = 0xfffffffd;
/// No block has room for a transaction with more outputs: weight of a block, and of an output without script.
constexpr uint32_t kMaxOutputIndex = 4'000'000 / (primitives::kWitnessScale * 9);

/// `what` and the text it is about in quotes.
Err<std::string> refused(std::string_view what, std::string_view text) {
    return Err(std::string(what) + " '" + std::string(text) + "'");
}

/// The index that `text` gives, below `count`.
std::optional<size_t> read_index(std::string_view text, size_t count) {
    const auto index = parse_number<uint32_t>(text);
    return index && *index < count ? std::optional<size_t>(*index) : std::nullopt;
}

}  // namespace

EditResult set_version(Workbench& bench, std::string_view value) {
    const auto version = parse_number<uint32_t>(value);
    if (!version || *version < kFirstVersion || *version > kLastVersion) {
        return refused("Invalid TX version requested:", value);
    }
    bench.transaction.version = *version;
    return {};
}

EditResult set_lock_time(Workbench& bench, std::string_view value) {
    const auto lock_time = parse_number<uint32_t>(value);
    if (!lock_time) return refused("Invalid TX locktime requested:", value);
    bench.transaction.lock_time = *lock_time;
    return {};
}

EditResult make_replaceable(Workbench& bench, std::string_view value) {
    std::vector<MutableTransaction::Input>& inputs = bench.transaction.inputs;
    const std::optional<size_t> index = read_index(value, inputs.size());
    if (!value.empty() && !index) return refused("Invalid TX input index", value);
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (index.value_or(i) == i && inputs[i].sequence > kReplaceable) inputs[i].sequence = kReplaceable;
    }
    return {};
}

EditResult add_input(Workbench& bench, std::string_view value) {
    const std::vector<std::string_view> fields = split_fields(value);
    if (fields.size() < 2) return Err(std::string("TX input missing separator"));
    MutableTransaction::Input input;
    const auto txid = primitives::Txid::from_text(fields[0]);
    if (!txid) return refused("invalid TX input txid", fields[0]);
    const auto index = parse_number<uint32_t>(fields[1]);
    if (!index || *index > kMaxOutputIndex) return refused("invalid TX input vout", fields[1]);
    input.prevout = {*txid, *index};
    if (fields.size() > 2) {
        const auto sequence = parse_number<uint32_t>(trimmed(fields[2]));
        if (!sequence) return refused("invalid TX sequence id", fields[2]);
        input.sequence = *sequence;
    }
    bench.transaction.inputs.push_back(std::move(input));
    return {};
}

EditResult delete_input(Workbench& bench, std::string_view value) {
    auto& inputs = bench.transaction.inputs;
    const std::optional<size_t> index = read_index(value, inputs.size());
    if (!index) return refused("Invalid TX input index", value);
    inputs.erase(inputs.begin() + static_cast<ptrdiff_t>(*index));
    return {};
}

EditResult delete_output(Workbench& bench, std::string_view value) {
    auto& outputs = bench.transaction.outputs;
    const std::optional<size_t> index = read_index(value, outputs.size());
    if (!index) return refused("Invalid TX output index", value);
    outputs.erase(outputs.begin() + static_cast<ptrdiff_t>(*index));
    return {};
}

}  // namespace quanta::tools
