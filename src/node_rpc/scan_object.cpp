// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/scan_object.h"

#include <string>
#include <string_view>

#include "node_rpc/range_argument.h"
#include "rpc/values.h"

namespace quanta::node_rpc {

namespace {

using descriptor::Descriptor;
using rpc::Kind;
using rpc::RpcResult;

/// The last index of a range where none is given.
constexpr uint32_t kDefaultLast = 1000;

/// A descriptor as it is written, and the indexes meant.
struct ScanObject {
    std::string_view text;
    IndexRange range{0, kDefaultLast};
};

RpcResult<ScanObject> read_scan_object(const json::Value& value) {
    ScanObject object;
    if (value.is_string()) {
        object.text = value.string();
        return object;
    }
    if (!value.is_object()) {
        return rpc::fail(rpc::kBadParameter, "Scan object needs to be either a string or an object");
    }
    const json::Value* text = value.find("desc");
    if (text == nullptr || text->is_null()) {
        return rpc::fail(rpc::kBadParameter, "Descriptor needs to be provided in scan object");
    }
    object.text = TRY(rpc::read_string(*text));
    const json::Value* range = value.find("range");
    if (range != nullptr && !range->is_null()) object.range = TRY(read_range(*range));
    return object;
}

}  // namespace

RpcResult<void> visit_scan_object(const Context& context, const json::Value& object,
                                  const IndexVisitor& visit) {
    const ScanObject read = TRY(read_scan_object(object));
    const auto parsed = Descriptor::parse_all(read.text, context.node.params());
    if (!parsed) return rpc::fail(rpc::kUnknownKey, parsed.error());
    for (const Descriptor& one : *parsed) {
        const IndexRange range = one.is_ranged() ? read.range : IndexRange{};
        for (uint32_t index = range.first; index <= range.last; ++index) {
            if (context.node.shutdown().requested()) return rpc::fail(rpc::kMisc, "The node is stopping");
            if (visit(one, index)) continue;
            return rpc::fail(rpc::kUnknownKey,
                             "Cannot derive script without private keys: '" + std::string(read.text) + "'");
        }
    }
    return {};
}

std::vector<rpc::Shape> scan_object_shapes() {
    return {{Kind::String, "descriptor", "A descriptor; with range 1000"},
            {Kind::Object,
             "",
             "A descriptor and its range",
             {
                 {Kind::String, "desc", "The descriptor"},
                 {Kind::Any, "range", "The last index, or the first and the last: [begin,end]", {}, true},
             }}};
}

}  // namespace quanta::node_rpc
