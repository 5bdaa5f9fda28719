// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "tx_arguments/transaction_arguments.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "keys/address.h"
#include "rpc/values.h"
#include "script/script.h"
#include "script/sighash.h"

namespace quanta::tx_arguments {

namespace {

using json::Value;
using primitives::MutableTransaction;
using rpc::fail;
using rpc::kBadParameter;
using rpc::Kind;
using rpc::RpcResult;

/// Versions that are relayed.
constexpr uint32_t kMinVersion = 1;
constexpr uint32_t kMaxVersion = 3;
/// Sequence numbers: final; not final, so that the lock time counts; open to replacement (BIP125).
constexpr uint32_t kFinal = 0xffffffff;
constexpr uint32_t kNotFinal = kFinal - 1;
constexpr uint32_t kReplaceable = kFinal - 2;

/// `value` as a number of 32 bits; kBadParameter with `message` for others.
RpcResult<uint32_t> read_uint32(const Value& value, const char* message) {
    const int64_t number = TRY(rpc::read_int64(value));
    if (!std::in_range<uint32_t>(number)) return fail(kBadParameter, message);
    return static_cast<uint32_t>(number);
}

/// The text of a string or number; empty for other values.
std::string text_of(const Value& value) {
    if (value.is_string()) return value.string();
    return value.number_text().value_or("");
}

/// Reads outputs, each by its address or as data.
class OutputReader {
public:
    OutputReader(const params::ChainParams& params, MutableTransaction& transaction)
        : m_params(params), m_transaction(transaction) {}

    /// An object of outputs, or an array of such objects with one output each.
    RpcResult<void> read(const Value& outputs) {
        if (outputs.is_null()) {
            return fail(kBadParameter, "Invalid parameter, output argument must be non-null");
        }
        if (outputs.is_object()) return read_all(outputs.object());
        for (const Value& entry : *TRY(rpc::read_array(outputs))) {
            if (!entry.is_object()) {
                return fail(kBadParameter, "Invalid parameter, key-value pair not an object as expected");
            }
            if (entry.object().size() != 1) {
                return fail(kBadParameter, "Invalid parameter, key-value pair must contain exactly one key");
            }
            TRY(read_all(entry.object()));
        }
        return {};
    }

private:
    RpcResult<void> read_all(const Value::Object& outputs) {
        for (const auto& [name, value] : outputs) {
            if (name == "data")
                TRY(read_data(value));
            else
                TRY(read_payment(name, value));
        }
        return {};
    }

    RpcResult<void> read_data(const Value& value) {
        if (std::exchange(m_has_data, true)) {
            return fail(kBadParameter, "Invalid parameter, duplicate key: data");
        }
        const base::Bytes data = TRY(rpc::parse_hex(text_of(value), "Data"));
        add(0, script::ScriptBuilder().op(script::OP_RETURN).push(data).bytes());
        return {};
    }

    RpcResult<void> read_payment(const std::string& address, const Value& value) {
        const auto destination = keys::decode_address(address, m_params);
        const int64_t amount_sat = TRY(rpc::parse_amount(value));
        if (!destination) return fail(rpc::kUnknownKey, "Invalid Bitcoin address: " + address);
        if (!m_destinations.insert(*destination).second) {
            return fail(kBadParameter, "Invalid parameter, duplicated address: " + address);
        }
        const primitives::ScriptBytes script = keys::script_for_destination(*destination);
        add(amount_sat, script);
        return {};
    }

    void add(int64_t amount_sat, base::ByteSpan script) {
        m_transaction.outputs.push_back({{amount_sat}, base::Bytes(script.begin(), script.end())});
    }

