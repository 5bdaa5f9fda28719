// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/auth.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/hex.h"
#include "crypto/hmac.h"
#include "rpc/read_methods.h"

namespace quanta::http {

namespace {

using base::as_bytes;

constexpr size_t kSaltSize = 16;
constexpr std::string_view kScheme = "Basic ";
/// The word for all methods that change nothing.
constexpr std::string_view kRead = "read";

/// The parts of "name:rest"; nothing without a colon.
std::optional<std::pair<std::string_view, std::string_view>> split_at_colon(std::string_view text) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    return std::pair(text.substr(0, colon), text.substr(colon + 1));
}

std::vector<std::string> method_names(std::string_view list) {
    std::vector<std::string> names;
    while (!list.empty()) {
        const size_t comma = std::min(list.find(','), list.size());
        std::string name(list.substr(0, comma));
        std::erase(name, ' ');
        if (!name.empty()) names.push_back(std::move(name));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> common(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::vector<std::string> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return both;
}

}  // namespace

void Credentials::add_password(std::string_view user, std::string_view password) {
    const std::string salt = base::to_hex(m_random.bytes<kSaltSize>());
    m_entries.push_back({std::string(user), salt, crypto::hmac_sha256(as_bytes(salt), as_bytes(password))});
}

base::Result<void, std::string> Credentials::add_hashed(std::string_view line) {
    const auto user_and_rest = split_at_colon(line);
    const size_t dollar = user_and_rest ? user_and_rest->second.find('$') : std::string_view::npos;
    if (dollar == std::string_view::npos) return base::Err(std::string("Invalid -rpcauth argument."));
    const auto [user, rest] = *user_and_rest;
    const std::string_view behind = rest.substr(dollar + 1);
    const auto hash_and_rights = split_at_colon(behind);
    const std::optional<base::Bytes> hash = base::from_hex(hash_and_rights ? hash_and_rights->first : behind);
    Entry entry{std::string(user), std::string(rest.substr(0, dollar)), {}, std::nullopt};
    if (hash_and_rights) entry.rights = Rights::parse(hash_and_rights->second);
    const bool no_rights = hash_and_rights && !entry.rights;
    if (!hash || hash->size() != entry.hash.size() || no_rights)
        return base::Err(std::string("Invalid -rpcauth argument."));
    std::copy(hash->begin(), hash->end(), entry.hash.begin());
    m_entries.push_back(std::move(entry));
    return {};
}

std::optional<std::string> Credentials::check(std::string_view authorization) const {
    if (!authorization.starts_with(kScheme)) return std::nullopt;
    const std::optional<std::string> text = base::from_base64(authorization.substr(kScheme.size()));
    const auto given = text ? split_at_colon(*text) : std::nullopt;
    if (!given) return std::nullopt;
    bool right = false;
    for (const Entry& entry : m_entries) {
        const crypto::Digest256 hash = crypto::hmac_sha256(as_bytes(entry.salt), as_bytes(given->second));
        const bool same_user = crypto::equal_in_constant_time(as_bytes(entry.user), as_bytes(given->first));
        right |= crypto::equal_in_constant_time(entry.hash, hash) && same_user;
    }
    if (!right) return std::nullopt;
    return std::string(given->first);
}

bool Credentials::allow(std::string_view user, std::string_view method) const {
    return std::any_of(m_entries.begin(), m_entries.end(), [&](const Entry& entry) {
        return entry.user == user && (!entry.rights || entry.rights->allow(method));
    });
}

std::optional<Rights> Rights::parse(std::string_view list) {
    Rights rights;
    rights.m_methods = method_names(list);
    if (rights.m_methods.empty()) return std::nullopt;
    rights.m_read = std::erase(rights.m_methods, kRead) > 0;
    return rights;
}

bool Rights::allow(std::string_view method) const {
    if (m_read && rpc::is_read_method(method)) return true;
    return std::binary_search(m_methods.begin(), m_methods.end(), method, std::less<>());
}

Whitelist::Whitelist(const std::vector<std::string>& lines, std::optional<bool> others_refused)
    : m_others_refused(others_refused.value_or(!lines.empty())) {
    for (const std::string& line : lines) {
        const size_t colon = std::min(line.find(':'), line.size());
        const std::string_view user = std::string_view(line).substr(0, colon);
        std::vector<std::string> methods =
            method_names(std::string_view(line).substr(std::min(colon + 1, line.size())));
        const auto found = std::find_if(m_rules.begin(), m_rules.end(),
                                        [&](const Rule& rule) { return rule.user == user; });
        if (found == m_rules.end()) m_rules.push_back({std::string(user), std::move(methods)});
        else found->methods = common(found->methods, methods);
    }
}

const Whitelist::Rule* Whitelist::rule_of(std::string_view user) const {
    const auto found = std::find_if(m_rules.begin(), m_rules.end(),
                                    [&](const Rule& rule) { return rule.user == user; });
    return found == m_rules.end() ? nullptr : &*found;
}

bool Whitelist::allows(std::string_view user, std::string_view method) const {
    const Rule* rule = rule_of(user);
    if (!rule) return !m_others_refused;
    return std::binary_search(rule->methods.begin(), rule->methods.end(), method, std::less<>());
}

}  // namespace quanta::http
