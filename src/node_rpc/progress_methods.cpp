// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cmath>
#include <cstdint>

#include "chain/tasks.h"
#include "node_rpc/context.h"

namespace quanta::node_rpc {

namespace {

using rpc::Category;
using rpc::Kind;

int64_t whole_seconds(double seconds) { return std::llround(seconds); }

rpc::RpcResult<void> getprogress(const Context& context, const rpc::Call&, json::Writer& out) {
    out.begin_object().key("work").begin_array();
    for (const chain::TaskStatus& task : context.node.tasks().list()) {
        out.begin_object().member("name", task.name).member("unit", task.unit).member("done", task.done);
        if (const auto part = task.part()) out.member("total", task.total).member("progress", *part);
        out.member("elapsed", whole_seconds(task.elapsed_s));
        if (task.left_s) out.member("eta", whole_seconds(std::ceil(*task.left_s)));
        out.end_object();
    }
    out.end_array().end_object();
    return {};
}

rpc::Method getprogress_declaration() {
    const rpc::Shape task{
        Kind::Object,
        "",
        "One piece of work",
        {
            {Kind::String, "name", "What is being done, such as \"reindexing\""},
            {Kind::String, "unit", "What is counted: bytes, blocks, transactions, coins, files, ranges"},
            {Kind::Number, "done", "How many of them are done"},
            {.kind = Kind::Number, .name = "total", .text = "How many there are, if known", .optional = true},
            {.kind = Kind::Number, .name = "progress", .text = "done / total, 0 to 1", .optional = true},
            {Kind::Number, "elapsed", "Seconds since it began"},
            {.kind = Kind::Number,
             .name = "eta",
             .text = "Seconds until it is through, at the rate of its last half minute; absent while that is "
                     "not known",
             .optional = true},
        }};
    return {
        .name = "getprogress",
        .category = Category::Control,
        .description =
            "Shows the long work that is going on: imports, -reindex, verification, pruning, writing to "
            "disk. Answers while the node is starting, too.",
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::Array, "work", "Oldest first; empty when there is none", {task}}}}}},
        .examples = {"[]"},
        .in_warm_up = true,
    };
}

}  // namespace

void add_progress_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, getprogress_declaration(), getprogress);
}

}  // namespace quanta::node_rpc
