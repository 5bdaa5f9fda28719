// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/common/wallet_choices.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "sys/sandbox.h"

namespace quanta::program {

namespace {

using base::Err;

constexpr int64_t kMaxKeypool = 1'000'000;
constexpr std::array<std::string_view, 4> kAddressTypes = {"legacy", "p2sh-segwit", "bech32", "bech32m"};

bool is_address_type(const std::string& name) {
    return std::find(kAddressTypes.begin(), kAddressTypes.end(), name) != kAddressTypes.end();
}

/// -walletdir, or wallets/ in the network's directory; that directory itself when an old wallet lies there.
base::Result<void, std::string> read_directory(const config::Options& options, sys::FileSystem& files,
                                               WalletChoices& choices) {
    const std::string wanted = options.is_negated("walletdir") ? "" : options.get_string("walletdir", "");
    if (wanted.empty()) {
        const std::string& network = options.directories().network;
        choices.directory = sys::join_path(network, "wallets");
        const bool old =
            !files.is_directory(choices.directory) && files.exists(sys::join_path(network, "wallet.dat"));
        if (old) choices.directory = network;
        return {};
    }
    choices.make_directory = false;
    choices.directory = std::filesystem::absolute(wanted).lexically_normal().string();
    if (!files.exists(choices.directory))
        return Err("Specified -walletdir \"" + wanted + "\" does not exist");
    if (!files.is_directory(choices.directory))
        return Err("Specified -walletdir \"" + wanted + "\" is not a directory");
    if (!std::filesystem::path(wanted).is_absolute())
        return Err("Specified -walletdir \"" + wanted + "\" is a relative path");
    return {};
}

base::Result<void, std::string> check_sandbox(const config::Options& options) {
    if (config::find_option(options.table(), "sandbox") == nullptr) return {};
    const std::string word = options.get_string("sandbox", "auto");
    if (sys::parse_sandbox_mode(word)) return {};
    return Err("Unknown -sandbox mode '" + word + "', known are auto, off, require");
}

}  // namespace

base::Result<WalletChoices, std::string> read_wallet_choices(const config::Options& options,
                                                             sys::FileSystem& files) {
    WalletChoices choices;
    TRY(read_directory(options, files, choices));
    const auto keypool = options.get_int("keypool", choices.keypool, {.max = kMaxKeypool});
    if (!keypool) return Err(keypool.error().message);
    choices.keypool = static_cast<uint32_t>(std::max<int64_t>(1, *keypool));
    choices.address_type = options.get_string("addresstype", "bech32");
    if (!is_address_type(choices.address_type))
        return Err("Unknown address type '" + choices.address_type + "'");
    if (const auto change_type = options.get("changetype")) {
        if (!is_address_type(*change_type)) return Err("Unknown change type '" + *change_type + "'");
        choices.change_type = *change_type;
    }
    TRY(check_sandbox(options));
    return choices;
}

}  // namespace quanta::program
