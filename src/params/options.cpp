// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <charconv>

#include "base/hex.h"
#include "params/chains.h"

namespace quanta::params {

namespace {

using primitives::Height;

using HeightMember = Height ConsensusParams::*;

/// A rule whose activation is buried in a height, by the name -testactivationheight has for it.
struct BuriedRule {
    std::string_view name;
    HeightMember height;
};

constexpr BuriedRule kBuriedRules[] = {
    {"segwit", &ConsensusParams::segwit_height}, {"bip34", &ConsensusParams::bip34_height},
    {"dersig", &ConsensusParams::bip66_height},  {"cltv", &ConsensusParams::bip65_height},
    {"csv", &ConsensusParams::csv_height},
};

/// The deployments -vbparams can move.
constexpr std::string_view kDeployments[] = {"testdummy"};

const BuriedRule* find_rule(std::string_view name) {
    const auto* rule = std::ranges::find(kBuriedRules, name, &BuriedRule::name);
    return rule == std::end(kBuriedRules) ? nullptr : rule;
}

/// All of `text` as a decimal number with an optional minus.
template <typename Integer>
std::optional<Integer> to_integer(std::string_view text) {
    Integer value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// The sentence about `value` of -testactivationheight, whose `part` is wrong.
std::string activation_error(std::string_view part, std::string_view value) {
    std::string text = "Invalid ";
    text.append(part).append(" (").append(value).append(") for -testactivationheight=name@height.");
    return text;
}

/// The sentence about a part of -vbparams.
std::string version_bits_error(std::string_view part, std::string_view value) {
    std::string text = "Invalid ";
    text.append(part).append(" (").append(value).append(")");
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

}  // namespace

base::Result<void, std::string> add_activation_height(ParamsOptions& options, std::string_view value) {
    const size_t at = value.find('@');
    if (at == std::string_view::npos) return base::Err(activation_error("format", value));
    const std::optional<Height> height = to_integer<Height>(value.substr(at + 1));
    if (!height || *height < 0 || *height == std::numeric_limits<Height>::max()) {
        return base::Err(activation_error("height value", value));
    }
    const std::string_view name = value.substr(0, at);
    if (!find_rule(name)) return base::Err(activation_error("name", value));
    options.activation_heights.emplace_back(name, *height);
    return {};
}

base::Result<void, std::string> add_version_bits(ParamsOptions& options, std::string_view value) {
    const std::vector<std::string_view> parts = split(value, ':');
    if (parts.size() != 3 && parts.size() != 4) {
        return base::Err(std::string(
            "Version bits parameters malformed, expecting deployment:start:end[:min_activation_height]"));
    }
    const std::optional<int64_t> start = to_integer<int64_t>(parts[1]);
    if (!start) return base::Err(version_bits_error("nStartTime", parts[1]));
    const std::optional<int64_t> timeout = to_integer<int64_t>(parts[2]);
    if (!timeout) return base::Err(version_bits_error("nTimeout", parts[2]));
    const std::optional<Height> height = parts.size() == 4 ? to_integer<Height>(parts[3]) : 0;
    if (!height) return base::Err(version_bits_error("min_activation_height", parts[3]));
    if (std::ranges::find(kDeployments, parts[0]) == std::end(kDeployments)) {
        return base::Err(version_bits_error("deployment", parts[0]));
    }
    options.version_bits.push_back({std::string(parts[0]), *start, *timeout, *height});
    return {};
}

base::Result<void, std::string> add_signet_challenge(ParamsOptions& options, std::string_view value) {
    if (options.signet_challenge)
        return base::Err(std::string("-signetchallenge cannot be multiple values."));
    std::optional<base::Bytes> challenge = base::from_hex(value);
    if (!challenge) {
        return base::Err("-signetchallenge must be hex, not '" + std::string(value) + "'.");
    }
    options.signet_challenge = std::move(*challenge);
    return {};
}

base::Result<void, std::string> move_rules(const ParamsOptions& options, ConsensusParams& params) {
    for (const auto& [name, height] : options.activation_heights) {
        const BuriedRule* rule = find_rule(name);
        if (!rule) return base::Err(activation_error("name", name + '@' + std::to_string(height)));
        params.*rule->height = height;
    }
    for (const ParamsOptions::VersionBits& moved : options.version_bits) {
        const auto deployment = std::ranges::find(params.deployments, moved.deployment, &Deployment::name);
        if (deployment == params.deployments.end()) {
            return base::Err(version_bits_error("deployment", moved.deployment));
        }
        deployment->start_time = moved.start_time;
        deployment->timeout = moved.timeout;
        deployment->min_activation_height = moved.min_activation_height;
    }
    return {};
}

}  // namespace quanta::params
