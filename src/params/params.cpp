// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "params/params.h"

#include "params/chains.h"

namespace quanta::params {

namespace {

struct NamedChain {
    Chain chain;
    std::string_view name;
};

constexpr NamedChain kChains[] = {
    {Chain::Main, "main"},     {Chain::Testnet3, "test"},   {Chain::Testnet4, "testnet4"},
    {Chain::Signet, "signet"}, {Chain::Regtest, "regtest"},
};

}  // namespace

std::string_view chain_name(Chain chain) {
    for (const NamedChain& named : kChains) {
        if (named.chain == chain) return named.name;
    }
    return {};
}

std::optional<Chain> chain_from_name(std::string_view name) {
    for (const NamedChain& named : kChains) {
        if (named.name == name) return named.chain;
    }
    return std::nullopt;
}

AddressPrefixes test_chain_prefixes(std::string_view bech32_hrp) {
    return {.pubkey_address = 111,
            .script_address = 196,
            .secret_key = 239,
            .ext_public_key = {0x04, 0x35, 0x87, 0xcf},
            .ext_secret_key = {0x04, 0x35, 0x83, 0x94},
            .bech32_hrp = bech32_hrp};
}

Deployment unused_deployment(int threshold) {
    return {.name = "testdummy",
            .bit = 28,
            .start_time = Deployment::kNeverActive,
            .timeout = Deployment::kNoTimeout,
            .min_activation_height = 0,
            .threshold = threshold,
            .period = 2016};
}

base::Result<ChainParams, std::string> make_params(Chain chain, const ParamsOptions& options) {
    switch (chain) {
        case Chain::Main:
            return main_chain();
        case Chain::Testnet3:
            return testnet3_chain();
        case Chain::Testnet4:
            return testnet4_chain();
        case Chain::Signet:
            return signet_chain(options.signet_challenge);
        case Chain::Regtest:
            break;
    }
    ChainParams params = regtest_chain(options);
    TRY(move_rules(options, params.consensus));
    return params;
}

}  // namespace quanta::params