    const params::ChainParams& m_params;
    MutableTransaction& m_transaction;
    std::set<keys::Destination> m_destinations;
    bool m_has_data = false;
};

}  // namespace

RpcResult<MutableTransaction::Input> read_input(const Value& value, uint32_t sequence) {
    TRY(rpc::read_object(value));
    static const Value kNull;
    const Value* txid = value.find("txid");
    MutableTransaction::Input input;
    const std::string_view hash = TRY(rpc::read_string(txid ? *txid : kNull));
    input.prevout.txid = TRY(rpc::parse_hash<primitives::Txid>(hash, "txid"));
    const Value* index = value.find("vout");
    if (!index || !index->is_number()) return fail(kBadParameter, "Invalid parameter, missing vout key");
    const int output = TRY(rpc::read_integer<int>(*index));
    if (output < 0) return fail(kBadParameter, "Invalid parameter, vout cannot be negative");
    input.prevout.index = static_cast<uint32_t>(output);
    input.sequence = sequence;
    const Value* own = value.find("sequence");
    if (own && own->is_number()) {
        input.sequence = TRY(read_uint32(*own, "Invalid parameter, sequence number is out of range"));
    }
    return input;
}

RpcResult<void> read_outputs(const Value& outputs, const params::ChainParams& params,
                             MutableTransaction& transaction) {
    return OutputReader(params, transaction).read(outputs);
}

RpcResult<uint32_t> read_lock_time(const Value& value) {
    return read_uint32(value, "Invalid parameter, locktime out of range");
}

RpcResult<uint32_t> read_version(const Value& value) {
    const auto version = TRY(rpc::read_integer<uint32_t>(value));
    if (version < kMinVersion || version > kMaxVersion) {
        return fail(kBadParameter,
                    fmt::format("Invalid parameter, version out of range({}~{})", kMinVersion, kMaxVersion));
    }
    return version;
}

RpcResult<MutableTransaction> build_transaction(const rpc::Call& call, const params::ChainParams& params) {
    MutableTransaction transaction;
    if (const Value* lock_time = call.args.find("locktime")) {
        transaction.lock_time = TRY(read_lock_time(*lock_time));
    }
    if (const Value* version = call.args.find("version")) transaction.version = TRY(read_version(*version));
    const bool replaceable = TRY(call.args.boolean_or("replaceable", true));
    const uint32_t sequence = replaceable ? kReplaceable : transaction.lock_time != 0 ? kNotFinal : kFinal;
    for (const Value& input : call.args["inputs"].array()) {
        transaction.inputs.push_back(TRY(read_input(input, sequence)));
    }
    TRY(OutputReader(params, transaction).read(call.args["outputs"]));
    const auto signals = [](const MutableTransaction::Input& input) {
        return input.sequence <= kReplaceable;
    };
    const auto& inputs = transaction.inputs;
    if (call.args.has("replaceable") && replaceable && !inputs.empty() &&
        std::none_of(inputs.begin(), inputs.end(), signals)) {
        return fail(kBadParameter,
                    "Invalid parameter combination: Sequence number(s) contradict replaceable option");
    }
    return transaction;
}

rpc::Param outputs_parameter() {
    return {.name = "outputs",
            .kind = Kind::Any,
            .text = "What it pays, in order: an array of objects with one member each, or one object",
            .inner = {{Kind::Object,
                       "",
                       "",
                       {
                           {Kind::Amount, "address", "Coins for this address", {}, true},
                           {Kind::Hex, "data", "Bytes of an output that nobody can spend", {}, true},
                       }}},
            .type_words = "json array or object"};
}

std::vector<rpc::Param> build_parameters() {
    return {
        {.name = "inputs",
         .kind = Kind::Array,
         .text = "The outputs it spends",
         .inner =
             {{Kind::Object,
               "",
               "",
               {
                   {Kind::Hex, "txid", "The transaction that made the output"},
                   {Kind::Number, "vout", "Which of its outputs"},
                   {Kind::Number, "sequence", "By default what replaceable and locktime ask for", {}, true},
               }}}},
        outputs_parameter(),
        {.name = "locktime",
         .kind = Kind::Number,
         .text = "Height or time before which no block may hold it",
         .optional = true,
         .default_json = "0"},
        {.name = "replaceable",
         .kind = Kind::Bool,
         .text = "Whether it may be replaced by one that pays more (BIP125)",
         .optional = true,
         .default_json = "true"},
        {.name = "version",
         .kind = Kind::Number,
         .text = "Its version, 1 to 3",
         .optional = true,
         .default_json = "2"}};
}

RpcResult<txjson::TransactionForm> transaction_form(const rpc::Call& call) {
    if (!call.args.has("iswitness")) return txjson::TransactionForm::Either;
    return TRY(call.args.boolean("iswitness")) ? txjson::TransactionForm::Extended
                                               : txjson::TransactionForm::Plain;
}

rpc::Param form_parameter() {
    return {.name = "iswitness",
            .kind = Kind::Bool,
            .text = "Whether it is in the form with witnesses (BIP144), which matters without inputs alone",
            .optional = true,
            .default_hint = "whatever makes sense"};
}

RpcResult<uint8_t> parse_sighash(std::string_view name) {
    if (const auto type = script::sighash_from_name(name)) return *type;
    return fail(kBadParameter, fmt::format("'{}' is not a valid sighash parameter.", name));
}

RpcResult<std::optional<uint8_t>> sighash_argument(const rpc::Call& call) {
    if (!call.args.has("sighashtype")) return std::optional<uint8_t>();
    return std::optional<uint8_t>(TRY(parse_sighash(TRY(call.args.string("sighashtype")))));
}

rpc::Param sighash_parameter() {
    return {.name = "sighashtype",
            .kind = Kind::String,
            .text = "What signatures cover: DEFAULT, or ALL, NONE or SINGLE, each perhaps with |ANYONECANPAY",
            .optional = true,
            .default_hint = "DEFAULT for taproot, else ALL"};
}

std::vector<rpc::Shape> script_shapes() {
    return {
        {Kind::String, "asm", "The script in words"},
        {Kind::String, "desc", "Its descriptor"},
        {Kind::Hex, "hex", "Its bytes"},
        {Kind::String, "address", "Its address", {}, true},
        {Kind::String, "type", "Its kind"},
    };
}

std::vector<rpc::Shape> transaction_shapes() {
    const std::vector<rpc::Shape> input{
        {Kind::Hex, "coinbase", "The script of a coinbase", {}, true},
        {Kind::Hex, "txid", "The transaction whose output it spends", {}, true},
        {Kind::Number, "vout", "Which of its outputs", {}, true},
        {Kind::Object,
         "scriptSig",
         "Its script",
         {{Kind::String, "asm", "In words"}, {Kind::Hex, "hex", "Its bytes"}},
         true},
        {Kind::Array, "txinwitness", "Its witness", {{Kind::Hex, "", "An item"}}, true},
        {Kind::Number, "sequence", "Its sequence number"},
    };
    const std::vector<rpc::Shape> output{
        {Kind::Amount, "value", "Coins"},
        {Kind::Number, "n", "Its index"},
        {Kind::Object, "scriptPubKey", "Who may spend it", script_shapes()},
    };
    return {
        {Kind::Hex, "txid", "Its id"},
        {Kind::Hex, "hash", "Its hash with witness"},
        {Kind::Number, "version", "Its version"},
        {Kind::Number, "size", "Bytes"},
        {Kind::Number, "vsize", "A quarter of its weight, rounded up"},
        {Kind::Number, "weight", "Weight units (BIP141)"},
        {Kind::Time, "locktime", "Its lock time"},
        {Kind::Array, "vin", "What it spends", {{Kind::Object, "", "", input}}},
        {Kind::Array, "vout", "What it pays", {{Kind::Object, "", "", output}}},
    };
}

}  // namespace quanta::tx_arguments
