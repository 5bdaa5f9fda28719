// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "node_rpc/context.h"
#include "node_rpc/psbt_text.h"
#include "node_rpc/raw_coins.h"
#include "node_rpc/raw_transaction.h"
#include "node_rpc/scan_object.h"
#include "psbt/sign.h"
#include "script/script.h"
#include "sign/descriptor_keys.h"
#include "sign/keyring.h"

namespace quanta::node_rpc {

namespace {

using primitives::Coin;
using primitives::OutPoint;
using psbt::Psbt;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// Where the hash begins in a script of P2SH.
constexpr size_t kScriptHashAt = 2;

/// All that the descriptors in parameter descriptors tell.
RpcResult<sign::Keyring> read_keyring(const Context& context, const rpc::Call& call) {
    sign::Keyring keyring;
    const json::Value* objects = call.args.find("descriptors");
    if (objects == nullptr) return keyring;
    const auto add = [&](const descriptor::Descriptor& descriptor, uint32_t index) {
        return sign::add_descriptor(keyring, descriptor, index);
    };
    for (const json::Value& object : objects->array())
        TRY(visit_scan_object(context, object, add));
    return keyring;
}

/// Whether signatures of an output of `script` cover its amount, so that it may be told alone.
bool spends_by_witness(const sign::Provider& provider, base::ByteSpan script) {
    if (script::is_witness_program(script)) return true;
    if (!script::is_p2sh(script)) return false;
    crypto::Digest160 hash;
    std::copy_n(script.begin() + kScriptHashAt, hash.size(), hash.begin());
    const auto redeem_script = provider.script(hash);
    return redeem_script && script::is_witness_program(*redeem_script);
}

/// Tells inputs the outputs they spend that are unspent at the tip.
RpcResult<void> tell_outputs(const Context& context, const sign::Provider& provider, Psbt& psbt) {
    const std::map<OutPoint, Coin> coins = TRY(spent_coins(context, *psbt.unsigned_transaction()));
    for (psbt::Input& input : psbt.inputs) {
        const auto coin = coins.find(input.prevout);
        if (input.previous || coin == coins.end()) continue;
        const base::ByteSpan script = coin->second.script.span();
        if (!spends_by_witness(provider, script)) continue;
        input.witness_utxo = {coin->second.value, base::Bytes(script.begin(), script.end())};
    }
    return {};
}

/// Adds to the PSBT in parameter psbt what chain and `provider` know, with signatures.
RpcResult<Psbt> process(const Context& context, const rpc::Call& call, const sign::Provider& provider,
                        const psbt::SignOptions& options) {
    Psbt psbt = TRY(read_psbt(TRY(call.args.string("psbt"))));
    TRY(tell_outputs(context, provider, psbt));
    if (!psbt.inputs.empty()) {
        const psbt::Spending spending(psbt);
        for (size_t i = 0; i < psbt.inputs.size(); ++i) {
            const auto outcome = psbt::sign_input(psbt, i, provider, &spending, options);
            if (outcome == psbt::Signed::SighashMismatch) {
                return rpc::fail(rpc::kDecode, "Specified sighash value does not match value stored in PSBT");
            }
        }
    }
    for (psbt::Output& output : psbt.outputs)
        psbt::update_output(output, provider);
    psbt::drop_previous_transactions(psbt);
    return psbt;
}

/// Whether every input spends its output.
bool is_complete(const Psbt& psbt) {
    if (psbt.inputs.empty()) return true;
    const psbt::Spending spending(psbt);
    for (size_t i = 0; i < psbt.inputs.size(); ++i) {
        if (!spending.is_spent(psbt.inputs[i], i)) return false;
    }
    return true;
}

RpcResult<void> utxoupdatepsbt(const Context& context, const rpc::Call& call, json::Writer& out) {
    const sign::Keyring keyring = TRY(read_keyring(context, call));
    const sign::HidingProvider provider(keyring, sign::Secrets::Hide, sign::Sources::Tell);
    out.value(psbt_text(TRY(process(context, call, provider, {.finalize = psbt::Finalize::No}))));
    return {};
}

RpcResult<void> descriptorprocesspsbt(const Context& context, const rpc::Call& call, json::Writer& out) {
    const sign::Keyring keyring = TRY(read_keyring(context, call));
    const std::optional<uint8_t> type = TRY(sighash_argument(call));
    const bool sources = TRY(call.args.boolean_or("bip32derivs", true));
    const bool finalize = TRY(call.args.boolean_or("finalize", true));
    const sign::HidingProvider provider(keyring, sign::Secrets::Tell,
                                        sources ? sign::Sources::Tell : sign::Sources::Hide);
    psbt::SignOptions options{.finalize = finalize ? psbt::Finalize::Yes : psbt::Finalize::No};
    if (type) options.sighash_type = *type;

    const Psbt psbt = TRY(process(context, call, provider, options));
    const bool complete = is_complete(psbt);
    out.begin_object().member("psbt", psbt_text(psbt)).member("complete", complete);
    if (complete) out.member("hex", base::to_hex(psbt::extract(psbt).serialize()));
    out.end_object();
    return {};
}

rpc::Param descriptors_parameter() {
    return {.name = "descriptors",
            .kind = Kind::Array,
            .text = "Descriptors that tell about keys and scripts",
            .inner = scan_object_shapes()};
}

rpc::Method utxoupdatepsbt_declaration() {
    rpc::Param descriptors = descriptors_parameter();
    descriptors.optional = true;
    return {
        .name = "utxoupdatepsbt",
        .category = Category::Rawtransactions,
        .description =
            "Adds to a PSBT the outputs with witness programs that it spends, as far as they are "
            "unspent in the chain, and what descriptors tell.",
        .params = {psbt_parameter(), std::move(descriptors)},
        .results = {{"", {Kind::String, "", "The PSBT in base64"}}},
        .examples = {R"(["mypsbt"])"},
    };
}

rpc::Method descriptorprocesspsbt_declaration() {
    rpc::Param descriptors = descriptors_parameter();
    descriptors.text = "Descriptors that tell about keys, private ones among them, and scripts";
    return {
        .name = "descriptorprocesspsbt",
        .category = Category::Rawtransactions,
        .description = "Updates a PSBT as utxoupdatepsbt does, and signs it. Keys are not kept.",
        .params = {psbt_parameter(),
                   std::move(descriptors),
                   sighash_parameter(),
                   {.name = "bip32derivs",
                    .kind = Kind::Bool,
                    .text = "Whether the PSBT is told where keys come from",
                    .optional = true,
                    .default_json = "true"},
                   {.name = "finalize",
                    .kind = Kind::Bool,
                    .text = "Whether inputs with enough signatures get their scripts and witnesses",
                    .optional = true,
                    .default_json = "true"}},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {
                          {Kind::String, "psbt", "The PSBT in base64"},
                          {Kind::Bool, "complete", "Whether every input may spend its coins"},
                          {Kind::Hex, "hex", "The transaction, if it is complete", {}, true},
                      }}}},
        .examples = {R"(["mypsbt", ["mydescriptor"]])"},
    };
}

}  // namespace

void add_psbt_sign_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, utxoupdatepsbt_declaration(), utxoupdatepsbt);
    add(dispatcher, context, descriptorprocesspsbt_declaration(), descriptorprocesspsbt);
}

}  // namespace quanta::node_rpc
