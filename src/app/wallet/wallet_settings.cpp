// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wallet/wallet_settings.h"

#include "app/common/wallet_choices.h"
#include "params/params.h"

namespace quanta::program {

using base::Err;

base::Result<wallet::WalletOptions, std::string> make_wallet_options(const config::Options& options,
                                                                     sys::FileSystem& files) {
    const WalletChoices choices = TRY(read_wallet_choices(options, files));
    wallet::WalletOptions wallets;
    const auto chain = params::chain_from_name(options.chain());
    if (!chain) return Err("Unknown chain " + options.chain() + ".");
    wallets.params = TRY(params::make_params(*chain, {}));
    wallets.directory = choices.directory;
    if (choices.make_directory) {
        if (const auto made = files.create_directories(choices.directory); !made)
            return Err("Cannot create directory " + choices.directory + ": " + made.error().message());
    }
    wallets.keypool = choices.keypool;
    wallets.address_type = wallet::output_type_from_name(choices.address_type).value_or(wallets.address_type);
    wallets.change_type = wallet::output_type_from_name(choices.change_type);
    wallets.files = &files;
    return wallets;
}

}  // namespace quanta::program
