// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/conversion_check.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "rpc/conversion.h"

namespace quanta::rpc {
namespace {

std::optional<Treatment> treatment_of(const Method& method, size_t position) {
    for (const Conversion& entry : conversions_of(method.name)) {
        const bool own_name = entry.name == method.params[position].name;
        if (entry.position == position && own_name) return entry.treatment;
    }
    return std::nullopt;
}

}  // namespace

std::vector<std::string> conversion_faults(const Method& method) {
    std::vector<std::string> faults;
    for (size_t i = 0; i < method.params.size(); ++i) {
        const Param& param = method.params[i];
        const auto type = expected_type(param.kind);
        if (!type) continue;
        const auto treatment = treatment_of(method, i);
        if (*type == json::Type::String && treatment.value_or(Treatment::String) == Treatment::Json)
            faults.push_back(method.name + ": " + param.name + " is a string and sent as JSON");
        if (*type != json::Type::String && treatment.value_or(Treatment::String) == Treatment::String)
            faults.push_back(method.name + ": " + param.name + " is no string and sent as one");
    }
    for (const Conversion& entry : conversions_of(method.name)) {
        const auto known = [&](const Param& param) {
            const auto of_name = [&](const Shape& member) { return member.name == entry.name; };
            return param.name == entry.name || std::ranges::count(param.aliases, entry.name) > 0 ||
                   (param.members_are_named && std::ranges::any_of(param.inner, of_name));
        };
        if (entry.position >= method.params.size() || !known(method.params[entry.position]))
            faults.push_back(method.name + ": there is no " + std::string(entry.name) + " to convert");
    }
    return faults;
}

}  // namespace quanta::rpc
