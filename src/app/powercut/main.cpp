// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// quanta-powercut: one life of a chain, at a chosen point of which the power is cut.
//
//     quanta-powercut <seed> <directory> <scenario> [changes|syncs <passes> all|part|nothing]
//         works; the power goes after so many writes and syncs, or syncs alone, and with it all that was not
//         synced, a part of it, or nothing (as when the process alone ends)
//     quanta-powercut check <directory> <scenario>
//         goes on without a cut and tells how it ended
//
// Ends with 0, or 10 when the power was cut, or 1 when something is wrong.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "app/powercut/work.h"
#include "base/log.h"
#include "kv/test_environment.h"

namespace {

namespace base = quanta::base;
namespace kv = quanta::kv;
namespace powercut = quanta::powercut;
namespace sys = quanta::sys;
using powercut::Outcome;
using powercut::Scenario;

constexpr int kWrong = 1;
constexpr int kCut = 10;

/// Errors and warnings, for whoever looks at a failure.
class ErrorLog final : public base::LogSink {
public:
    void write(base::LogLevel level, std::optional<base::Category>, std::string_view message) override {
        if (level < base::LogLevel::Warning) return;
        std::fprintf(stderr, "%.*s\n", static_cast<int>(message.size()), message.data());
    }
};

int wrong(const std::string& problem) {
    std::fprintf(stderr, "%s\n", problem.c_str());
    return kWrong;
}

Outcome live(powercut::Work& work, const std::filesystem::path& directory, Scenario scenario,
             sys::Random& random) {
    TRY(work.start(directory, scenario));
    std::printf("started at height %d%s\n", work.height(), work.was_reindexing() ? ", reindexing" : "");
    TRY(work.disturb(scenario, random));
    return work.stop();
}

/// The cut that `arguments` tell, or none; `random` decides what a partial loss leaves.
std::optional<sys::PlannedCut> parse_cut(const std::vector<std::string>& arguments, sys::Random& random) {
    if (arguments.size() != 6) return std::nullopt;
    sys::PlannedCut cut;
    if (arguments[3] == "syncs") cut.count = sys::PlannedCut::Count::Syncs;
    cut.passes = std::strtoull(arguments[4].c_str(), nullptr, 10);
    if (arguments[5] == "nothing") cut.loss = sys::PlannedCut::Loss::Nothing;
    if (arguments[5] == "part") cut.random = &random;
    return cut;
}

/// Leaves by _exit once the power is off, as nothing that still runs can change the disk.
int run(const std::vector<std::string>& arguments, Scenario scenario) {
    const uint64_t seed = std::strtoull(arguments[0].c_str(), nullptr, 10);
    const std::filesystem::path directory = arguments[1];
    const powercut::Material material = powercut::make_material();
    sys::FakeRandom random(seed);
    sys::FakeRandom kept(seed + 1);
    sys::FaultyFileSystem files(sys::real_file_system());
    kv::TestEnvironment environment(files);
    if (const auto cut = parse_cut(arguments, kept)) files.plan_cut(*cut);
    const Outcome outcome = [&] {
        powercut::Work work(material, files, &environment);
        const Outcome lived = live(work, directory, scenario, random);
        std::fflush(stdout);
        if (!files.is_powered()) _exit(kCut);
        return lived;
    }();
    if (!files.is_powered()) _exit(kCut);
    if (!outcome) return wrong(outcome.error());
    std::printf("changes %llu\n", static_cast<unsigned long long>(files.change_count()));
    std::printf("syncs %llu\n", static_cast<unsigned long long>(files.sync_count()));
    return EXIT_SUCCESS;
}

base::Result<std::string, std::string> go_on(powercut::Work& work, const std::filesystem::path& directory,
                                             Scenario scenario) {
    TRY(work.start(directory, scenario));
    std::printf("started at height %d%s\n", work.height(), work.was_reindexing() ? ", reindexing" : "");
    TRY(work.verify());
    TRY(work.finish());
    TRY(work.verify());
    const std::string hash = TRY(work.utxo_hash());
    TRY(work.stop());
    return hash;
}

int check(const std::filesystem::path& directory, Scenario scenario) {
    const powercut::Material material = powercut::make_material();
    powercut::Work work(material, sys::real_file_system(), nullptr);
    const auto hash = go_on(work, directory, scenario);
    if (!hash) return wrong(hash.error());
    std::printf("height %d\nutxo %s\n", work.height(), hash->c_str());
    return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() != 3 && arguments.size() != 6) {
        return wrong(
            "usage: quanta-powercut <seed>|check <directory> <scenario> [changes|syncs <passes> "
            "all|part|nothing]");
    }
    const auto scenario = powercut::scenario_from_name(arguments[2]);
    if (!scenario) return wrong("unknown scenario " + arguments[2]);
    ErrorLog log;
    base::Log::set_sink(&log);
    if (arguments[0] == "check") return check(arguments[1], *scenario);
    return run(arguments, *scenario);
}
