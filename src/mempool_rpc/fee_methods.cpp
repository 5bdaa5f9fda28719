// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fees/fee_estimator.h"
#include "fees/histogram.h"
#include "mempool_rpc/context.h"
#include "node/fee_keeper.h"
#include "rpc/values.h"

namespace quanta::mempool_rpc {

namespace {

using fees::EstimateMode;
using fees::FeeHistogram;
using fees::HorizonEstimate;
using fees::HorizonKind;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;
using rpc::Shape;

/// The share that raw estimates ask for by default.
constexpr double kDefaultThreshold = 0.95;
/// The verbosity from which on the state of the pool is told, too.
constexpr int kWithHealth = 2;

RpcResult<node::FeeKeeper*> fee_keeper(const Context& context) {
    if (node::FeeKeeper* const keeper = context.node.pool().fees()) return keeper;
    return rpc::fail(rpc::kInternal, "Fee estimation disabled");
}

RpcResult<int> target_argument(const rpc::Call& call, const fees::FeeEstimator& estimator) {
    const int most = estimator.max_target();
    const auto target = TRY(call.args.integer<int32_t>("conf_target"));
    if (target >= 1 && target <= most) return target;
    return rpc::fail(rpc::kBadParameter,
                     "Invalid conf_target, must be between 1 and " + std::to_string(most));
}

rpc::Param target_parameter() {
    return {.name = "conf_target", .kind = Kind::Number, .text = "Blocks to wait, 1 to 1008"};
}

RpcResult<EstimateMode> mode_argument(const rpc::Call& call) {
    std::string name(TRY(call.args.string_or("estimate_mode", "economical")));
    std::ranges::transform(name, name.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    if (name == "unset" || name == "economical") return EstimateMode::Economical;
    if (name == "conservative") return EstimateMode::Conservative;
    return rpc::fail(rpc::kBadParameter,
                     "Invalid estimate_mode parameter, must be one of: \"unset\", \"economical\", "
                     "\"conservative\"");
}

/// Parameter options of estimatesmartfee.
struct SmartOptions {
    fees::Source source = fees::Source::Both;
    int verbosity = 1;
};

RpcResult<SmartOptions> smart_options(const rpc::Call& call) {
    static constexpr std::array<rpc::MemberRule, 2> kRules{
        {{"fee_rate_estimator", json::Type::String, true}, {"verbosity", json::Type::Number, true}}};
    SmartOptions options;
    const json::Value* const given = call.args.find("options");
    if (!given) return options;
    TRY(rpc::check_members(*given, kRules, rpc::OtherMembers::Refused));
    if (const json::Value* const verbosity = given->find("verbosity"))
        options.verbosity = TRY(rpc::read_integer<int32_t>(*verbosity));
    const json::Value* const name = given->find("fee_rate_estimator");
    if (!name) return options;
    const auto source = fees::source_from_name(TRY(rpc::read_string(*name)));
    if (!source) {
        return rpc::fail(rpc::kBadParameter,
                         "Invalid fee_rate_estimator parameter, must be one of: \"none\", \"block_policy\", "
                         "\"mempool_policy\"");
    }
    options.source = *source;
    return options;
}

void write_health(json::Writer& out, const fees::FeeEstimator& estimator) {
    out.key("mempool_health_statistics").begin_array();
    for (const fees::BlockCoverage& block : estimator.coverage()) {
        out.begin_object().member("block_height", block.height).member("block_weight", block.block_weight);
        out.member("mempool_txs_weight", block.pool_weight).end_object();
    }
    out.end_array();
}

RpcResult<void> estimatesmartfee(const Context& context, const rpc::Call& call, json::Writer& out) {
    node::FeeKeeper& keeper = *TRY(fee_keeper(context));
    const int target = TRY(target_argument(call, keeper.estimator()));
    const EstimateMode mode = TRY(mode_argument(call));
    const SmartOptions options = TRY(smart_options(call));
    const mempool::Mempool& pool = synced_pool(context);
    const fees::FeeEstimate estimate = keeper.estimate(target, mode, options.source);
    out.begin_object();
    if (estimate.sat_per_kvb) {
        // What pays less does not get in.
        const int64_t least =
            std::max(pool.reader().info().min_rate, pool.options().policy.min_relay).sat_per_kvb();
        out.key("feerate").amount(std::max(*estimate.sat_per_kvb, least));
        if (options.source == fees::Source::Both) out.member("estimator", fees::source_name(estimate.source));
    } else {
        out.key("errors").begin_array().value(fees::estimate_fault_text(estimate.fault)).end_array();
    }
    out.member("blocks", estimate.blocks);
    if (options.verbosity >= kWithHealth) write_health(out, keeper.estimator());
    out.end_object();
    return {};
}

rpc::Method smart_declaration() {
    const Shape block{Kind::Object,
                      "",
                      "",
                      {{Kind::Number, "block_height", "A block"},
                       {Kind::Number, "block_weight", "Weight of its transactions but the coinbase"},
                       {Kind::Number, "mempool_txs_weight", "Weight of those that had been in the mempool"}}};
    return {
        .name = "estimatesmartfee",
        .category = Category::Util,
        .description =
            "Estimates what a transaction has to pay to be confirmed within so many blocks. Learns from "
            "blocks\n"
            "while the node runs, and for the next two blocks looks at what waits in the mempool.",
        .params =
            {target_parameter(),
             {.name = "estimate_mode",
              .kind = Kind::String,
              .text =
                  "economical, or conservative: what was paid longer ago counts, too. unset is economical",
              .optional = true,
              .default_json = "\"economical\""},
             {.name = "options",
              .kind = Kind::Object,
              .text = "",
              .optional = true,
              .inner =
                  {{Kind::String,
                    "fee_rate_estimator",
                    "block_policy: from blocks; mempool_policy: from the mempool; none: the lower one",
                    {},
                    true},
                   {Kind::Number, "verbosity", "2: also how much of blocks the mempool knew", {}, true}}}},
        .results =
            {{"",
              {Kind::Object,
               "",
               "",
               {{Kind::Amount, "feerate", "BTC/kvB, if there is an estimate", {}, true},
                {Kind::String, "estimator", "Where it comes from, unless that was asked for", {}, true},
                {Kind::Array, "errors", "Why there is none", {{Kind::String, "", ""}}, true},
                {Kind::Number, "blocks", "The blocks it is for, which may be others than asked for"},
                {Kind::Array, "mempool_health_statistics", "The newest block first", {block}, true}}}}},
        .examples = {"[6]"},
    };
}

double rounded(double value) {
    constexpr double kParts = 100;
    return std::round(value * kParts) / kParts;
}

void write_range(json::Writer& out, const fees::RangeCounts& range) {
    out.begin_object().member("startrange", std::round(range.from)).member("endrange", std::round(range.to));
    out.member("withintarget", rounded(range.within_target));
    out.member("totalconfirmed", rounded(range.total_confirmed));
    out.member("inmempool", rounded(range.in_pool)).member("leftmempool", rounded(range.left_pool));
    out.end_object();
}

void write_horizon(json::Writer& out, const HorizonEstimate& estimate) {
    out.begin_object();
    if (estimate.rate) out.key("feerate").amount(std::llround(*estimate.rate));
    out.member("decay", estimate.decay).member("scale", estimate.scale);
    if (estimate.rate && estimate.pass) write_range(out.key("pass"), *estimate.pass);
    if (estimate.fail) write_range(out.key("fail"), *estimate.fail);
    if (!estimate.rate) {
        out.key("errors").begin_array();
        out.value("Insufficient data or no feerate found which meets threshold").end_array();
    }
    out.end_object();
}

RpcResult<void> estimaterawfee(const Context& context, const rpc::Call& call, json::Writer& out) {
    static constexpr std::array<std::pair<HorizonKind, const char*>, 3> kHorizons{
        {{HorizonKind::Short, "short"}, {HorizonKind::Medium, "medium"}, {HorizonKind::Long, "long"}}};
    node::FeeKeeper& keeper = *TRY(fee_keeper(context));
    const int target = TRY(target_argument(call, keeper.estimator()));
    const double threshold =
        call.args.has("threshold") ? TRY(rpc::read_double(call.args["threshold"])) : kDefaultThreshold;
    if (!(threshold >= 0 && threshold <= 1)) return rpc::fail(rpc::kBadParameter, "Invalid threshold");
    synced_pool(context).wait_until_told();
    out.begin_object();
    for (const auto& [kind, name] : kHorizons) {
        if (const auto estimate = keeper.estimator().raw(kind, target, threshold))
            write_horizon(out.key(name), *estimate);
    }
    out.end_object();
    return {};
}

rpc::Method raw_declaration() {
    const std::vector<Shape> range{{Kind::Number, "startrange", "Satoshi for 1,000 virtual bytes"},
                                   {Kind::Number, "endrange", "The same"},
                                   {Kind::Number, "withintarget", "Confirmed within the blocks asked for"},
                                   {Kind::Number, "totalconfirmed", "Confirmed at all"},
                                   {Kind::Number, "inmempool", "Waiting for that long"},
                                   {Kind::Number, "leftmempool", "Gone unconfirmed after that long"}};
    const std::vector<Shape> horizon{
        {Kind::Amount, "feerate", "BTC/kvB, if there is an estimate", {}, true},
        {Kind::Number, "decay", "What a block is worth against the one after it"},
        {Kind::Number, "scale", "Blocks that are counted as one"},
        {Kind::Object, "pass", "The lowest range of rates that was enough", range, true},
        {Kind::Object, "fail", "The highest one below that was not", range, true},
        {Kind::Array, "errors", "Why there is no estimate", {{Kind::String, "", ""}}, true}};
    return {
        .name = "estimaterawfee",
        .category = Category::Hidden,
        .description = "Shows the numbers that estimates from blocks are made of. They may change.",
        .params = {target_parameter(),
                   {.name = "threshold",
                    .kind = Kind::Number,
                    .text = "The share to be confirmed by then, 0 to 1",
                    .optional = true,
                    .default_json = "0.95"}},
        .results = {{"",
                     {Kind::Object,
                      "",
                      "",
                      {{Kind::Object, "short", "The last hours; for 12 blocks at most", horizon, true},
                       {Kind::Object, "medium", "The last days; for 48 blocks at most", horizon, true},
                       {Kind::Object, "long", "The last weeks", horizon, true}}}}},
        .examples = {"[6, 0.9]"},
    };
}

/// The pool's transactions in ranges from 0 and each of `starts` on.
RpcResult<std::vector<FeeHistogram::Bin>> count_all(const Context& context, std::vector<int64_t> starts) {
    auto histogram = FeeHistogram::with_starts(starts);
    if (!histogram) {
        return rpc::fail(rpc::kBadParameter, "ranges must be above zero, ascending, and below " +
                                                 std::to_string(FeeHistogram::kMaxBins));
    }
    synced_pool(context).reader().for_each([&](const mempool::Entry& entry) {
        histogram->add({entry.fee, entry.vsize()}, entry.fee, entry.vsize());
        return true;
    });
    return std::vector<FeeHistogram::Bin>(histogram->bins().begin(), histogram->bins().end());
}

RpcResult<std::vector<FeeHistogram::Bin>> histogram_bins(const Context& context, const rpc::Call& call) {
    std::vector<int64_t> starts;
    if (const json::Value* const ranges = call.args.find("ranges")) {
        for (const json::Value& start : *TRY(rpc::read_array(*ranges)))
            starts.push_back(TRY(rpc::parse_amount(start)));
        return count_all(context, std::move(starts));
    }
    synced_pool(context);
    if (node::FeeKeeper* const keeper = context.node.pool().fees()) return keeper->histogram();
    for (const FeeHistogram::Bin& bin : FeeHistogram().bins().subspan(1))
        starts.push_back(bin.from_sat_per_kvb);
    return count_all(context, std::move(starts));
}

RpcResult<void> getfeehistogram(const Context& context, const rpc::Call& call, json::Writer& out) {
    const std::vector<FeeHistogram::Bin> bins = TRY(histogram_bins(context, call));
    out.begin_array();
    for (const FeeHistogram::Bin& bin : bins) {
        out.begin_object();
        out.key("from").amount(bin.from_sat_per_kvb);
        out.member("count", bin.count).member("vsize", bin.vsize);
        out.key("fees").amount(bin.fees_sat);
        out.end_object();
    }
    out.end_array();
    return {};
}

rpc::Method histogram_declaration() {
    return {
        .name = "getfeehistogram",
        .category = Category::Blockchain,
        .description = "Counts the mempool's transactions by the fee rate each of them pays.",
        .params = {{.name = "ranges",
                    .kind = Kind::Array,
                    .text = "Where ranges begin, ascending; there is always one from 0 on",
                    .optional = true,
                    .default_hint =
                        "some 80, finer for low rates; these are counted as transactions come and go",
                    .inner = {{Kind::Amount, "rate", "BTC/kvB"}}}},
        .results = {{"",
                     {Kind::Array,
                      "",
                      "By ascending rate",
                      {{Kind::Object,
                        "",
                        "",
                        {{Kind::Amount, "from",
                          "The least rate of the range, BTC/kvB; it ends at the next one"},
                         {Kind::Number, "count", "Transactions"},
                         {Kind::Number, "vsize", "Virtual bytes of them, signature operations counted"},
                         {Kind::Amount, "fees", "What they pay, BTC"}}}}}}},
        .examples = {"[]", "[[0.00001, 0.0001]]"},
    };
}

}  // namespace

void add_fee_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context, smart_declaration(), estimatesmartfee);
    add(dispatcher, context, raw_declaration(), estimaterawfee);
    add(dispatcher, context, histogram_declaration(), getfeehistogram);
}

}  // namespace quanta::mempool_rpc
