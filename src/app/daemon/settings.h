// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/common/log_settings.h"
#include "base/result.h"
#include "config/options.h"
#include "http/metrics_server.h"
#include "http/rpc_server.h"
#include "node/network.h"
#include "node/node.h"
#include "node_rpc/methods.h"
#include "params/params.h"
#include "sys/file.h"

namespace quanta::daemon {

/// Everything quantad does differently from one run to another.
struct Settings {
    params::ChainParams params;
    node::NodeOptions node;
    node::NetworkOptions network;
    std::optional<http::RpcOptions> rpc;          ///< -server=0: absent
    std::optional<http::MetricsOptions> metrics;  ///< absent without -metricsbind
    node_rpc::MethodOptions methods;
    program::LogSettings log;
    bool wallets = true;                    ///< -disablewallet: false
    std::vector<std::string> load_wallets;  ///< at the start: -wallet and settings.json
    std::string pid_path;                   ///< -nopid: empty
    int64_t mock_time_s = 0;
    /// What an operator should know, one line each.
    std::vector<std::string> notes;
};

/// A sentence for the operator that names the option.
template <typename T>
using SettingsResult = base::Result<T, std::string>;

/// The settings that `options` stand for. Looks at the file system, changes nothing.
SettingsResult<Settings> make_settings(const config::Options& options, sys::FileSystem& files);

// The parts.
SettingsResult<params::ChainParams> make_chain_params(const config::Options& options);
SettingsResult<node::NodeOptions> make_node_options(const config::Options& options, sys::FileSystem& files);
SettingsResult<http::RpcOptions> make_rpc_options(const config::Options& options, uint16_t default_port);

std::optional<http::MetricsOptions> make_metrics_options(const config::Options& options,
                                                         uint16_t default_rpc_port);

/// An integer option, its errors as sentences.
SettingsResult<int64_t> read_int(const config::Options& options, std::string_view name, int64_t fallback,
                                 config::IntRange range = {});

/// Whether -daemon or -daemonwait is on.
bool runs_in_background(const config::Options& options);

}  // namespace quanta::daemon
