// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "base/check.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "crypto/hash.h"
#include "script/script.h"
#include "script/verify.h"

namespace quanta::script {
namespace {

using codec::Reader;
using codec::Writer;

constexpr int kFlagCount = 21;
constexpr VerifyFlags kAllFlags = (1u << kFlagCount) - 1;

/// How the coin's script comes about.
enum class Wrapping : uint8_t { None, P2sh, P2wsh, P2shP2wsh };

struct Case {
    VerifyFlags flags = 0;
    Wrapping wrapping = Wrapping::None;
    primitives::MutableTransaction transaction;
    base::Bytes script;
};

/// Flags, wrapping, lock time, sequence; then the script, scriptSig and witness items, each with its size.
std::optional<Case> read_case(base::ByteSpan input) {
    Reader reader(input);
    const auto flags = reader.read<uint32_t>();
    const auto wrapping = reader.read<uint8_t>();
    const auto lock_time = reader.read<uint32_t>();
    const auto sequence = reader.read<uint32_t>();
    const auto body = reader.read_sized_bytes();
    const auto script_sig = reader.read_sized_bytes();
    if (!flags || !wrapping || !lock_time || !sequence || !body || !script_sig) return std::nullopt;
    Case out{*flags & kAllFlags, static_cast<Wrapping>(*wrapping % 4), {}, {body->begin(), body->end()}};
    primitives::MutableTransaction::Input tx_input;
    tx_input.prevout.index = 0;
    tx_input.sequence = *sequence;
    tx_input.script_sig.assign(script_sig->begin(), script_sig->end());
    while (const auto item = reader.read_sized_bytes())
        tx_input.witness.emplace_back(item->begin(), item->end());
    out.transaction.lock_time = *lock_time;
    out.transaction.inputs.push_back(std::move(tx_input));
    out.transaction.outputs.push_back({primitives::Amount{1}, {}});
    return out;
}

base::Bytes p2sh_of(const base::Bytes& redeem) {
    return ScriptBuilder().op(OP_HASH160).push(crypto::hash160(redeem)).op(OP_EQUAL).bytes();
}

/// Wraps the script, handing it over where the input must.
base::Bytes wrap(Case& item) {
    auto& input = item.transaction.inputs[0];
    if (item.wrapping == Wrapping::None) return item.script;
    base::Bytes program = item.script;
    if (item.wrapping != Wrapping::P2sh) {
        input.witness.push_back(item.script);
        program = ScriptBuilder().op(OP_0).push(crypto::sha256(item.script)).bytes();
        if (item.wrapping == Wrapping::P2wsh) return program;
        input.script_sig.clear();
    }
    input.script_sig = ScriptBuilder().append(input.script_sig).push(program).bytes();
    return p2sh_of(program);
}

VerifyFlags trimmed(VerifyFlags flags) {
    if ((flags & kVerifyP2sh) == 0) flags &= ~kVerifyWitness;
    if ((flags & kVerifyWitness) == 0) flags &= ~kVerifyCleanStack;
    return flags;
}

base::Bytes seed(VerifyFlags flags, uint8_t wrapping, const base::Bytes& body,
                 const std::vector<base::Bytes>& rest) {
    base::Bytes out;
    Writer writer(out);
    writer.write(uint32_t{flags})
        .write(wrapping)
        .write(uint32_t{100})
        .write(uint32_t{5})
        .write_sized_bytes(body);
    for (const base::Bytes& item : rest)
        writer.write_sized_bytes(item);
    return out;
}

std::vector<base::Bytes> seeds() {
    const base::Bytes loop = {OP_1,   OP_IF,    OP_2DUP,  OP_ADD,  OP_ELSE,
                              OP_ROT, OP_ENDIF, OP_DEPTH, OP_PICK, OP_SHA256};
    const base::Bytes multisig = {OP_0, OP_0, OP_1, OP_1, OP_CODESEPARATOR, OP_CHECKMULTISIG, OP_NOT};
    const base::Bytes locks = {OP_2, OP_CHECKLOCKTIMEVERIFY, OP_CHECKSEQUENCEVERIFY};
    const base::Bytes signature = {0x30, 6, 2, 1, 1, 2, 1, 1, 1};
    base::Bytes check = ScriptBuilder().push(base::Bytes(33, 2)).op(OP_CHECKSIG).op(OP_NOT).bytes();
    std::vector<base::Bytes> seeds;
    for (uint8_t wrapping = 0; wrapping < 4; ++wrapping) {
        seeds.push_back(seed(kVerifyP2sh | kVerifyWitness, wrapping, loop, {{OP_1, OP_2}, {1}, {2}}));
        seeds.push_back(seed(kAllFlags, wrapping, multisig, {{}}));
        seeds.push_back(seed(kAllFlags, wrapping, locks, {{}}));
        seeds.push_back(
            seed(kVerifyP2sh, wrapping, check, {ScriptBuilder().push(signature).bytes(), signature}));
    }
    return seeds;
}

/// Any script with any input, stack and flags ends with a verdict, and fewer rules never forbid more.
void check_spend(base::ByteSpan input) {
    auto item = read_case(input);
    if (!item) return;
    const base::Bytes coin_script = wrap(*item);
    const auto transaction = item->transaction.freeze();
    const std::array<primitives::Coin, 1> coins = {
        primitives::Coin{primitives::Amount{5}, primitives::ScriptBytes(coin_script)}};
    const SpendContext context(*transaction, coins);
    const VerifyFlags flags = trimmed(item->flags);
    const bool allowed = verify_input(context, 0, flags).has_value();
    if (!allowed) return;
    for (int bit = 0; bit < kFlagCount; ++bit) {
        CHECK(verify_input(context, 0, trimmed(flags & ~(1u << bit))));
    }
}

}  // namespace
}  // namespace quanta::script

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return quanta::script::seeds();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    quanta::script::check_spend({data, size});
    return 0;
}
