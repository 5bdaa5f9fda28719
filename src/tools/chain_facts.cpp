// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "tools/chain_facts.h"

#include "base/hex.h"
#include "json/writer.h"

namespace quanta::tools {

namespace {

constexpr int kIndent = 2;

/// When blocks may be easy to find: on test chains, after a while without any.
const char* easy_blocks(const params::ConsensusParams& consensus) {
    if (!consensus.min_difficulty_blocks) return "no";
    return consensus.enforce_bip94 ? "bip94" : "yes";
}

void write_work(json::Writer& out, const params::ConsensusParams& consensus) {
    out.key("pow").begin_object().member("limit", consensus.pow_limit.to_text());
    if (!consensus.no_retargeting) {
        out.member("target_spacing", consensus.pow_target_spacing_s)
            .member("difficulty_retarget_interval", consensus.retarget_interval())
            .member("mindiff_blocks", easy_blocks(consensus));
    }
    out.end_object();
}

void write_network(json::Writer& out, const params::ChainParams& params, std::span<const std::string> seeds) {
    out.key("net").begin_object();
    out.member("default_port", params.default_port).member("magic", base::to_hex(params.message_start));
    out.key("dns_seeds").begin_array();
    for (const std::string& seed : seeds)
        out.value(seed);
    if (seeds.empty()) {
        for (const std::string_view seed : params.dns_seeds)
            out.value(seed);
    }
    out.end_array().end_object();
}

}  // namespace

std::string describe_chain(const params::ChainParams& params, std::span<const std::string> seeds) {
    const params::ConsensusParams& consensus = params.consensus;
    std::string text;
    json::Writer out(text, kIndent);
    out.begin_object()
        .member("chain", params::chain_name(params.chain))
        .member("test_chain", params.chain != params::Chain::Main)
        // As it is hashed and sent, not as users know hashes.
        .member("genesis", base::to_hex(consensus.genesis_hash.bytes()))
        .member("subsidy_halving_interval", consensus.subsidy_halving_interval);
    if (consensus.signet) {
        out.key("signet").begin_object().member("challenge", base::to_hex(consensus.signet_challenge));
        out.end_object();
    }
    write_work(out, consensus);
    write_network(out, params, seeds);
    out.key("addresses").begin_object().member("bech32_hrp", params.prefixes.bech32_hrp).end_object();
    out.end_object();
    return text;
}

}  // namespace quanta::tools
