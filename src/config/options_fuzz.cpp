// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// The input up to a zero byte is a configuration file, what follows are arguments separated by zero bytes.
// What is accepted is written out again and must mean the same.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "config/command_line.h"
#include "config/config_file.h"
#include "config/settings_file.h"
#include "json/parser.h"

namespace {

namespace config = quanta::config;

std::vector<std::string> cut_at_zeros(std::string_view text) {
    std::vector<std::string> parts;
    while (true) {
        const size_t zero = text.find('\0');
        parts.emplace_back(text.substr(0, zero));
        if (zero == std::string_view::npos) return parts;
        text.remove_prefix(zero + 1);
    }
}

std::string line_for(const std::string& name, const config::Setting& setting) {
    return setting.negated ? "no" + name + "=1" : name + "=" + setting.value;
}

void check_file(std::string_view text) {
    config::ConfigFile file, again;
    const config::ConfigGrammar grammar{config::node_options()};
    if (!parse_config_text(grammar, text, "file", file)) return;
    std::string written;
    for (const auto& [section, settings] : file.sections) {
        if (!section.empty()) written += "[" + section + "]\n";
        for (const auto& [name, values] : settings) {
            for (const config::Setting& setting : values)
                written += line_for(name, setting) + "\n";
        }
    }
    CHECK(parse_config_text(grammar, written, "file", again));
    CHECK(again.sections == file.sections);
}

void check_arguments(const std::vector<std::string>& arguments) {
    const auto line = parse_command_line(config::node_options(), arguments);
    if (!line) return;
    std::vector<std::string> written;
    for (const auto& [name, values] : line->settings) {
        for (const config::Setting& setting : values)
            written.push_back("-" + line_for(name, setting));
    }
    written.insert(written.end(), line->words.begin(), line->words.end());
    const auto again = parse_command_line(config::node_options(), written);
    CHECK(again && again->settings == line->settings && again->words == line->words);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::vector<std::string> parts = cut_at_zeros(quanta::base::as_text({data, size}));
    check_file(parts.front());
    const auto settings = quanta::json::parse(parts.front(), 1 << 20);
    if (settings && settings->is_object()) (void)config::settings_as_map(settings->object());
    parts.erase(parts.begin());
    check_arguments(parts);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    using namespace std::string_view_literals;
    const std::vector<std::string_view> texts{
        "server=1\n[regtest]\nport=5 # x\nnolisten=1\nmain.par=2\n"
        "\0-regtest\0-debug=net\0--nolisten=0\0getblock"sv,
        "rpcpassword=a#b\n-x=1\n"sv, "{\"wallet\":[\"a\",false],\"prune\":550}\0-nodebug\0-proxy\0-"sv};
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string_view text : texts)
        seeds.emplace_back(text.begin(), text.end());
    return seeds;
}
