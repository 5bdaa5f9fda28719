// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <array>
#include <filesystem>
#include <string>

#include "app/common/chain_choice.h"
#include "app/daemon/settings.h"
#include "chain/options.h"
#include "primitives/uint256.h"
#include "sys/thread.h"

namespace quanta::daemon {

namespace {

using base::Err;
using config::Options;

constexpr int64_t kDefaultCacheMiB = 1024;
constexpr int64_t kMinCacheMiB = 4;
constexpr int64_t kMaxCacheMiB = int64_t{1} << 30;
constexpr int64_t kMaxScriptThreads = 15;
/// Less than this is not enough to take blocks off again.
constexpr int64_t kMinPruneMiB = 550;
constexpr int64_t kPruneOnRequest = 1;
constexpr int64_t kMiB = 1024 * 1024;
constexpr int64_t kMaxCheckLevel = 4;
constexpr int64_t kMaxHeight = std::numeric_limits<int32_t>::max();
constexpr size_t kHashDigits = 64;

constexpr std::array<std::string_view, 3> kTestOptions{"addrman", "reindex_after_failure_noninteractive_yes",
                                                       "bip94"};

/// The option and its value, to end a sentence with.
std::string named(std::string_view name, const std::string& value) {
    return " (-" + std::string(name) + "=" + value + ")";
}

/// Up to 64 hex digits, maybe behind 0x, filled up with zeros in front. Nothing for any other text.
std::optional<std::string> padded_hex(std::string_view text) {
    if (text.starts_with("0x")) text.remove_prefix(2);
    if (text.size() > kHashDigits) return std::nullopt;
    const bool all_hex = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
    if (!all_hex) return std::nullopt;
    return std::string(kHashDigits - text.size(), '0') + std::string(text);
}

SettingsResult<void> read_trust(const Options& options, chain::ChainOptions& chain) {
    if (const auto value = options.get("minimumchainwork")) {
        const auto hex = padded_hex(*value);
        if (!hex) {
            return Err("Invalid minimum work specified (" + *value + "), must be up to 64 hex digits" +
                       named("minimumchainwork", *value));
        }
        chain.minimum_chain_work = primitives::Uint256::from_constant(*hex);
    }
    if (const auto value = options.get("assumevalid")) {
        const auto hex = padded_hex(*value);
        if (!hex) {
            return Err("Invalid assumevalid block hash specified (" + *value +
                       "), must be up to 64 hex digits (or 0 to disable)" + named("assumevalid", *value));
        }
        chain.assume_valid = primitives::BlockHash::from_text(*hex);
    }
    return {};
}

SettingsResult<void> read_prune(const Options& options, chain::ChainOptions& chain) {
    const int64_t wanted = TRY(read_int(options, "prune", 0));
    const std::string value = options.get_string("prune", "");
    if (wanted < 0) return Err("Prune cannot be configured with a negative value." + named("prune", value));
    chain.prune.enabled = wanted != 0;
    if (wanted == 0) return {};
    if (chain.reindex_chainstate) {
        return Err(
            std::string("Prune mode is incompatible with -reindex-chainstate. Use full -reindex instead."));
    }
    if (wanted == kPruneOnRequest) return {};
    if (wanted < kMinPruneMiB && !chain.small_files) {
        return Err("Prune configured below the minimum of " + std::to_string(kMinPruneMiB) +
                   " MiB.  Please use a higher number." + named("prune", value));
    }
    chain.prune.target_bytes = static_cast<uint64_t>(std::min(wanted, kMaxCacheMiB) * kMiB);
    return {};
}

SettingsResult<void> read_limits(const Options& options, chain::ChainOptions& chain) {
    const int64_t cache = TRY(read_int(options, "dbcache", kDefaultCacheMiB));
    chain.cache_bytes = static_cast<uint64_t>(std::clamp(cache, kMinCacheMiB, kMaxCacheMiB) * kMiB);
    const int64_t threads = TRY(read_int(options, "par", 0));
    const int64_t available =
        threads > 0 ? threads : sys::cpu_count() + std::max(threads, -kMaxScriptThreads);
    chain.script_threads = static_cast<int>(std::clamp<int64_t>(available, 1, kMaxScriptThreads));
    chain.max_tip_age_s = TRY(read_int(options, "maxtipage", chain::kDefaultMaxTipAge_s, {.min = 0}));
    const int64_t blocks = TRY(read_int(options, "checkblocks", chain.check_blocks));
    chain.check_blocks = static_cast<int>(std::clamp<int64_t>(blocks, 0, kMaxHeight));
    const int64_t level = TRY(read_int(options, "checklevel", chain.check_level));
    chain.check_level = static_cast<int>(std::clamp<int64_t>(level, 0, kMaxCheckLevel));
    const int64_t stop = TRY(read_int(options, "stopatheight", 0, {.min = 0, .max = kMaxHeight}));
    chain.stop_at_height = static_cast<primitives::Height>(stop);
    return {};
}

/// Where block files are: below -blocksdir as they would be below the data directory.
SettingsResult<std::filesystem::path> blocks_directory(const Options& options, sys::FileSystem& files) {
    const std::filesystem::path data = options.directories().data;
    const std::filesystem::path network = options.directories().network;
    const std::string wanted = options.is_negated("blocksdir") ? "" : options.get_string("blocksdir", "");
    if (wanted.empty()) return network / "blocks";
    if (!files.is_directory(wanted))
        return Err("Specified blocks directory \"" + wanted + "\" does not exist.");
    const std::filesystem::path below = network == data ? std::filesystem::path() : network.filename();
    return std::filesystem::absolute(wanted) / below / "blocks";
}

}  // namespace

SettingsResult<params::ChainParams> make_chain_params(const Options& options) {
    const params::Chain chain = TRY(program::chosen_chain(options));
    params::ParamsOptions wanted = TRY(program::chain_changes(options));
    wanted.fast_prune = options.get_bool("fastprune", false);
    for (const std::string& value : options.get_list("test")) {
        if (chain != params::Chain::Regtest)
            return Err(std::string("-test=<option> can only be used with regtest"));
        if (std::find(kTestOptions.begin(), kTestOptions.end(), value) == kTestOptions.end()) {
            return Err("Unrecognised option \"" + value + "\" provided in -test=<option>.");
        }
        if (value == "bip94") wanted.enforce_bip94 = true;
    }
    return params::make_params(chain, wanted);
}

SettingsResult<node::NodeOptions> make_node_options(const Options& options, sys::FileSystem& files) {
    node::NodeOptions node;
    chain::ChainOptions& chain = node.chain;
    chain.data_directory = options.directories().network;
    chain.blocks_directory = TRY(blocks_directory(options, files));
    chain.blocks_xor = options.get_bool("blocksxor", true);
    chain.small_files = options.get_bool("fastprune", false);
    chain.reindex = options.get_bool("reindex", false);
    chain.reindex_chainstate = options.get_bool("reindex-chainstate", false);
    TRY(read_trust(options, chain));
    TRY(read_prune(options, chain));
    TRY(read_limits(options, chain));
    for (const std::string& path : options.get_list("loadblock"))
        node.load_blocks.emplace_back(path);
    node.stop_after_import = options.get_bool("stopafterblockimport", false);
    const auto command = [&](std::string_view name) {
        return options.is_negated(name) ? std::string() : options.get_string(name, "");
    };
    node.notify = {command("blocknotify"), command("startupnotify"), command("shutdownnotify"),
                   command("alertnotify"), command("walletnotify")};
    return node;
}

}  // namespace quanta::daemon
