// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/settings.h"

#include <algorithm>
#include <set>
#include <utility>

#include "app/common/wallet_choices.h"
#include "app/daemon/index_settings.h"
#include "app/daemon/mempool_settings.h"
#include "app/daemon/mining_settings.h"
#include "app/daemon/network_settings.h"

namespace quanta::daemon {

namespace {

constexpr int64_t kDefaultRpcThreads = 16;
constexpr int64_t kDefaultRpcWorkQueue = 64;
constexpr int64_t kDefaultRpcTimeout_s = 30;
constexpr int64_t kMaxSmallNumber = 1'000'000;
/// The port of metrics is that of RPC on the same chain and this.
constexpr uint16_t kMetricsPortOffset = 1000;

/// 10000 for 0.1.0: two digits for each part.
constexpr int version_number(std::string_view text) {
    int number = 0;
    int part = 0;
    for (const char c : text) {
        if (c == '.') {
            number = (number + part) * 100;
            part = 0;
        } else {
            part = part * 10 + (c - '0');
        }
    }
    return (number + part) * 100;
}
constexpr int kVersionNumber = version_number(QUANTA_VERSION);
static_assert(version_number("0.1.0") == 10000 && version_number("12.3.4") == 12'030'400);

/// Options that ask for what this version does not have yet.
constexpr std::string_view kNotYet[] = {
    "coinstatsindex", "txindex",        "txospenderindex", "rest",
    "zmqpubhashblock",  "zmqpubhashtx",   "zmqpubrawblock", "zmqpubrawtx",     "zmqpubsequence",
};

std::vector<std::string> notes_of(const config::Options& options) {
    std::vector<std::string> notes = options.warnings();
    for (const std::string_view name : kNotYet) {
        if (options.is_set(name) && !options.is_negated(name) && options.get(name) != "0") {
            notes.push_back("-" + std::string(name) + " has no effect: not in this version.");
        }
    }
    if (!options.get_list("metricsallowip").empty() && options.get_list("metricsbind").empty())
        notes.push_back("-metricsallowip has no effect without -metricsbind.");
    return notes;
}

}  // namespace

SettingsResult<int64_t> read_int(const config::Options& options, std::string_view name, int64_t fallback,
                                 config::IntRange range) {
    auto value = options.get_int(name, fallback, range);
    if (!value) return base::Err(value.error().message);
    return *value;
}

bool runs_in_background(const config::Options& options) {
    return options.get_bool("daemon", false) || options.get_bool("daemonwait", false);
}

SettingsResult<http::RpcOptions> make_rpc_options(const config::Options& options, uint16_t default_port) {
    http::RpcOptions rpc;
    const auto port = options.get_port("rpcport", default_port);
    if (!port) return base::Err(port.error().message);
    rpc.port = *port;
    rpc.bind = options.get_list("rpcbind");
    rpc.allow_ip = options.get_list("rpcallowip");
    rpc.user = options.get_string("rpcuser", "");
    rpc.password = options.get_string("rpcpassword", "");
    rpc.auth = options.get_list("rpcauth");
    if (!options.is_negated("rpccookiefile")) {
        rpc.cookie_path = options.network_path(options.get_string("rpccookiefile", ".cookie"));
    }
    rpc.cookie_perms = options.get_string("rpccookieperms", "");
    rpc.whitelist = options.get_list("rpcwhitelist");
    if (options.is_set("rpcwhitelistdefault"))
        rpc.whitelist_default = options.get_bool("rpcwhitelistdefault", false);
    const config::IntRange range{.max = kMaxSmallNumber};
    rpc.threads = static_cast<int>(TRY(read_int(options, "rpcthreads", kDefaultRpcThreads, range)));
    rpc.work_queue = static_cast<int>(TRY(read_int(options, "rpcworkqueue", kDefaultRpcWorkQueue, range)));
    rpc.server_timeout =
        std::chrono::seconds(TRY(read_int(options, "rpcservertimeout", kDefaultRpcTimeout_s, range)));
    return rpc;
}

std::optional<http::MetricsOptions> make_metrics_options(const config::Options& options,
                                                         uint16_t default_rpc_port) {
    http::MetricsOptions metrics;
    metrics.bind = options.get_list("metricsbind");
    metrics.allow_ip = options.get_list("metricsallowip");
    metrics.port = default_rpc_port + kMetricsPortOffset;
    if (metrics.bind.empty()) return std::nullopt;
    return metrics;
}

SettingsResult<Settings> make_settings(const config::Options& options, sys::FileSystem& files) {
    if (!options.words().empty()) {
        return base::Err("Command line contains unexpected token '" + options.words()[0] +
                         "', see quantad -h for a list of options.");
    }
    Settings settings;
    settings.params = TRY(make_chain_params(options));
    settings.node = TRY(make_node_options(options, files));
    settings.node.pool = TRY(make_pool_options(options, settings.params));
    settings.node.indexes = TRY(make_index_options(options));
    settings.node.mining = TRY(make_mining_options(options, settings.params));
    settings.network = TRY(make_network_options(options, settings.params, settings.node.chain.prune.enabled));
    settings.log = TRY(program::make_log_settings(options, {.to_console = !runs_in_background(options)}));
    auto rpc = TRY(make_rpc_options(options, settings.params.default_rpc_port));
    // Calls that wait for blocks leave every second thread to others.
    settings.methods.max_waiting = static_cast<size_t>(std::max(1, rpc.threads / 2));
    if (options.get_bool("server", true)) settings.rpc = std::move(rpc);
    settings.metrics = make_metrics_options(options, settings.params.default_rpc_port);
    const std::vector<std::string> deprecated = options.get_list("deprecatedrpc");
    settings.methods.ban_time_s = TRY(read_int(options, "bantime", settings.methods.ban_time_s));
    settings.methods.version = kVersionNumber;
    settings.methods.deprecated = std::set<std::string>(deprecated.begin(), deprecated.end());
    settings.wallets = !options.get_bool("disablewallet", false);
    // A mistake is told at the start and not when the first wallet is wanted.
    if (settings.wallets) TRY(program::read_wallet_choices(options, files));
    if (settings.wallets && !options.is_negated("wallet")) settings.load_wallets = options.get_list("wallet");
    if (!options.is_negated("pid"))
        settings.pid_path = options.network_path(options.get_string("pid", "quantad.pid"));
    settings.mock_time_s = TRY(read_int(options, "mocktime", 0, {.min = 0, .max = UINT32_MAX}));
    settings.notes = notes_of(options);
    return settings;
}

}  // namespace quanta::daemon
