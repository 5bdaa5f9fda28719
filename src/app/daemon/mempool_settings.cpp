// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/mempool_settings.h"

#include <algorithm>
#include <string>

#include "sys/thread.h"

namespace quanta::daemon {
namespace {

using base::Err;
using config::Options;
using primitives::FeeRate;

constexpr int64_t kMega = 1'000'000;
constexpr int64_t kDefaultMB = 300;
/// Without transactions of peers there is little to hold.
constexpr int64_t kBlocksOnlyMB = 5;
constexpr int64_t kMaxMB = int64_t{1} << 30;
constexpr int64_t kDefaultExpiryH = 14 * 24;
constexpr int64_t kMaxExpiryH = int64_t{1} << 30;
constexpr int64_t kSecondsPerHour = 3600;
constexpr int64_t kDefaultClusterKvB = 101;
constexpr int64_t kMaxClusterKvB = 1'000;
constexpr int64_t kWeightPerKvB = 4'000;
constexpr int64_t kDefaultSigCacheMiB = 32;
constexpr int64_t kMaxSigCacheMiB = 16 * 1024;
constexpr int64_t kMiB = 1024 * 1024;
constexpr int64_t kMaxBytes = int64_t{1} << 31;

SettingsResult<FeeRate> read_rate(const Options& options, std::string_view name, FeeRate fallback) {
    const auto sat = options.get_amount_sat(name, fallback.sat_per_kvb());
    if (!sat) return Err(sat.error().message);
    return FeeRate::per_kvb(*sat);
}

SettingsResult<policy::Options> read_policy(const Options& options, const params::ChainParams& params) {
    policy::Options policy;
    policy.incremental = TRY(read_rate(options, "incrementalrelayfee", policy.incremental));
    // Who raises what replacements pay means that nothing is relayed below it.
    if (options.is_set("minrelaytxfee"))
        policy.min_relay = TRY(read_rate(options, "minrelaytxfee", policy.min_relay));
    else
        policy.min_relay = std::max(policy.min_relay, policy.incremental);
    policy.dust = TRY(read_rate(options, "dustrelayfee", policy.dust));
    const auto data = static_cast<int64_t>(policy.datacarrier_bytes.value_or(0));
    const int64_t data_bytes = TRY(read_int(options, "datacarriersize", data, {.min = 0, .max = kMaxBytes}));
    policy.datacarrier_bytes.reset();
    if (options.get_bool("datacarrier", true)) policy.datacarrier_bytes = static_cast<size_t>(data_bytes);
    policy.bytes_per_sigop =
        TRY(read_int(options, "bytespersigop", policy.bytes_per_sigop, {.min = 0, .max = kMaxBytes}));
    policy.permit_bare_multisig = options.get_bool("permitbaremultisig", policy.permit_bare_multisig);
    policy.require_standard = !options.get_bool("acceptnonstdtxn", false);
    if (!policy.require_standard && params.chain == params::Chain::Main) {
        return Err("acceptnonstdtxn is not currently supported for " +
                   std::string(params::chain_name(params.chain)) + " chain");
    }
    return policy;
}

SettingsResult<cluster::Limits> read_cluster_limits(const Options& options) {
    cluster::Limits limits;
    const int64_t count = TRY(read_int(options, "limitclustercount", cluster::kMaxClusterCount, {.min = 1}));
    if (count > static_cast<int64_t>(cluster::kMaxClusterCount)) {
        return Err("limitclustercount must be less than or equal to " +
                   std::to_string(cluster::kMaxClusterCount));
    }
    limits.count = static_cast<size_t>(count);
    const config::IntRange range{.min = 1, .max = kMaxClusterKvB};
    limits.size_wu = TRY(read_int(options, "limitclustersize", kDefaultClusterKvB, range)) * kWeightPerKvB;
    return limits;
}

SettingsResult<size_t> read_max_bytes(const Options& options, const cluster::Limits& limits) {
    const int64_t fallback = options.get_bool("blocksonly", false) ? kBlocksOnlyMB : kDefaultMB;
    const int64_t wanted = TRY(read_int(options, "maxmempool", fallback, {.max = kMaxMB}));
    const auto least = static_cast<int64_t>(mempool::min_max_bytes(limits));
    if (wanted * kMega < least) {
        return Err("-maxmempool must be at least " + std::to_string((least + kMega - 1) / kMega) + " MB");
    }
    return static_cast<size_t>(wanted * kMega);
}

SettingsResult<node::FeeOptions> read_fees(const Options& options, const params::ChainParams& params) {
    node::FeeOptions fees;
    fees.enabled = !options.get_bool("blocksonly", false);
    if (options.get_bool("acceptstalefeeestimates", false)) fees.stale = fees::StaleFiles::Accept;
    if (fees.stale == fees::StaleFiles::Accept && params.chain != params::Chain::Regtest) {
        return Err("acceptstalefeeestimates is not supported on " +
                   std::string(params::chain_name(params.chain)) + " chain.");
    }
    return fees;
}

}  // namespace

SettingsResult<node::PoolOptions> make_pool_options(const Options& options,
                                                    const params::ChainParams& params) {
    node::PoolOptions made;
    mempool::Options& pool = made.pool;
    pool.policy = TRY(read_policy(options, params));
    pool.cluster = TRY(read_cluster_limits(options));
    pool.max_bytes = TRY(read_max_bytes(options, pool.cluster));
    const config::IntRange hours{.min = 0, .max = kMaxExpiryH};
    pool.expiry_s = TRY(read_int(options, "mempoolexpiry", kDefaultExpiryH, hours)) * kSecondsPerHour;
    const int64_t checks = params.chain == params::Chain::Regtest ? 1 : 0;
    pool.check_every = TRY(read_int(options, "checkmempool", checks, {.min = 0, .max = kMaxBytes}));
    pool.threads = std::max(1, sys::cpu_count());
    made.persist = options.get_bool("persistmempool", true);
    if (options.get_bool("persistmempoolv1", false)) made.dump_version = mempool::DumpVersion::Plain;
    made.fees = TRY(read_fees(options, params));
    const config::IntRange mebibytes{.min = 0, .max = kMaxSigCacheMiB};
    made.verified_bytes =
        static_cast<size_t>(TRY(read_int(options, "maxsigcachesize", kDefaultSigCacheMiB, mebibytes)) * kMiB);
    return made;
}

}  // namespace quanta::daemon
