// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/sighash.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "codec/writer.h"
#include "script/script.h"
#include "script/test_support.h"

namespace quanta::script {
namespace {

using base::Bytes;
using base::ByteSpan;
using crypto::Digest256;
using primitives::Amount;
using primitives::Coin;
using primitives::MutableTransaction;
using primitives::ScriptBytes;
using testing::unhex;

constexpr int32_t kAnyone = kSigHashAnyoneCanPay;
const Bytes kCode = {OP_1, OP_CODESEPARATOR, OP_CHECKSIG, OP_CODESEPARATOR, OP_2};

/// Three inputs with coins of the three kinds of rules, and `outputs` outputs.
struct Draft {
    explicit Draft(size_t outputs = 3) {
        for (uint32_t i = 0; i < 3; ++i) {
            transaction.inputs.push_back(
                {{primitives::Txid(Digest256{static_cast<uint8_t>(i + 1)}), i}, {}, 100 + i, {}});
        }
        for (size_t i = 0; i < outputs; ++i) {
            transaction.outputs.push_back({Amount{1000 + static_cast<int64_t>(i)}, Bytes(i, OP_1)});
        }
        transaction.lock_time = 77;
        const Bytes taproot = unhex("5120" + std::string(64, 'a'));
        const Bytes keyhash = unhex("0014" + std::string(40, 'a'));
        coins = {{Amount{5}, ScriptBytes(taproot)},
                 {Amount{6}, ScriptBytes(keyhash)},
                 {Amount{7}, ScriptBytes(Bytes{OP_1})}};
    }

