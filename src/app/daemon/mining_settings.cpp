// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/mining_settings.h"

#include <limits>
#include <string>

#include "consensus/limits.h"

namespace quanta::daemon {
namespace {

using base::Err;
using config::Options;

constexpr auto kMaxWeight = static_cast<int64_t>(consensus::kMaxBlockWeight);

SettingsResult<int64_t> read_weight(const Options& options, std::string_view name, int64_t fallback) {
    const int64_t weight = TRY(read_int(options, name, fallback));
    if (weight <= kMaxWeight) return weight;
    return Err("Specified -" + std::string(name) + " (" + std::to_string(weight) +
               ") exceeds consensus maximum block weight (" + std::to_string(kMaxWeight) + ")");
}

}  // namespace

SettingsResult<node::MiningOptions> make_mining_options(const Options& options,
                                                        const params::ChainParams& params) {
    node::MiningOptions made;
    mining::BlockLimits& limits = made.limits;
    limits.max_weight = TRY(read_weight(options, "blockmaxweight", limits.max_weight));
    limits.reserved_weight = TRY(read_weight(options, "blockreservedweight", limits.reserved_weight));
    if (limits.reserved_weight < mining::BlockLimits::kMinReservedWeight) {
        return Err("Specified -blockreservedweight (" + std::to_string(limits.reserved_weight) +
                   ") is lower than minimum safety value of (" +
                   std::to_string(mining::BlockLimits::kMinReservedWeight) + ")");
    }
    const auto rate = options.get_amount_sat("blockmintxfee", limits.min_rate_sat_per_kvb);
    if (!rate) return Err(rate.error().message);
    limits.min_rate_sat_per_kvb = *rate;
    // Elsewhere versions are not anybody's to choose.
    if (params.chain == params::Chain::Regtest && options.is_set("blockversion")) {
        const config::IntRange range{.min = std::numeric_limits<int32_t>::min(),
                                     .max = std::numeric_limits<int32_t>::max()};
        made.version = static_cast<int32_t>(TRY(read_int(options, "blockversion", 0, range)));
    }
    return made;
}

}  // namespace quanta::daemon
