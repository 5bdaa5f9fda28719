// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wallet/wallet_settings.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>

#include "params/params.h"

namespace quanta::program {

namespace {

using base::Err;

constexpr int64_t kDefaultKeypool = 1000;
constexpr int64_t kMaxKeypool = 1'000'000;

std::optional<wallet::OutputType> output_type_from(const std::string& name) {
    if (name == "legacy") return wallet::OutputType::Legacy;
    if (name == "p2sh-segwit") return wallet::OutputType::P2shSegwit;
    if (name == "bech32") return wallet::OutputType::Bech32;
    if (name == "bech32m") return wallet::OutputType::Bech32m;
    return std::nullopt;
}

/// Where wallets are: -walletdir, or wallets/ in the network's directory; that directory itself when an old
/// wallet lies there.
base::Result<std::string, std::string> find_directory(const config::Options& options,
                                                      sys::FileSystem& files) {
    const std::string wanted = options.is_negated("walletdir") ? "" : options.get_string("walletdir", "");
    if (!wanted.empty()) {
        const std::string directory = std::filesystem::absolute(wanted).lexically_normal().string();
        if (!files.is_directory(directory))
            return Err("Specified -walletdir \"" + wanted + "\" does not exist");
        if (!std::filesystem::path(wanted).is_absolute())
            return Err("Specified -walletdir \"" + wanted + "\" is a relative path");
        return directory;
    }
    const std::string& network = options.directories().network;
    const std::string directory = sys::join_path(network, "wallets");
    if (!files.is_directory(directory) && files.exists(sys::join_path(network, "wallet.dat"))) return network;
    if (const auto made = files.create_directories(directory); !made)
        return Err("Cannot create directory " + directory + ": " + made.error().message());
    return directory;
}

}  // namespace

base::Result<wallet::WalletOptions, std::string> make_wallet_options(const config::Options& options,
                                                                     sys::FileSystem& files) {
    wallet::WalletOptions wallets;
    const auto chain = params::chain_from_name(options.chain());
    if (!chain) return Err("Unknown chain " + options.chain() + ".");
    wallets.params = TRY(params::make_params(*chain, {}));
    wallets.directory = TRY(find_directory(options, files));
    const auto keypool = options.get_int("keypool", kDefaultKeypool, {.max = kMaxKeypool});
    if (!keypool) return Err(keypool.error().message);
    wallets.keypool = static_cast<uint32_t>(std::max<int64_t>(1, *keypool));
    const std::string type = options.get_string("addresstype", "bech32");
    const auto address_type = output_type_from(type);
    if (!address_type) return Err("Unknown address type '" + type + "'");
    wallets.address_type = *address_type;
    wallets.files = &files;
    return wallets;
}

}  // namespace quanta::program
