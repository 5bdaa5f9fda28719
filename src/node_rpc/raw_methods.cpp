// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <string>

#include "base/hex.h"
#include "crypto/hash.h"
#include "descriptor/checksum.h"
#include "descriptor/infer.h"
#include "keys/address.h"
#include "node_rpc/context.h"
#include "node_rpc/raw_transaction.h"
#include "rpc/values.h"
#include "script/script.h"
#include "txjson/transaction_json.h"

namespace quanta::node_rpc {

namespace {

using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;
using script::ScriptKind;

RpcResult<void> decoderawtransaction(const Context& context, const rpc::Call& call, json::Writer& out) {
    const auto transaction =
        txjson::decode_transaction(TRY(call.args.string("hexstring")), TRY(transaction_form(call)));
    if (!transaction) return rpc::fail(rpc::kDecode, "TX decode failed");
    txjson::TransactionView view;
    view.hex = txjson::RawHex::Omit;
    txjson::TransactionJson(out, context.node.params()).transaction(*transaction, view);
    return {};
}

RpcResult<void> createrawtransaction(const Context& context, const rpc::Call& call, json::Writer& out) {
    out.value(base::to_hex(TRY(build_transaction(call, context.node.params())).serialize()));
    return {};
}

/// Whether an output of `script`'s hash could ever be spent by `script`.
bool is_wrappable(base::ByteSpan script, ScriptKind kind) {
    switch (kind) {
        case ScriptKind::Multisig:
        case ScriptKind::Pubkey:
        case ScriptKind::PubkeyHash:
        case ScriptKind::WitnessV0KeyHash:
        case ScriptKind::WitnessV0ScriptHash:
            return true;
        case ScriptKind::NonStandard:
            break;
        default:
            return false;
    }
    if (!txjson::has_known_operations(script) || script::is_unspendable(script)) return false;
    script::ScriptReader reader(script);
    while (reader.next()) {
        if (script::is_op_success(reader.opcode()) || reader.opcode() == script::OP_CHECKSIGADD) return false;
    }
    return true;
}

/// Whether the same is true of witness programs: these take compressed keys alone.
bool is_witness_wrappable(const script::ScriptType& type) {
    const auto compressed = [](base::ByteSpan key) {
        return key.size() == crypto::PublicKey::kCompressedSize;
    };
    switch (type.type) {
        case ScriptKind::Multisig:
        case ScriptKind::Pubkey:
            return std::all_of(type.solutions.begin(), type.solutions.end(), compressed);
        case ScriptKind::NonStandard:
        case ScriptKind::PubkeyHash:
            return true;
        default:
            return false;
    }
}

/// The witness program that `script` of `type` becomes.
keys::Destination witness_destination(base::ByteSpan script, const script::ScriptType& type) {
    if (type.type == ScriptKind::Pubkey) return keys::WitnessV0KeyHash{crypto::hash160(type.solutions[0])};
    if (type.type == ScriptKind::PubkeyHash) {
        keys::WitnessV0KeyHash destination;
        std::copy(type.solutions[0].begin(), type.solutions[0].end(), destination.hash.begin());
        return destination;
    }
    return keys::WitnessV0ScriptHash{crypto::sha256(script)};
}

/// The descriptor of the program of `inner`, as far as its form tells one.
std::string witness_descriptor(base::ByteSpan program, base::ByteSpan inner, ScriptKind kind,
                               const params::ChainParams& params) {
    const std::string described = descriptor::infer_descriptor(inner, params);
    if (kind != ScriptKind::Multisig || !described.starts_with("multi(")) {
        return descriptor::infer_descriptor(program, params);
    }
    return descriptor::with_checksum("wsh(" + described.substr(0, described.find('#')) + ")");
}

std::string p2sh_address(base::ByteSpan script, const params::ChainParams& params) {
    return keys::encode_address(keys::ScriptHash{crypto::hash160(script)}, params);
}

void write_witness_form(json::Writer& out, base::ByteSpan inner, const script::ScriptType& type,
                        const params::ChainParams& params) {
    const keys::Destination destination = witness_destination(inner, type);
    const primitives::ScriptBytes program = keys::script_for_destination(destination);
    out.begin_object().member("asm", script::to_asm(program));
    out.member("desc", witness_descriptor(program, inner, type.type, params));
    out.member("hex", base::to_hex(program));
    out.member("address", keys::encode_address(destination, params));
    out.member("type", script::script_kind_name(script::classify_kind(program)));
    out.member("p2sh-segwit", p2sh_address(program, params)).end_object();
}

RpcResult<void> decodescript(const Context& context, const rpc::Call& call, json::Writer& out) {
    const params::ChainParams& params = context.node.params();
    const std::string_view hex = TRY(call.args.string("hexstring"));
    const base::Bytes bytes = hex.empty() ? base::Bytes() : TRY(rpc::parse_hex(hex, "argument"));
    const script::ScriptType type = script::classify(bytes);
    out.begin_object().member("asm", script::to_asm(bytes));
    out.member("desc", descriptor::infer_descriptor(bytes, params));
    const keys::AddressText address = keys::address_of_script(type.type, bytes, params);
    if (!address.view().empty()) out.member("address", address.view());
    out.member("type", script::script_kind_name(type.type));
    if (is_wrappable(bytes, type.type)) {
        out.member("p2sh", p2sh_address(bytes, params));
        if (is_witness_wrappable(type)) write_witness_form(out.key("segwit"), bytes, type, params);
    }
    out.end_object();
    return {};
}

rpc::Method decodescript_declaration() {
    std::vector<rpc::Shape> program = script_shapes();
    program.push_back({Kind::String, "p2sh-segwit", "Address of that program inside P2SH"});
    return {
        .name = "decodescript",
        .category = Category::Rawtransactions,
        .description = "Shows a script, and the addresses it has when its hash is paid.",
        .params = {{.name = "hexstring", .kind = Kind::Hex, .text = "The script's bytes"}},
        .results =
            {{"",
              {Kind::Object,
               "",
               "",
               {
                   {Kind::String, "asm", "The script in words"},
                   {Kind::String, "desc", "Its descriptor"},
                   {Kind::String, "address", "Its address", {}, true},
                   {Kind::String, "type", "Its kind"},
                   {Kind::String, "p2sh", "Address of its hash, unless it could not be spent so", {}, true},
                   {Kind::Object, "segwit", "It as a witness program", program, true},
               }}}},
        .examples = {R"(["76a91400000000000000000000000000000000000000000088ac"])"},
    };
}

}  // namespace

void add_raw_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context,
        {.name = "decoderawtransaction",
         .category = Category::Rawtransactions,
         .description = "Shows a transaction given by its bytes.",
         .params = {{.name = "hexstring", .kind = Kind::Hex, .text = "The transaction's bytes"},
                    form_parameter()},
         .results = {{"", {Kind::Object, "", "", transaction_shapes()}}},
         .examples = {R"(["02000000000000000000"])"}},
        decoderawtransaction);
    add(dispatcher, context,
        {.name = "createrawtransaction",
         .category = Category::Rawtransactions,
         .description = "Makes a transaction without signatures. Nothing is kept or sent.",
         .params = build_parameters(),
         .results = {{"", {Kind::Hex, "", "The transaction's bytes"}}},
         .examples = {R"([[], [{"data": "00010203"}]])"}},
        createrawtransaction);
    add(dispatcher, context, decodescript_declaration(), decodescript);
}

}  // namespace quanta::node_rpc
