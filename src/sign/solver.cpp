// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/solver.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "crypto/hash.h"
#include "keys/destination.h"
#include "script/script.h"
#include "sign/tapleaf_solver.h"

namespace quanta::sign {

namespace {

using base::Bytes;
using base::ByteSpan;
using crypto::Digest160;
using crypto::Digest256;
using script::ScriptKind;
using script::ScriptType;

Digest160 digest160(ByteSpan bytes) {
    Digest160 digest;
    CHECK(bytes.size() == digest.size());
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

/// What one script asks for: the items it wants, as far as they could be had, or the script or program
/// inside.
struct Step {
    ScriptKind kind = ScriptKind::NonStandard;
    bool solved = false;
    std::vector<Bytes> items;
};

class Solver {
public:
    Solver(const Provider& provider, const SignatureMaker& maker, InputSignatures& known)
        : m_provider(provider), m_maker(maker), m_known(known) {}

    bool solve(ByteSpan coin_script) {
        Step step = take(coin_script, EcdsaRules::Legacy);
        Bytes redeem_script;
        if (step.solved && step.kind == ScriptKind::ScriptHash) {
            redeem_script = m_known.redeem_script = std::move(step.items[0]);
            step = take(redeem_script, EcdsaRules::Legacy);
            // Neither hashes of scripts nor taproot work inside of a script's hash.
            const bool allowed =
                step.kind != ScriptKind::ScriptHash && step.kind != ScriptKind::WitnessV1Taproot;
            step.solved = step.solved && allowed;
        }
        enter_witness(step);
        if (!redeem_script.empty()) step.items.push_back(redeem_script);
        m_known.script_sig = push_items(step.items);
        return step.solved;
    }

private:
    /// Moves what satisfies a witness program from the items of `step` to the witness.
    void enter_witness(Step& step) {
        m_known.witness.clear();
        if (step.kind == ScriptKind::WitnessV1Taproot) {
            m_known.uses_witness = true;
        } else if (step.solved && step.kind == ScriptKind::WitnessV0KeyHash) {
            const keys::PubKeyHash destination{digest160(step.items[0])};
            step = take(keys::script_for_destination(destination), EcdsaRules::WitnessV0);
            m_known.uses_witness = true;
        } else if (step.solved && step.kind == ScriptKind::WitnessV0ScriptHash) {
            m_known.witness_script = std::move(step.items[0]);
            step = take(m_known.witness_script, EcdsaRules::WitnessV0);
            step.solved = step.solved && !is_program_or_hash(step.kind);
            step.items.push_back(m_known.witness_script);
            m_known.uses_witness = true;
        } else {
            return;
        }
        m_known.witness = std::exchange(step.items, {});
    }

    static bool is_program_or_hash(ScriptKind kind) {
        return kind == ScriptKind::ScriptHash || kind == ScriptKind::WitnessV0KeyHash ||
               kind == ScriptKind::WitnessV0ScriptHash || kind == ScriptKind::WitnessV1Taproot ||
               kind == ScriptKind::Anchor;
    }

    Step take(ByteSpan script, EcdsaRules rules) {
        const ScriptType type = script::classify(script);
        Step step{type.type};
        switch (type.type) {
            case ScriptKind::Pubkey:
                take_key(script, rules, type.solutions[0], step);
                break;
            case ScriptKind::PubkeyHash:
                take_key_hash(script, rules, digest160(type.solutions[0]), step);
                break;
            case ScriptKind::Multisig:
                take_multisig(script, rules, type, step);
                break;
            case ScriptKind::ScriptHash:
                take_script_hash(digest160(type.solutions[0]), step);
                break;
            case ScriptKind::WitnessV0KeyHash:
                step.items.emplace_back(type.solutions[0].begin(), type.solutions[0].end());
                step.solved = true;
                break;
            case ScriptKind::WitnessV0ScriptHash:
                take_witness_script_hash(type.solutions[0], step);
                break;
            case ScriptKind::WitnessV1Taproot:
                take_taproot(type.solutions[0], step);
                break;
            case ScriptKind::Anchor:
                step.solved = true;
                break;
            default:
                break;
        }
        return step;
    }

    /// A signature by `key`: one that is there already, or a new one.
    std::optional<Bytes> signature(const crypto::PublicKey& key, ByteSpan script_code, EcdsaRules rules) {
        const Digest160 hash = key.hash();
        if (auto source = m_provider.source(hash))
            m_known.keys.emplace(hash, KnownKey{key, std::move(*source)});
        if (const auto found = m_known.signatures.find(hash); found != m_known.signatures.end()) {
            return found->second.signature;
        }
        std::optional<Bytes> made = m_maker.ecdsa(m_provider, hash, script_code, rules);
        if (made)
            m_known.signatures.emplace(hash, KeySignature{key, *made});
        else
            m_known.missing.signatures.push_back(hash);
        return made;
    }

    std::optional<crypto::PublicKey> public_key(const Digest160& hash) const {
        if (const auto found = m_known.signatures.find(hash); found != m_known.signatures.end()) {
            return found->second.key;
        }
        if (const auto found = m_known.keys.find(hash); found != m_known.keys.end()) return found->second.key;
        return m_provider.public_key(hash);
    }

    void take_key(ByteSpan script, EcdsaRules rules, ByteSpan bytes, Step& step) {
        const auto key = crypto::PublicKey::from_bytes(bytes);
        if (!key) return;
        if (auto made = signature(*key, script, rules)) {
            step.items.push_back(std::move(*made));
            step.solved = true;
        }
    }

    void take_key_hash(ByteSpan script, EcdsaRules rules, const Digest160& hash, Step& step) {
        const auto key = public_key(hash);
        if (!key) {
            m_known.missing.public_keys.push_back(hash);
            return;
        }
        if (auto made = signature(*key, script, rules)) {
            step.items = {std::move(*made), Bytes(key->bytes().begin(), key->bytes().end())};
            step.solved = true;
        }
    }

    void take_multisig(ByteSpan script, EcdsaRules rules, const ScriptType& type, Step& step) {
        // OP_CHECKMULTISIG takes one item more than it uses.
        const size_t wanted = static_cast<size_t>(type.number) + 1;
        step.items.emplace_back();
        for (const ByteSpan bytes : type.solutions) {
            const auto key = crypto::PublicKey::from_bytes(bytes);
            std::optional<Bytes> made;
            if (key) made = signature(*key, script, rules);
            // Others that sign may want those beyond what is needed here.
            if (made && step.items.size() < wanted) step.items.push_back(std::move(*made));
        }
        step.solved = step.items.size() == wanted;
        // Deployed nodes leave room for half of the signatures that are missing, and others compare with
        // theirs.
        step.items.resize(step.items.size() + (wanted - step.items.size() + 1) / 2);
    }

    void take_script_hash(const Digest160& hash, Step& step) {
        const std::optional<Bytes> found = script_of(hash, m_known.redeem_script);
        if (found)
            step.items.push_back(*found);
        else
            m_known.missing.redeem_script = hash;
        step.solved = found.has_value();
    }

    void take_witness_script_hash(ByteSpan program, Step& step) {
        const std::optional<Bytes> found = script_of(crypto::ripemd160(program), m_known.witness_script);
        if (found) {
            step.items.push_back(*found);
        } else {
            m_known.missing.witness_script.emplace();
            std::copy(program.begin(), program.end(), m_known.missing.witness_script->begin());
        }
        step.solved = found.has_value();
    }

    /// The script that hashes to `hash`: `known`, or one of the provider's.
    std::optional<Bytes> script_of(const Digest160& hash, const Bytes& known) const {
        if (!known.empty() && crypto::hash160(known) == hash) return known;
        return m_provider.script(hash);
    }

    void take_taproot(ByteSpan program, Step& step) {
        crypto::XOnlyKey output_key;
        std::copy(program.begin(), program.end(), output_key.begin());
        if (const auto found = m_provider.taproot_output(output_key)) m_known.taproot.merge(*found);
        if (auto tree = m_provider.taproot_tree(output_key); !tree.empty())
            m_known.taproot_tree = std::move(tree);
        note_key(m_known.taproot.internal_key);
        note_key(output_key);
        if (sign_key_path(output_key)) {
            step.items.push_back(m_known.taproot_key_signature);
            step.solved = true;
            return;
        }
        if (auto items = solve_tapleaves(m_provider, m_maker, m_known)) {
            step.items = std::move(*items);
            step.solved = true;
        }
    }

    void note_key(const std::optional<crypto::XOnlyKey>& key) {
        if (!key) return;
        if (auto source = source_of(m_provider, *key)) {
            m_known.taproot_keys.emplace(*key, TapKeySource{{}, std::move(*source)});
        }
    }

    /// By the internal key, or by the output key where that is known itself.
    bool sign_key_path(const crypto::XOnlyKey& output_key) {
        Bytes& signature = m_known.taproot_key_signature;
        const TaprootOutput& output = m_known.taproot;
        if (signature.empty() && output.internal_key) {
            const SchnorrTarget target{std::nullopt, true, output.merkle_root};
            signature = m_maker.schnorr(m_provider, *output.internal_key, target).value_or(Bytes());
        }
        if (signature.empty()) signature = m_maker.schnorr(m_provider, output_key, {}).value_or(Bytes());
        return !signature.empty();
    }

    const Provider& m_provider;
    const SignatureMaker& m_maker;
    InputSignatures& m_known;
};

}  // namespace

bool solve_input(const Provider& provider, const SignatureMaker& maker, ByteSpan coin_script,
                 InputSignatures& known) {
    if (known.complete) return true;
    return Solver(provider, maker, known).solve(coin_script);
}

Bytes push_items(const std::vector<Bytes>& items) {
    script::ScriptBuilder builder;
    for (const Bytes& item : items) {
        const auto number = item.size() == 1 ? script::ScriptNum::decode(item) : std::nullopt;
        const bool has_opcode = number && *number >= -1 && *number <= 16 && *number != 0;
        if (has_opcode)
            builder.number(*number);
        else
            builder.push(item);
    }
    return std::move(builder).bytes();
}

}  // namespace quanta::sign
