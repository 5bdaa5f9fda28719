// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/test_support.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/check.h"
#include "base/hex.h"

namespace quanta::script::testing {
namespace {

constexpr std::array<std::string_view, 21> kFlagNames = {"P2SH",
                                                         "STRICTENC",
                                                         "DERSIG",
                                                         "LOW_S",
                                                         "NULLDUMMY",
                                                         "SIGPUSHONLY",
                                                         "MINIMALDATA",
                                                         "DISCOURAGE_UPGRADABLE_NOPS",
                                                         "CLEANSTACK",
                                                         "CHECKLOCKTIMEVERIFY",
                                                         "CHECKSEQUENCEVERIFY",
                                                         "WITNESS",
                                                         "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM",
                                                         "MINIMALIF",
                                                         "NULLFAIL",
                                                         "WITNESS_PUBKEYTYPE",
                                                         "CONST_SCRIPTCODE",
                                                         "TAPROOT",
                                                         "DISCOURAGE_UPGRADABLE_TAPROOT_VERSION",
                                                         "DISCOURAGE_OP_SUCCESS",
                                                         "DISCOURAGE_UPGRADABLE_PUBKEYTYPE"};

void assemble_word(ScriptBuilder& out, std::string_view word) {
    int64_t number = 0;
    const auto parsed = std::from_chars(word.data(), word.data() + word.size(), number);
    if (parsed.ec == std::errc() && parsed.ptr == word.data() + word.size()) {
        out.number(number);
    } else if (word.starts_with("0x")) {
        out.append(unhex(word.substr(2)));
    } else if (word.size() >= 2 && word.front() == '\'' && word.back() == '\'') {
        out.push(base::as_bytes(word.substr(1, word.size() - 2)));
    } else {
        const std::string name = word.starts_with("OP_") ? std::string(word) : "OP_" + std::string(word);
        const auto opcode = opcode_from_name(name);
        CHECK(opcode);
        out.op(*opcode);
    }
}

}  // namespace

base::Bytes unhex(std::string_view hex) {
    auto bytes = base::from_hex(hex);
    CHECK(bytes);
    return std::move(*bytes);
}

base::Bytes assemble(std::string_view text) {
    ScriptBuilder script;
    while (!text.empty()) {
        const size_t size = std::min(text.find(' '), text.size());
        if (size > 0) assemble_word(script, text.substr(0, size));
        text.remove_prefix(std::min(size + 1, text.size()));
    }
    return std::move(script).bytes();
}

VerifyFlags parse_flags(std::string_view text) {
    VerifyFlags flags = kVerifyNone;
    if (text == "NONE") return flags;
    while (!text.empty()) {
        const size_t size = std::min(text.find(','), text.size());
        const auto* const found = std::find(kFlagNames.begin(), kFlagNames.end(), text.substr(0, size));
        CHECK(found != kFlagNames.end());
        flags |= 1u << (found - kFlagNames.begin());
        text.remove_prefix(std::min(size + 1, text.size()));
    }
    return flags;
}

std::shared_ptr<const primitives::Transaction> Spend::transaction() const {
    primitives::MutableTransaction credit;
    credit.version = 1;
    credit.inputs.push_back({primitives::OutPoint{}, {OP_0, OP_0}, 0xffffffff, {}});
    credit.outputs.push_back({primitives::Amount{value_sat}, coin_script});
    primitives::MutableTransaction spending;
    spending.version = version;
    spending.lock_time = lock_time;
    spending.inputs.push_back({{credit.freeze()->txid(), 0}, script_sig, sequence, witness});
    spending.outputs.push_back({primitives::Amount{value_sat}, {}});
    return spending.freeze();
}

std::optional<ScriptError> Spend::verify() const {
    const auto spending = transaction();
    const std::array<primitives::Coin, 1> coins = {
        primitives::Coin{primitives::Amount{value_sat}, primitives::ScriptBytes(coin_script)}};
    const SpendContext context(*spending, coins);
    const auto verified = verify_input(context, 0, flags);
    return verified ? std::nullopt : std::optional(verified.error());
}

std::string Spend::verdict() const {
    const auto error = verify();
    return error ? std::string(script_error_name(*error)) : "OK";
}

OneLeafTree::OneLeafTree(base::Bytes leaf_script, uint8_t leaf_version) : script(std::move(leaf_script)) {
    // The generator: nobody signs with it here.
    const base::Bytes internal = unhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
    const auto key = std::span<const uint8_t>(internal).first<32>();
    leaf_hash = tapleaf_hash(leaf_version, script);
    const auto tweaked = crypto::xonly_tweak_add(key, taptweak_hash(key, leaf_hash));
    CHECK(tweaked);
    output_key = tweaked->key;
    control = internal;
    control.insert(control.begin(), leaf_version | (tweaked->parity == crypto::Parity::Odd ? 1 : 0));
}

base::Bytes OneLeafTree::coin_script() const {
    return ScriptBuilder().op(OP_1).push(output_key).bytes();
}

Spend OneLeafTree::spend(std::vector<base::Bytes> items, VerifyFlags flags) const {
    items.push_back(script);
    items.push_back(control);
    return {{}, std::move(items), coin_script(), flags};
}

std::string legacy_verdict(const base::Bytes& script, VerifyFlags flags) {
    return Spend{{}, {}, script, flags}.verdict();
}

std::string v0_verdict(const base::Bytes& script, std::vector<base::Bytes> items, VerifyFlags flags) {
    items.push_back(script);
    return Spend{{}, std::move(items), ScriptBuilder().op(OP_0).push(crypto::sha256(script)).bytes(), flags}
        .verdict();
}

std::string tapscript_verdict(const base::Bytes& script, std::vector<base::Bytes> items, VerifyFlags flags) {
    return OneLeafTree(script).spend(std::move(items), flags).verdict();
}

}  // namespace quanta::script::testing
