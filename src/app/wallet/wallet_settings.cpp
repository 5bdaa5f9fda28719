// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wallet/wallet_settings.h"

#include "app/common/wallet_choices.h"
#include "params/params.h"

namespace quanta::program {

using base::Err;

namespace {

/// The options of spending that are amounts and rates (BTC, for 1,000 virtual bytes).
base::Result<void, std::string> read_rates(const config::Options& options, wallet::SpendSettings& spend) {
    struct Rate {
        const char* name;
        primitives::FeeRate& rate;
    };
    const Rate rates[] = {{"consolidatefeerate", spend.consolidate},
                          {"discardfee", spend.discard},
                          {"fallbackfee", spend.fallback},
                          {"mintxfee", spend.min_rate}};
    for (const Rate& one : rates) {
        const auto read = options.get_amount_sat(one.name, one.rate.sat_per_kvb());
        if (!read) return Err(read.error().message);
        one.rate = primitives::FeeRate::per_kvb(*read);
    }
    const auto max_fee = options.get_amount_sat("maxtxfee", spend.max_fee.sat);
    if (!max_fee) return Err(max_fee.error().message);
    spend.max_fee = {*max_fee};
    // Below zero stands for never, and is no amount.
    constexpr const char* kPartial = "maxapsfee";
    if (options.get_string(kPartial, "").starts_with("-")) {
        spend.max_partial_spend_fee = {-1};
        return {};
    }
    const auto partial = options.get_amount_sat(kPartial, 0);
    if (!partial) return Err(partial.error().message);
    spend.max_partial_spend_fee = {*partial};
    return {};
}

base::Result<wallet::SpendSettings, std::string> read_spend_settings(const config::Options& options) {
    wallet::SpendSettings spend;
    TRY(read_rates(options, spend));
    const auto target = options.get_int("txconfirmtarget", spend.confirm_target, {.min = 1, .max = 1008});
    if (!target) return Err(target.error().message);
    spend.confirm_target = static_cast<int32_t>(*target);
    spend.avoid_partial_spends = options.get_bool("avoidpartialspends", spend.avoid_partial_spends);
    spend.spend_unconfirmed_change = options.get_bool("spendzeroconfchange", spend.spend_unconfirmed_change);
    spend.replaceable = options.get_bool("walletrbf", spend.replaceable);
    spend.reject_long_chains = options.get_bool("walletrejectlongchains", spend.reject_long_chains);
    return spend;
}

}  // namespace

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
    wallets.spend = TRY(read_spend_settings(options));
    wallets.broadcast = options.get_bool("walletbroadcast", wallets.broadcast);
    wallets.files = &files;
    return wallets;
}

}  // namespace quanta::program
