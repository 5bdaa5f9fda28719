// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/miniscript_check.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "descriptor/miniscript_limits.h"
#include "descriptor/miniscript_type.h"

namespace quanta::descriptor {
namespace {

/// Which nodes name a key twice, in themselves or below.
std::vector<bool> repeating(const Miniscript& script, std::span<const int64_t> same_before) {
    /// Of the keys below a node: the first, and the latest that is the same as one further on.
    struct Keys {
        int64_t first;
        int64_t latest_repeated;
    };
    std::vector<Keys> all;
    std::vector<bool> result;
    all.reserve(script.nodes.size());
    for (const MiniNode& node : script.nodes) {
        Keys keys{int64_t{script.key_count}, kNoKey};
        if (node.key_count > 0) keys.first = node.first_key;
        for (uint32_t i = 0; i < node.key_count; ++i) {
            keys.latest_repeated = std::max(keys.latest_repeated, same_before[node.first_key + i]);
        }
        for (const uint32_t child : node.children) {
            keys.first = std::min(keys.first, all[child].first);
            keys.latest_repeated = std::max(keys.latest_repeated, all[child].latest_repeated);
        }
        all.push_back(keys);
        result.push_back(keys.latest_repeated >= keys.first);
    }
    return result;
}

/// What is known about every node.
class Check {
public:
    Check(const Miniscript& script, std::span<const int64_t> same_before)
        : m_script(script),
          m_types(miniscript_types(script)),
          m_limits(miniscript_limits(script)),
          m_repeating(repeating(script, same_before)) {}

    bool all_well() const {
        const uint32_t root = m_script.root();
        return !first_fault() && m_types[root].has("Bs") && is_satisfiable(m_limits[root]);
    }
    /// The first expression that is at fault by itself, wherever it stands.
    std::optional<uint32_t> first_fault() const {
        for (uint32_t node = 0; node < m_script.nodes.size(); ++node) {
            if (!is_sound(node)) return node;
        }
        return std::nullopt;
    }
    /// What is said about `node`, the one to name.
    std::string_view reason(uint32_t node) const {
        const uint32_t root = m_script.root();
        if (!is_valid(node)) return " is invalid";
        if (is_sound(root) && m_types[root].has("Bs")) return " is not satisfiable";
        if (!m_types[node].has('m')) return " is not sane: malleable witnesses exist";
        if (node == root && !m_types[node].has('s')) return " is not sane: witnesses without signature exist";
        if (!m_types[node].has('k')) {
            return " is not sane: contains mixes of timelocks expressed in blocks and seconds";
        }
        if (m_repeating[node]) return " is not sane: contains duplicate public keys";
        if (!fits(m_limits[node], m_script.rules)) {
            return " is not sane: needs witnesses that may exceed resource limits";
        }
        return " is not sane";
    }

private:
    bool is_valid(uint32_t node) const {
        return m_types[node].valid() && m_limits[node].script_size <= max_script_size(m_script.rules);
    }
    bool is_sound(uint32_t node) const {
        return is_valid(node) && m_types[node].has("mk") && !m_repeating[node] &&
               fits(m_limits[node], m_script.rules);
    }

    const Miniscript& m_script;
    const std::vector<MiniType> m_types;
    const std::vector<MiniLimits> m_limits;
    const std::vector<bool> m_repeating;
};

}  // namespace

std::optional<std::string> miniscript_fault(
    const Miniscript& script, std::span<const int64_t> same_before,
    const std::function<std::optional<std::string>(uint32_t)>& write_key) {
    const Check check(script, same_before);
    if (check.all_well()) return std::nullopt;
    const uint32_t node = check.first_fault().value_or(script.root());
    return miniscript_text(script, node, write_key).value_or("") + std::string(check.reason(node));
}

}  // namespace quanta::descriptor
