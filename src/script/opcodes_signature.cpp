// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <utility>

#include "script/execution.h"
#include "script/signature_checks.h"

namespace quanta::script {
namespace {

using base::ByteSpan;
using base::Err;

/// What each signature check of a tapscript costs its budget, weight units (BIP342).
constexpr int64_t kSigopCostWu = 50;
/// Size of the public keys that tapscript knows.
constexpr size_t kXOnlyKeySize = 32;

/// The script code that the signatures of one legacy or witness v0 operation sign.
class SignedCode {
public:
    explicit SignedCode(const Execution& run) : m_code(run.script_code()) {}

    ByteSpan bytes() const { return m_code; }
    /// Legacy scripts cannot sign the signature: takes it out of the code.
    Status remove(Execution& run, ByteSpan signature) {
        if (run.version != SigVersion::Base) return {};
        auto kept = without_signature(m_code, signature);
        if (!kept) return {};
        if (run.input.has(kVerifyConstScriptCode)) return Err(ScriptError::SigFindAndDelete);
        m_storage = std::move(*kept);
        m_code = m_storage;
        // A hash of earlier bytes at this place is of no use now.
        run.sighash_cache.filled = false;
        return {};
    }

private:
    base::Bytes m_storage;
    ByteSpan m_code;
};

base::Result<bool, ScriptError> check_plain_signature(Execution& run, ByteSpan signature, ByteSpan key) {
    SignedCode code(run);
    TRY(code.remove(run, signature));
    const bool valid = TRY(check_ecdsa(run, signature, key, code.bytes()));
    if (!valid && !signature.empty() && run.input.has(kVerifyNullFail)) return Err(ScriptError::SigNullFail);
    return valid;
}

/// An empty signature is false, any other must be valid. Keys of unknown size take any signature.
base::Result<bool, ScriptError> check_tapscript_signature(Execution& run, ByteSpan signature, ByteSpan key) {
    const bool present = !signature.empty();
    if (present) {
        run.sigop_budget_wu -= kSigopCostWu;
        if (run.sigop_budget_wu < 0) return Err(ScriptError::TapscriptValidationWeight);
    }
    if (key.empty()) return Err(ScriptError::TapscriptEmptyPubkey);
    if (key.size() == kXOnlyKeySize) {
        if (present) TRY(check_schnorr(run.input, signature, key.first<kXOnlyKeySize>(), run.taproot));
        return present;
    }
    if (run.input.has(kVerifyDiscourageUpgradablePubkeyType)) {
        return Err(ScriptError::DiscourageUpgradablePubkeyType);
    }
    return present;
}

base::Result<bool, ScriptError> check_signature(Execution& run, ByteSpan signature, ByteSpan key) {
    if (run.version == SigVersion::Tapscript) return check_tapscript_signature(run, signature, key);
    return check_plain_signature(run, signature, key);
}

/// Where the arguments of OP_CHECKMULTISIG lie, as depths: number of keys on top, keys, number of signatures,
/// signatures, and one more that does nothing.
struct MultisigArguments {
    size_t keys = 0;
    size_t signatures = 0;

    static constexpr size_t kFirstKey = 1;
    size_t signature_count() const { return kFirstKey + keys; }
    size_t first_signature() const { return signature_count() + 1; }
    size_t dummy() const { return first_signature() + signatures; }
    size_t total() const { return dummy() + 1; }
};

base::Result<MultisigArguments, ScriptError> read_arguments(Execution& run) {
    MultisigArguments found;
    TRY(need_items(run, 1));
    const int64_t keys = TRY(number_at(run, 0));
    if (keys < 0 || keys > kMaxMultisigKeys) return Err(ScriptError::PubkeyCount);
    run.op_count += static_cast<int>(keys);
    if (run.op_count > kMaxOps) return Err(ScriptError::OpCount);
    found.keys = static_cast<size_t>(keys);
    TRY(need_items(run, found.signature_count() + 1));
    const int64_t signatures = TRY(number_at(run, found.signature_count()));
    if (signatures < 0 || signatures > keys) return Err(ScriptError::SigCount);
    found.signatures = static_cast<size_t>(signatures);
    TRY(need_items(run, found.total()));
    return found;
}

/// Whether each signature fits a key, both in order. Starts with those on top, and gives up as soon as more
/// signatures than keys are left: the order decides which malformed ones are met.
base::Result<bool, ScriptError> match_signatures(Execution& run, const MultisigArguments& arguments) {
    SignedCode code(run);
    for (size_t i = 0; i < arguments.signatures; ++i) {
        TRY(code.remove(run, run.stack.top(arguments.first_signature() + i)));
    }
    size_t signature = 0;
    for (size_t key = 0; signature < arguments.signatures; ++key) {
        if (arguments.signatures - signature > arguments.keys - key) return false;
        const bool valid = TRY(check_ecdsa(run, run.stack.top(arguments.first_signature() + signature),
                                           run.stack.top(arguments.kFirstKey + key), code.bytes()));
        if (valid) ++signature;
    }
    return true;
}

bool all_empty(const Execution& run, const MultisigArguments& arguments) {
    for (size_t i = 0; i < arguments.signatures; ++i) {
        if (run.stack.item(arguments.first_signature() + i).size() != 0) return false;
    }
    return true;
}

}  // namespace

Status op_code_separator(Execution& run) {
    run.code_start = run.reader.position();
    run.taproot.code_separator = run.op_index;
    return {};
}

Status op_check_sig(Execution& run) {
    TRY(need_items(run, 2));
    const bool valid = TRY(check_signature(run, run.stack.top(1), run.stack.top(0)));
    run.stack.pop(2);
    run.stack.push_bool(valid);
    if (run.reader.opcode() == OP_CHECKSIGVERIFY) return verify_top(run, ScriptError::CheckSigVerify);
    return {};
}

Status op_check_sig_add(Execution& run) {
    if (run.version != SigVersion::Tapscript) return Err(ScriptError::BadOpcode);
    TRY(need_items(run, 3));
    const int64_t number = TRY(number_at(run, 1));
    const bool valid = TRY(check_signature(run, run.stack.top(2), run.stack.top(0)));
    run.stack.pop(3);
    run.stack.push_number(number + (valid ? 1 : 0));
    return {};
}

Status op_check_multisig(Execution& run) {
    if (run.version == SigVersion::Tapscript) return Err(ScriptError::TapscriptCheckMultisig);
    const MultisigArguments arguments = TRY(read_arguments(run));
    const bool valid = TRY(match_signatures(run, arguments));
    const bool must_be_empty = !valid && run.input.has(kVerifyNullFail);
    if (must_be_empty && !all_empty(run, arguments)) return Err(ScriptError::SigNullFail);
    if (run.input.has(kVerifyNullDummy) && run.stack.item(arguments.dummy()).size() != 0) {
        return Err(ScriptError::SigNullDummy);
    }
    run.stack.pop(arguments.total());
    run.stack.push_bool(valid);
    if (run.reader.opcode() == OP_CHECKMULTISIGVERIFY)
        return verify_top(run, ScriptError::CheckMultisigVerify);
    return {};
}

}  // namespace quanta::script
