// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/sighash.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "script/preimage.h"
#include "script/script.h"

namespace quanta::script {
namespace {

using base::ByteSpan;
using crypto::Digest256;
using primitives::OutPoint;
using primitives::Transaction;
using primitives::TxIn;
using primitives::TxOut;

/// The hash of whatever asks to sign an output that is not there: the number one.
constexpr Digest256 kMissingOutputHash = {1};

/// A hash type of a legacy or witness v0 signature, taken apart.
struct Coverage {
    explicit Coverage(int32_t hash_type)
        : anyone((hash_type & kSigHashAnyoneCanPay) != 0),
          none((hash_type & kSigHashOutputMask) == kSigHashNone),
          single((hash_type & kSigHashOutputMask) == kSigHashSingle) {}

    bool all_outputs() const { return !none && !single; }

    bool anyone;  ///< no other input
    bool none;    ///< no output
    bool single;  ///< the output of the same index
};

/// Writes `script_code` with its size, leaving out every OP_CODESEPARATOR.
void hash_without_separators(crypto::Sha256d& hasher, ByteSpan script_code) {
    if (std::find(script_code.begin(), script_code.end(), OP_CODESEPARATOR) == script_code.end()) {
        return hash_sized(hasher, script_code);
    }
    size_t separators = 0;
    for (ScriptReader reader(script_code); reader.next();)
        separators += reader.opcode() == OP_CODESEPARATOR;
    hash_size(hasher, script_code.size() - separators);
    size_t start = 0;
    for (ScriptReader reader(script_code); reader.next();) {
        if (reader.opcode() != OP_CODESEPARATOR) continue;
        hasher.write(script_code.subspan(start, reader.position() - 1 - start));
        start = reader.position();
    }
    hasher.write(script_code.subspan(start));
}

/// Writes an input that is not being signed.
void hash_blank_input(crypto::Sha256d& hasher, const TxIn& input, uint32_t sequence) {
    hasher.write(Preimage<41>().put(input.prevout).put(uint8_t{0}).put(sequence).bytes());
}

void hash_signed_input(crypto::Sha256d& hasher, const TxIn& input, ByteSpan script_code) {
    hasher.write(Preimage<36>().put(input.prevout).bytes());
    hash_without_separators(hasher, script_code);
    hasher.write(Preimage<4>().put(input.sequence).bytes());
}

void hash_legacy_outputs(crypto::Sha256d& hasher, std::span<const TxOut> outputs, size_t index,
                         Coverage coverage) {
    if (coverage.none) return hash_size(hasher, 0);
    if (coverage.single) {
        hash_size(hasher, index + 1);
        const auto unset = Preimage<9>().put(int64_t{-1}).put(uint8_t{0});
        for (size_t i = 0; i < index; ++i)
            hasher.write(unset.bytes());
        return hash_output(hasher, outputs[index]);
    }
    hash_size(hasher, outputs.size());
    for (const TxOut& output : outputs)
        hash_output(hasher, output);
}

/// Whether a legacy signature of this type covers an output that is not there.
bool misses_output(const Transaction& transaction, size_t index, Coverage coverage) {
    return coverage.single && index >= transaction.outputs().size();
}

/// BIP143's hash of the covered outputs; zero for none.
Digest256 covered_outputs(const SpendContext& context, size_t index, Coverage coverage) {
    if (coverage.all_outputs()) return context.segwit().outputs;
    const auto outputs = context.transaction().outputs();
    if (coverage.none || index >= outputs.size()) return Digest256{};
    crypto::Sha256d hasher;
    hash_output(hasher, outputs[index]);
    return hasher.finalize();
}

bool is_defined_taproot_type(uint8_t hash_type) {
    return (hash_type & ~kSigHashAnyoneCanPay) <= kSigHashSingle && hash_type != kSigHashAnyoneCanPay;
}

/// A hasher that has taken the tag and the epoch byte of taproot signature hashes.
const crypto::Sha256& taproot_start() {
    static const crypto::Sha256 start = [] {
        crypto::Sha256 hasher = crypto::tagged_sha256("TapSighash");
        hasher.write(std::array<uint8_t, 1>{0});
        return hasher;
    }();
    return start;
}

void hash_taproot_input(crypto::Sha256& hasher, const SpendContext& context, size_t index,
                        uint8_t hash_type) {
    if ((hash_type & kSigHashAnyoneCanPay) == 0) {
        hasher.write(Preimage<4>().put(static_cast<uint32_t>(index)).bytes());
        return;
    }
    const TxIn& input = context.transaction().inputs()[index];
    const primitives::Coin& coin = context.coins()[index];
    hasher.write(Preimage<44>().put(input.prevout).put(coin.value.sat).bytes());
    hash_sized(hasher, coin.script);
    hasher.write(Preimage<4>().put(input.sequence).bytes());
}

}  // namespace

std::optional<std::string_view> sighash_name(uint8_t hash_type) {
    constexpr std::array<std::string_view, 6> kNames = {
        "ALL", "NONE", "SINGLE", "ALL|ANYONECANPAY", "NONE|ANYONECANPAY", "SINGLE|ANYONECANPAY"};
    const uint8_t outputs = hash_type & ~kSigHashAnyoneCanPay;
    if (outputs < kSigHashAll || outputs > kSigHashSingle) return std::nullopt;
    return kNames[outputs - 1 + (hash_type & kSigHashAnyoneCanPay ? 3 : 0)];
}

std::optional<uint8_t> sighash_from_name(std::string_view name) {
    if (name == "DEFAULT") return kSigHashDefault;
    for (const uint8_t outputs : {kSigHashAll, kSigHashNone, kSigHashSingle}) {
        for (const int inputs : {0, +kSigHashAnyoneCanPay}) {
            const auto type = static_cast<uint8_t>(outputs | inputs);
            if (sighash_name(type) == name) return type;
        }
    }
    return std::nullopt;
}

Digest256 legacy_signature_hash(const Transaction& transaction, size_t index, ByteSpan script_code,
                                int32_t hash_type) {
    const auto inputs = transaction.inputs();
    CHECK(index < inputs.size());
    const Coverage coverage(hash_type);
    if (misses_output(transaction, index, coverage)) return kMissingOutputHash;
    crypto::Sha256d hasher;
    const size_t input_count = coverage.anyone ? 1 : inputs.size();
    hasher.write(Preimage<13>().put(transaction.version()).put_size(input_count).bytes());
    if (coverage.anyone) {
        hash_signed_input(hasher, inputs[index], script_code);
    } else {
        for (size_t i = 0; i < inputs.size(); ++i) {
            if (i == index) hash_signed_input(hasher, inputs[i], script_code);
            else hash_blank_input(hasher, inputs[i], coverage.all_outputs() ? inputs[i].sequence : 0);
        }
    }
    hash_legacy_outputs(hasher, transaction.outputs(), index, coverage);
    hasher.write(Preimage<8>().put(transaction.lock_time()).put(hash_type).bytes());
    return hasher.finalize();
}

Digest256 legacy_signature_hash(const SpendContext& context, size_t index, ByteSpan script_code,
                                int32_t hash_type) {
    const SpendContext::LegacyForm& form = context.legacy();
    const Coverage coverage(hash_type);
    if (form.bytes.empty() || coverage.anyone || !coverage.all_outputs()) {
        return legacy_signature_hash(context.transaction(), index, script_code, hash_type);
    }
    CHECK(index < form.before_script.size());
    crypto::Sha256d hasher = form.before_script[index];
    hash_without_separators(hasher, script_code);
    hasher.write(ByteSpan(form.bytes).subspan(form.after_script(index)));
    hasher.write(Preimage<4>().put(hash_type).bytes());
    return hasher.finalize();
}

Digest256 segwit_signature_hash(const SpendContext& context, size_t index, ByteSpan script_code,
                                int32_t hash_type) {
    const Transaction& transaction = context.transaction();
    CHECK(context.has_segwit() && index < transaction.inputs().size());
    const SpendContext::SegwitHashes& shared = context.segwit();
    const TxIn& input = transaction.inputs()[index];
    const Coverage coverage(hash_type);
    const bool sequences = !coverage.anyone && coverage.all_outputs();
    crypto::Sha256d hasher;
    hasher.write(Preimage<104>()
                     .put(transaction.version())
                     .put(coverage.anyone ? Digest256{} : shared.prevouts)
                     .put(sequences ? shared.sequences : Digest256{})
                     .put(input.prevout)
                     .bytes());
    hash_sized(hasher, script_code);
    hasher.write(Preimage<52>()
                     .put(context.coins()[index].value.sat)
                     .put(input.sequence)
                     .put(covered_outputs(context, index, coverage))
                     .put(transaction.lock_time())
                     .put(hash_type)
                     .bytes());
    return hasher.finalize();
}

std::optional<Digest256> taproot_signature_hash(const SpendContext& context, size_t index, uint8_t hash_type,
                                                const TaprootExtension& extension) {
    const Transaction& transaction = context.transaction();
    CHECK(context.has_taproot() && index < transaction.inputs().size());
    if (!is_defined_taproot_type(hash_type)) return std::nullopt;
    const uint8_t outputs = hash_type & kSigHashSingle;
    if (outputs == kSigHashSingle && index >= transaction.outputs().size()) return std::nullopt;

    const SpendContext::TaprootHashes& shared = context.taproot();
    crypto::Sha256 hasher = taproot_start();
    Preimage<170> head;
    head.put(hash_type).put(transaction.version()).put(transaction.lock_time());
    if ((hash_type & kSigHashAnyoneCanPay) == 0) {
        head.put(shared.prevouts).put(shared.amounts).put(shared.scripts).put(shared.sequences);
    }
    if (outputs == kSigHashDefault || outputs == kSigHashAll) head.put(shared.outputs);
    const int script_path = extension.leaf_hash ? 2 : 0;
    head.put(static_cast<uint8_t>(script_path + (extension.annex_hash ? 1 : 0)));
    hasher.write(head.bytes());
    hash_taproot_input(hasher, context, index, hash_type);
    if (extension.annex_hash) hasher.write(*extension.annex_hash);
    if (outputs == kSigHashSingle) {
        crypto::Sha256 output;
        hash_output(output, transaction.outputs()[index]);
        hasher.write(output.finalize());
    }
    if (extension.leaf_hash) {
        constexpr uint8_t kKeyVersion = 0;
        hasher.write(
            Preimage<37>().put(*extension.leaf_hash).put(kKeyVersion).put(extension.code_separator).bytes());
    }
    return hasher.finalize();
}

}  // namespace quanta::script
