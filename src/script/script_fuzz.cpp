// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <vector>

#include "base/check.h"
#include "script/script.h"
#include "script/signature_checks.h"

namespace quanta::script {
namespace {

using base::Bytes;
using base::ByteSpan;

std::vector<Bytes> seeds() {
    const Bytes key(33, 2);
    const Bytes hash(20, 5);
    return {ScriptBuilder().op(OP_DUP).op(OP_HASH160).push(hash).op(OP_EQUALVERIFY).op(OP_CHECKSIG).bytes(),
            ScriptBuilder().op(OP_HASH160).push(hash).op(OP_EQUAL).bytes(),
            ScriptBuilder().number(1).push(key).push(key).number(2).op(OP_CHECKMULTISIG).bytes(),
            ScriptBuilder().push(key).op(OP_CHECKSIG).bytes(),
            ScriptBuilder().op(OP_RETURN).push(Bytes(80)).bytes(),
            ScriptBuilder().op(OP_0).push(Bytes(32)).bytes(),
            ScriptBuilder().op(OP_1).push(Bytes{0x4e, 0x73}).bytes(),
            ScriptBuilder().push({}).push(Bytes(300)).number(-1).number(1000).bytes()};
}

/// What the reader gives, put together again, is what was read.
void check_reader(ByteSpan script) {
    ScriptReader reader(script);
    size_t start = 0;
    while (reader.next()) {
        CHECK(reader.position() > start && reader.position() <= script.size());
        CHECK(reader.opcode() == script[start]);
        const ByteSpan data = reader.data();
        CHECK(std::ranges::equal(data, script.subspan(reader.position() - data.size(), data.size())));
        if (push_opcode(data.size()) == reader.opcode()) {
            const Bytes again = ScriptBuilder().push(data).bytes();
            CHECK(std::ranges::equal(again, script.subspan(start, reader.position() - start)));
        }
        start = reader.position();
    }
    CHECK(reader.failed() == (start < script.size()));
}

void check_class(ByteSpan script) {
    const ScriptType type = classify(script);
    CHECK(type.type == classify_kind(script));
    CHECK(!script_kind_name(type.type).empty());
    for (const ByteSpan part : type.solutions) {
        CHECK(part.data() >= script.data() && part.data() + part.size() <= script.data() + script.size());
    }
    if (type.type == ScriptKind::Multisig) {
        CHECK(type.number >= 1 && static_cast<size_t>(type.number) <= type.solutions.size());
        CHECK(count_sigops(script, SigopCount::Accurate) <= kMaxMultisigKeys);
    }
    CHECK((type.type == ScriptKind::ScriptHash) == is_p2sh(script));
}

/// Taking a push out leaves no such push, and nothing more to take out unless two pieces have joined.
void check_removal(ByteSpan script) {
    ScriptReader reader(script);
    if (!reader.next()) return;
    const auto left = without_signature(script, reader.data());
    if (push_opcode(reader.data().size()) == reader.opcode() && script.size() > reader.data().size())
        CHECK(left);
    if (left) CHECK(left->size() < script.size());
}

void check_number(ByteSpan bytes) {
    const auto number = ScriptNum::decode(bytes, 8);
    CHECK(number.has_value() == (bytes.size() <= 8));
    if (!number) return;
    const ScriptNum again(*number);
    CHECK(ScriptNum::decode(again.bytes(), 8, NumberForm::Minimal) == number);
    const bool minimal = ScriptNum::decode(bytes, 8, NumberForm::Minimal).has_value();
    CHECK(minimal == std::ranges::equal(again.bytes(), bytes));
    CHECK(is_true(bytes) == (*number != 0));
}

/// Everything that looks at a script without running it.
void check_all(ByteSpan script) {
    check_reader(script);
    check_class(script);
    check_removal(script);
    check_number(script.first(std::min<size_t>(script.size(), 9)));
    CHECK(count_sigops(script, SigopCount::Accurate) <= count_sigops(script, SigopCount::Legacy));
    CHECK(to_asm(script, AsmSigHash::Decode).empty() == script.empty());
    CHECK(to_asm(script).empty() == script.empty());
    is_strict_der(script);
    const Bytes p2sh = ScriptBuilder().op(OP_HASH160).push(Bytes(20)).op(OP_EQUAL).bytes();
    primitives::TxIn input;
    input.script_sig = script;
    const std::vector<ByteSpan> witness = {script};
    input.witness = witness;
    CHECK(count_p2sh_sigops(script, p2sh) >= 0);
    CHECK(count_witness_sigops(input, p2sh, kVerifyP2sh | kVerifyWitness) >= 0);
}

}  // namespace
}  // namespace quanta::script

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return quanta::script::seeds();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    quanta::script::check_all({data, size});
    return 0;
}
