// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "config/option_spec.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

#include "config/option_parts.h"

namespace quanta::config {

namespace {

/// Short forms every program knows; the help of -help tells them.
constexpr std::array<OptionSpec, 2> kShortForms{{{"?", Group::Hidden}, {"h", Group::Hidden}}};

std::vector<OptionSpec> sorted(std::initializer_list<OptionTable> parts) {
    std::vector<OptionSpec> all(kShortForms.begin(), kShortForms.end());
    for (const OptionTable part : parts)
        all.insert(all.end(), part.begin(), part.end());
    std::sort(all.begin(), all.end(),
              [](const OptionSpec& a, const OptionSpec& b) { return a.name < b.name; });
    return all;
}

}  // namespace

OptionTable node_options() {
    static const std::vector<OptionSpec> options =
        sorted({general_options(), connection_options(), wallet_options(), debug_options(), chain_options()});
    return options;
}

OptionTable cli_options() {
    static const std::vector<OptionSpec> options = sorted({client_options(), chain_options()});
    return options;
}

const OptionSpec* find_option(OptionTable table, std::string_view name) {
    const auto found = std::lower_bound(
        table.begin(), table.end(), name,
        [](const OptionSpec& option, std::string_view wanted) { return option.name < wanted; });
    return found != table.end() && found->name == name ? &*found : nullptr;
}

}  // namespace quanta::config
