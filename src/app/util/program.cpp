// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/util/program.h"

#include <optional>
#include <string>
#include <vector>

#include "base/hex.h"
#include "codec/reader.h"
#include "tools/chain_facts.h"
#include "tools/grind.h"

namespace quanta::util {

namespace {

using base::Err;
using primitives::BlockHeader;
using program::ToolResult;
using Words = std::vector<std::string>;

constexpr config::CommandHelp kHelp[] = {
    {"getchainparams", "Print what tells the chosen chain from others, as JSON"},
    {"grind <header>",
     "Look for a nonce with which this header, in hex, meets its target, with all processors, and print the "
     "header with it"},
};

std::optional<BlockHeader> read_header(const std::string& text) {
    const auto bytes = base::from_hex(text);
    if (!bytes || bytes->size() != BlockHeader::kSize) return std::nullopt;
    codec::Reader reader(*bytes);
    const auto header = BlockHeader::parse(reader);
    return header ? std::optional(*header) : std::nullopt;
}

ToolResult run_grind(const Words& words, int threads) {
    if (words.size() != 2) return Err(std::string("Must specify block header to grind"));
    std::optional<BlockHeader> header = read_header(words[1]);
    if (!header) return Err(std::string("Could not decode block header"));
    const std::optional<uint32_t> nonce = tools::grind(*header, threads);
    if (!nonce) return Err(std::string("Could not satisfy difficulty target"));
    header->nonce = *nonce;
    return base::to_hex(header->serialize());
}

ToolResult run_getchainparams(const config::Options& options, const params::ChainParams& params) {
    if (options.words().size() != 1) return Err(std::string("getchainparams does not take arguments"));
    const bool signet = params.chain == params::Chain::Signet;
    return tools::describe_chain(params, signet ? options.get_list("signetseednode") : Words());
}

}  // namespace

program::Tool make_tool(int threads) {
    const auto work = [threads](const config::Options& options,
                                const params::ChainParams& params) -> ToolResult {
        const Words& words = options.words();
        if (words.empty()) return Err(std::string("Error: must specify a command"));
        if (words[0] == "grind") return run_grind(words, threads);
        if (words[0] == "getchainparams") return run_getchainparams(options, params);
        return Err("Error parsing command line arguments: Invalid command '" + words[0] + "'");
    };
    return {{.name = "quanta-util",
             .title = "Quanta utility",
             .usage = "[options] <command> [arguments]",
             .purpose = "Small tools that need no node.",
             .options = config::util_options(),
             .commands = config::command_help_text("Commands", kHelp)},
            work};
}

}  // namespace quanta::util
