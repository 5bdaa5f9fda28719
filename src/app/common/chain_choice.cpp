// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/common/chain_choice.h"

namespace quanta::program {

using base::Err;

base::Result<params::Chain, std::string> chosen_chain(const config::Options& options) {
    const auto chain = params::chain_from_name(options.chain());
    if (!chain) return Err("Unknown chain " + options.chain() + ".");
    return *chain;
}

base::Result<params::ParamsOptions, std::string> chain_changes(const config::Options& options) {
    params::ParamsOptions changes;
    for (const std::string& value : options.get_list("signetchallenge")) {
        TRY(params::add_signet_challenge(changes, value));
    }
    if (TRY(chosen_chain(options)) != params::Chain::Regtest) return changes;
    for (const std::string& value : options.get_list("testactivationheight")) {
        TRY(params::add_activation_height(changes, value));
    }
    for (const std::string& value : options.get_list("vbparams")) {
        const auto added = params::add_version_bits(changes, value);
        if (!added) return Err(added.error() + " (-vbparams=" + value + ")");
    }
    return changes;
}

}  // namespace quanta::program