    MutableTransaction transaction;
    std::vector<Coin> coins;
};

enum class Rules { Legacy, Segwit, Taproot };

Digest256 hash_of(const Draft& draft, Rules rules, int32_t hash_type, size_t index = 1) {
    const auto transaction = draft.transaction.freeze();
    const SpendContext context(*transaction, draft.coins);
    switch (rules) {
        case Rules::Legacy: return legacy_signature_hash(context, index, kCode, hash_type);
        case Rules::Segwit: return segwit_signature_hash(context, index, kCode, hash_type);
        default: return taproot_signature_hash(context, index, static_cast<uint8_t>(hash_type), {}).value();
    }
}

/// Parts of a transaction that a signature of input 1 may cover.
struct Part {
    const char* name;
    std::function<void(Draft&)> change;
};
const std::vector<Part> kParts = {
    {"version", [](Draft& draft) { draft.transaction.version = 3; }},
    {"lock time", [](Draft& draft) { draft.transaction.lock_time = 78; }},
    {"own outpoint", [](Draft& draft) { draft.transaction.inputs[1].prevout.index = 9; }},
    {"own sequence", [](Draft& draft) { draft.transaction.inputs[1].sequence = 9; }},
    {"own amount", [](Draft& draft) { draft.coins[1].value.sat = 9; }},
    {"own script",
     [](Draft& draft) { draft.coins[1].script = ScriptBytes(unhex("0014" + std::string(40, 'c'))); }},
    {"other outpoint", [](Draft& draft) { draft.transaction.inputs[2].prevout.index = 9; }},
    {"other sequence", [](Draft& draft) { draft.transaction.inputs[2].sequence = 9; }},
    {"other amount", [](Draft& draft) { draft.coins[2].value.sat = 9; }},
    {"other script", [](Draft& draft) { draft.coins[2].script = ScriptBytes(Bytes{OP_2}); }},
    {"further input",
     [](Draft& draft) {
         draft.transaction.inputs.push_back({{{}, 5}, {}, 0, {}});
         draft.coins.push_back({});
     }},
    {"own output", [](Draft& draft) { draft.transaction.outputs[1].value.sat = 9; }},
    {"own output script", [](Draft& draft) { draft.transaction.outputs[1].script = {OP_2}; }},
    {"earlier output", [](Draft& draft) { draft.transaction.outputs[0].value.sat = 9; }},
    {"later output", [](Draft& draft) { draft.transaction.outputs[2].value.sat = 9; }},
    {"further output", [](Draft& draft) { draft.transaction.outputs.push_back({}); }},
};

/// For each of kParts whether it is covered.
using Covered = std::string_view;

void expect_covered(Rules rules, int32_t hash_type, Covered covered) {
    ASSERT_EQ(covered.size(), kParts.size());
    const Digest256 before = hash_of(Draft(), rules, hash_type);
    for (size_t i = 0; i < kParts.size(); ++i) {
        Draft changed;
        kParts[i].change(changed);
        EXPECT_EQ(hash_of(changed, rules, hash_type) != before, covered[i] == 'x')
            << kParts[i].name << hash_type;
    }
}

TEST(SigHash, LegacyCoverage) {
    expect_covered(Rules::Legacy, kSigHashAll, "xxxx..xx..xxxxxx");
    expect_covered(Rules::Legacy, kSigHashNone, "xxxx..x...x.....");
    expect_covered(Rules::Legacy, kSigHashSingle, "xxxx..x...xxx...");
    expect_covered(Rules::Legacy, kSigHashAll | kAnyone, "xxxx.......xxxxx");
    expect_covered(Rules::Legacy, kSigHashNone | kAnyone, "xxxx............");
    expect_covered(Rules::Legacy, kSigHashSingle | kAnyone, "xxxx.......xx...");
    // Undefined types cover all.
    expect_covered(Rules::Legacy, 0, "xxxx..xx..xxxxxx");
    expect_covered(Rules::Legacy, 0x45, "xxxx..xx..xxxxxx");
}

TEST(SigHash, SegwitCoverage) {
    expect_covered(Rules::Segwit, kSigHashAll, "xxxxx.xx..xxxxxx");
    expect_covered(Rules::Segwit, kSigHashNone, "xxxxx.x...x.....");
    expect_covered(Rules::Segwit, kSigHashSingle, "xxxxx.x...xxx...");
    expect_covered(Rules::Segwit, kSigHashAll | kAnyone, "xxxxx......xxxxx");
    expect_covered(Rules::Segwit, kSigHashNone | kAnyone, "xxxxx...........");
    expect_covered(Rules::Segwit, kSigHashSingle | kAnyone, "xxxxx......xx...");
}

TEST(SigHash, TaprootCoverage) {
    expect_covered(Rules::Taproot, kSigHashDefault, "xxxxxxxxxxxxxxxx");
    expect_covered(Rules::Taproot, kSigHashAll, "xxxxxxxxxxxxxxxx");
    expect_covered(Rules::Taproot, kSigHashNone, "xxxxxxxxxxx.....");
    expect_covered(Rules::Taproot, kSigHashSingle, "xxxxxxxxxxxxx...");
    expect_covered(Rules::Taproot, kSigHashAll | kAnyone, "xxxxxx.....xxxxx");
    expect_covered(Rules::Taproot, kSigHashNone | kAnyone, "xxxxxx..........");
    expect_covered(Rules::Taproot, kSigHashSingle | kAnyone, "xxxxxx.....xx...");
    EXPECT_NE(hash_of(Draft(), Rules::Taproot, kSigHashDefault),
              hash_of(Draft(), Rules::Taproot, kSigHashAll));
}

TEST(SigHash, TaprootTypes) {
    const Draft draft(1);
    const auto transaction = draft.transaction.freeze();
    const SpendContext context(*transaction, draft.coins);
    for (int type = 0; type < 256; ++type) {
        const bool defined = type <= 3 || (type >= 0x81 && type <= 0x83);
        const bool single = (type & 3) == 3;
        const auto hash_type = static_cast<uint8_t>(type);
        EXPECT_EQ(taproot_signature_hash(context, 0, hash_type, {}).has_value(), defined) << type;
        // Input 1 has no output of its own.
        EXPECT_EQ(taproot_signature_hash(context, 1, hash_type, {}).has_value(), defined && !single) << type;
    }
}

TEST(SigHash, TaprootExtensions) {
    const Draft draft;
    const auto transaction = draft.transaction.freeze();
    const SpendContext context(*transaction, draft.coins);
    const Digest256 a{1};
    const Digest256 b{2};
    const std::vector<TaprootExtension> extensions = {{},      {a},    {b},        {{}, a},
                                                      {{}, b}, {a, a}, {{}, a, 0}, {{}, a, 1}};
    std::vector<Digest256> hashes;
    for (const TaprootExtension& extension : extensions) {
        hashes.push_back(taproot_signature_hash(context, 0, kSigHashDefault, extension).value());
    }
    std::sort(hashes.begin(), hashes.end());
    EXPECT_EQ(std::adjacent_find(hashes.begin(), hashes.end()), hashes.end());
}

/// The legacy hash as BIP143 retells it: change a copy of the transaction, and hash that.
Digest256 legacy_by_copy(const Draft& draft, size_t index, int32_t hash_type) {
    MutableTransaction copy = draft.transaction;
    const int32_t outputs = hash_type & 0x1f;
    if (outputs == kSigHashSingle && index >= copy.outputs.size()) return Digest256{1};
    for (size_t i = 0; i < copy.inputs.size(); ++i) {
        copy.inputs[i].script_sig.clear();
        const bool blank = i != index && (outputs == kSigHashNone || outputs == kSigHashSingle);
        if (blank) copy.inputs[i].sequence = 0;
    }
    copy.inputs[index].script_sig = {OP_1, OP_CHECKSIG, OP_2};
    if (outputs == kSigHashNone) copy.outputs.clear();
    if (outputs == kSigHashSingle) {
        copy.outputs.resize(index + 1);
        for (size_t i = 0; i < index; ++i)
            copy.outputs[i] = {Amount{-1}, {}};
    }
    if (hash_type & kAnyone) copy.inputs = {copy.inputs[index]};
    Bytes bytes = copy.serialize(primitives::WitnessForm::Forbid);
    codec::Writer(bytes).write(hash_type);
    return crypto::sha256d(bytes);
}

TEST(SigHash, LegacyHashesAsCopiesDo) {
    for (const size_t outputs : {0u, 1u, 3u, 300u}) {
        const Draft draft(outputs);
        const auto transaction = draft.transaction.freeze();
        const SpendContext context(*transaction, draft.coins);
        for (size_t index = 0; index < 3; ++index) {
            for (const int32_t type :
                 {0, 1, 2, 3, 4, 31, 32, 35, 128, 129, 130, 131, 255, -1, -253, 0x12345681}) {
                const Digest256 expected = legacy_by_copy(draft, index, type);
                EXPECT_EQ(legacy_signature_hash(*transaction, index, kCode, type), expected)
                    << index << " " << type;
                EXPECT_EQ(legacy_signature_hash(context, index, kCode, type), expected)
                    << index << " " << type;
            }
        }
    }
}

TEST(SigHash, LegacyHashesOfManyInputs) {
    // More than fit a one-byte count, so that the shared form has longer fields.
    Draft draft;
    draft.transaction.inputs.resize(300, draft.transaction.inputs[2]);
    draft.coins.resize(300, draft.coins[2]);
    const auto transaction = draft.transaction.freeze();
    const SpendContext context(*transaction, draft.coins);
    for (const size_t index : {0u, 1u, 252u, 253u, 299u}) {
        EXPECT_EQ(legacy_signature_hash(context, index, kCode, kSigHashAll),
                  legacy_by_copy(draft, index, kSigHashAll));
    }
}

TEST(SigHash, LongScriptCodes) {
    const Draft draft;
    const auto transaction = draft.transaction.freeze();
    const SpendContext context(*transaction, draft.coins);
    for (const size_t size : {0u, 252u, 253u, 65535u, 65536u}) {
        MutableTransaction copy = draft.transaction;
        copy.inputs[2].script_sig = Bytes(size, OP_1);
        Bytes bytes = copy.serialize();
        codec::Writer(bytes).write(int32_t{kSigHashAll});
        EXPECT_EQ(legacy_signature_hash(context, 2, Bytes(size, OP_1), kSigHashAll), crypto::sha256d(bytes))
            << size;
    }
}

TEST(SigHash, ContextComputesWhatCoinsNeed) {
    const Bytes p2sh = unhex("a914" + std::string(40, 'a') + "87");
    const auto needs = [](const Bytes& coin_script, const std::vector<Bytes>& witness) {
        MutableTransaction draft;
        draft.inputs.push_back({{{}, 1}, {}, 0, witness});
        draft.outputs.push_back({});
        const auto transaction = draft.freeze();
        const std::vector<Coin> coins = {{{}, ScriptBytes(coin_script)}};
        const SpendContext context(*transaction, coins);
        return std::string(context.legacy().bytes.empty() ? "" : "legacy ") +
               (context.has_segwit() ? "segwit " : "") + (context.has_taproot() ? "taproot" : "");
    };
    EXPECT_EQ(needs({OP_1}, {}), "legacy ");
    EXPECT_EQ(needs(p2sh, {}), "legacy segwit ");
    EXPECT_EQ(needs(p2sh, {{1}}), "segwit ");
    EXPECT_EQ(needs(unhex("0014" + std::string(40, 'a')), {{1}}), "segwit ");
    EXPECT_EQ(needs(unhex("5120" + std::string(64, 'a')), {{1}}), "taproot");
    EXPECT_EQ(needs(unhex("5202aaaa"), {{1}}), "");
}

}  // namespace
}  // namespace quanta::script
