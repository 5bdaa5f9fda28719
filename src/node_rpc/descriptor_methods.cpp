// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string>
#include <utility>
#include <vector>

#include "descriptor/checksum.h"
#include "descriptor/descriptor.h"
#include "keys/address.h"
#include "keys/destination.h"
#include "node_rpc/context.h"
#include "node_rpc/range_argument.h"

namespace quanta::node_rpc {
namespace {

using descriptor::Descriptor;
using descriptor::TextForm;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// The descriptors of a text, one for each path it names; kUnknownKey says why it is none.
RpcResult<std::vector<Descriptor>> parse(const Context& context, std::string_view text,
                                         descriptor::ChecksumRule rule) {
    auto parsed = Descriptor::parse_all(text, context.node.params(), rule);
    if (!parsed) return rpc::fail(rpc::kUnknownKey, parsed.error());
    return std::move(*parsed);
}

RpcResult<void> getdescriptorinfo(const Context& context, const rpc::Call& call, json::Writer& out) {
    const std::string_view text = TRY(call.args.string("descriptor"));
    const auto all = TRY(parse(context, text, descriptor::ChecksumRule::Optional));
    const std::string_view payload = text.substr(0, text.find('#'));

    out.begin_object().member("descriptor", all[0].to_text(TextForm::Public).value_or(""));
    if (all.size() > 1) {
        out.key("multipath_expansion").begin_array();
        for (const Descriptor& one : all)
            out.value(one.to_text(TextForm::Public).value_or(""));
        out.end_array();
    }
    out.member("checksum", descriptor::descriptor_checksum(payload).value_or(""));
    out.member("isrange", all[0].is_ranged()).member("issolvable", all[0].is_solvable());
    out.member("hasprivatekeys", all[0].has_private_keys()).end_object();
    return {};
}

/// Writes the addresses of one index. Bare keys have none: among the scripts of combo() they are passed over.
RpcResult<void> write_addresses(const Context& context, const Descriptor& descriptor, uint32_t index,
                                json::Writer& out) {
    const auto expanded = descriptor.expand_all(index);
    if (!expanded) return rpc::fail(rpc::kUnknownKey, "Cannot derive script without private keys");
    for (const descriptor::Expansion& expansion : *expanded) {
        const keys::Destination destination = keys::destination_from_script(expansion.script);
        if (expanded->size() > 1 && std::holds_alternative<keys::BareKey>(destination)) continue;
        if (!keys::has_address(destination)) {
            return rpc::fail(rpc::kUnknownKey, "Descriptor does not have a corresponding address");
        }
        out.value(keys::encode_address(destination, context.node.params()));
    }
    return {};
}

RpcResult<void> write_addresses(const Context& context, const Descriptor& descriptor, const IndexRange& range,
                                json::Writer& out) {
    out.begin_array();
    for (uint64_t index = range.first; index <= range.last; ++index) {
        if (context.node.shutdown().requested()) return rpc::fail(rpc::kMisc, "Shutting down");
        TRY(write_addresses(context, descriptor, static_cast<uint32_t>(index), out));
    }
    out.end_array();
    return {};
}

RpcResult<void> deriveaddresses(const Context& context, const rpc::Call& call, json::Writer& out) {
    IndexRange range;
    if (call.args.has("range")) range = TRY(read_range(call.args["range"]));
    const auto all =
        TRY(parse(context, TRY(call.args.string("descriptor")), descriptor::ChecksumRule::Required));
    if (!all[0].is_ranged() && call.args.has("range")) {
        return rpc::fail(rpc::kBadParameter, "Range should not be specified for an un-ranged descriptor");
    }
    if (all[0].is_ranged() && !call.args.has("range")) {
        return rpc::fail(rpc::kBadParameter, "Range must be specified for a ranged descriptor");
    }
    if (all.size() == 1) return write_addresses(context, all[0], range, out);
    out.begin_array();
    for (const Descriptor& one : all)
        TRY(write_addresses(context, one, range, out));
    out.end_array();
    return {};
}

rpc::Method getdescriptorinfo_declaration() {
    return {
        .name = "getdescriptorinfo",
        .category = Category::Util,
        .description = "Looks at a descriptor.",
        .params = {{.name = "descriptor", .kind = Kind::String, .text = "The descriptor"}},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {
                          {Kind::String, "descriptor",
                           "It in the form we write it, without private keys; of several paths the first"},
                          {Kind::Array,
                           "multipath_expansion",
                           "All of its paths, if it has several",
                           {{Kind::String, "", "A descriptor of one path"}},
                           true},
                          {Kind::String, "checksum", "The checksum of what was given"},
                          {Kind::Bool, "isrange", "Whether it stands for a script for each index"},
                          {Kind::Bool, "issolvable", "Whether it says how to spend"},
                          {Kind::Bool, "hasprivatekeys", "Whether a private key is in it"},
                      }}}},
        .examples = {R"(["raw(6a00)#ncfmkl43"])"},
    };
}

rpc::Method deriveaddresses_declaration() {
    return {
        .name = "deriveaddresses",
        .category = Category::Util,
        .description = "Shows the addresses of a descriptor.",
        .params = {{.name = "descriptor", .kind = Kind::String, .text = "The descriptor with its checksum"},
                   {.name = "range",
                    .kind = Kind::Any,
                    .text = "For a descriptor with a range: the last index, or the first and the last",
                    .optional = true,
                    .type_words = "numeric or array"}},
        .results = {{"of one path", {Kind::Array, "", "By index", {{Kind::String, "address", "An address"}}}},
                    {"of several paths",
                     {Kind::Array,
                      "",
                      "By path",
                      {{Kind::Array, "", "By index", {{Kind::String, "address", "An address"}}}}}}},
        .examples = {R"(["addr(mgf1KLgkiUFkB5MEo64hVSet5JbUkR9oca)#edcry8q8"])"},
    };
}

}  // namespace

void add_descriptor_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, getdescriptorinfo_declaration(), getdescriptorinfo);
    add(dispatcher, context, deriveaddresses_declaration(), deriveaddresses);
}

}  // namespace quanta::node_rpc
