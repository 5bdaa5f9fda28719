// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta-chainstate: the validation engine alone. Reads blocks from files or standard input and prints what
// becomes of each.

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/chainstate/import.h"
#include "base/hex.h"
#include "base/result.h"
#include "chain/chain.h"
#include "params/params.h"
#include "store/external_block_file.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/file_lock.h"

namespace quanta::chainstate {
namespace {

using base::Err;
template <typename T>
using Outcome = base::Result<T, std::string>;

constexpr const char* kUsage =
    "Usage: quanta-chainstate [options] <data directory> [block files]\n\n"
    "Verifies the blocks of the block files, or of standard input in hex, one a line, and prints for each "
    "its hash,\n"
    "its height and what became of it: connected, stored, duplicate, or why it was refused.\n\n"
    "  -chain=<chain>  main (default), test, testnet4, signet or regtest\n"
    "  -regtest        The same as -chain=regtest; so are -testnet, -testnet4 and -signet\n"
    "  -dbcache=<n>    MiB for coins and databases (default: 450)\n"
    "  -par=<n>        Threads that verify scripts (default: 0, one for each processor)\n";

struct Arguments {
    params::Chain chain = params::Chain::Main;
    int64_t cache_mib = 450;
    int64_t threads = 0;
    bool help = false;
    std::vector<std::string> paths;  ///< the data directory, then files
};

Outcome<int64_t> number(std::string_view option, std::string_view text, int64_t min, int64_t max) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < min || value > max) {
        return Err("Invalid value for " + std::string(option) + ": '" + std::string(text) + "'");
    }
    return value;
}

Outcome<void> read_option(std::string_view argument, Arguments& arguments) {
    const size_t equals = argument.find('=');
    const std::string_view name = argument.substr(0, equals);
    const std::string_view value = equals == argument.npos ? "" : argument.substr(equals + 1);
    std::string_view chain;
    if (name == "-h" || name == "-?" || name == "-help")
        arguments.help = true;
    else if (name == "-chain")
        chain = value;
    else if (name == "-testnet")
        chain = "test";
    else if (name == "-regtest" || name == "-testnet4" || name == "-signet")
        chain = name.substr(1);
    else if (name == "-dbcache")
        arguments.cache_mib = TRY(number(name, value, 4, 1 << 20));
    else if (name == "-par")
        arguments.threads = TRY(number(name, value, -15, 15));
    else
        return Err("Invalid parameter " + std::string(name));
    if (chain.empty()) return {};
    const auto found = params::chain_from_name(chain);
    if (!found) return Err("Unknown chain " + std::string(chain) + ".");
    arguments.chain = *found;
    return {};
}

Outcome<Arguments> read_arguments(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        std::string_view argument = argv[i];
        if (argument.starts_with("--")) argument.remove_prefix(1);
        if (argument.starts_with('-'))
            TRY(read_option(argument, arguments));
        else
            arguments.paths.emplace_back(argument);
    }
    return arguments;
}

Outcome<void> add_file(Import& import, const std::string& path, const params::ChainParams& params) {
    const auto file = store::ExternalBlockFile::open(path, params.message_start, sys::real_file_system());
    if (!file) return Err(file.error().message);
    const auto scanned = (*file)->scan([&](uint64_t, base::Bytes raw) {
        import.add(std::move(raw));
        return true;
    });
    if (!scanned) return Err(scanned.error().message);
    return {};
}

void add_lines(Import& import) {
    size_t number = 0;
    for (std::string line; std::getline(std::cin, line);) {
        ++number;
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.pop_back();
        if (line.empty()) continue;
        if (auto raw = base::from_hex(line))
            import.add(std::move(*raw));
        else
            import.add_unreadable("line " + std::to_string(number) + " is not hex");
    }
}

/// True when every block was fine.
Outcome<bool> run(const Arguments& arguments) {
    sys::FileSystem& files = sys::real_file_system();
    const params::ChainParams params = TRY(params::make_params(arguments.chain));
    chain::ChainOptions options;
    options.data_directory = std::filesystem::path(arguments.paths[0]) / params.data_subdirectory;
    options.blocks_directory = options.data_directory / "blocks";
    options.cache_bytes = static_cast<uint64_t>(arguments.cache_mib) << 20;
    options.script_threads = static_cast<int>(arguments.threads);
    options.fatal = [](const std::string& reason) { std::fprintf(stderr, "Error: %s\n", reason.c_str()); };
    if (const auto made = files.create_directories(options.data_directory.string()); !made) {
        return Err(made.error().message());
    }
    const auto lock = sys::FileLock::acquire((options.data_directory / ".lock").string());
    if (!lock) return Err(lock.error().message());

    const auto chain = TRY(chain::Chain::open(options, params, files, sys::system_clock()));
    TRY(chain->start([](const std::string&) {}));
    Import import(*chain, [](const std::string& line) { std::printf("%s\n", line.c_str()); });
    for (size_t i = 1; i < arguments.paths.size(); ++i)
        TRY(add_file(import, arguments.paths[i], params));
    if (arguments.paths.size() == 1) add_lines(import);
    const bool fine = import.finish();
    const chain::HeaderNode& tip = *chain->snapshot()->tip;
    std::fprintf(stderr, "tip %s height %d\n", tip.hash.to_text().c_str(), tip.height);
    if (!chain->stop()) return Err(std::string("the last write to disk failed"));
    return fine;
}

int fail(const std::string& message) {
    std::fprintf(stderr, "Error: %s\n", message.c_str());
    return 1;
}

}  // namespace
}  // namespace quanta::chainstate

int main(int argc, char** argv) {
    namespace chainstate = quanta::chainstate;
    const auto arguments = chainstate::read_arguments(argc, argv);
    if (!arguments) return chainstate::fail(arguments.error());
    if (arguments->help || arguments->paths.empty()) {
        std::fputs(chainstate::kUsage, arguments->help ? stdout : stderr);
        return arguments->help ? 0 : 1;
    }
    const auto outcome = chainstate::run(*arguments);
    if (!outcome) return chainstate::fail(outcome.error());
    return *outcome ? 0 : 1;
}
