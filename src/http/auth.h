// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/hash.h"
#include "sys/random.h"

namespace quanta::http {

/// Who may log in with which password. Passwords are kept as salted hashes alone. Constant once filled, then
/// any thread.
class Credentials {
public:
    /// `random` gives salts.
    explicit Credentials(sys::Random& random) : m_random(random) {}

    /// Adds a user with a password in clear.
    void add_password(std::string_view user, std::string_view password);
    /// Adds a line `user:salt$hash` of -rpcauth, the hash being HMAC-SHA256 of the password under the salt's
    /// text, in hex. The error says what is wrong.
    base::Result<void, std::string> add_hashed(std::string_view line);

    /// The user of an Authorization header (`Basic …`) whose password is right; nothing otherwise. Takes the
    /// time of one hash per entry whatever the header holds.
    std::optional<std::string> check(std::string_view authorization) const;

private:
    struct Entry {
        std::string user;
        std::string salt;
        crypto::Digest256 hash;
    };

    sys::Random& m_random;
    std::vector<Entry> m_entries;
};

/// Which methods a user may call: the lines of -rpcwhitelist. Constant after construction, any thread.
class Whitelist {
public:
    /// `lines` are `user:method,method…`; several lines of one user leave what all of them allow, a line
    /// without methods leaves nothing. Users without a line may call everything, or nothing when
    /// `others_refused`, which is by default so as soon as there is a line.
    Whitelist(const std::vector<std::string>& lines, std::optional<bool> others_refused);

    bool allows(std::string_view user, std::string_view method) const;

private:
    struct Rule {
        std::string user;
        /// Sorted.
        std::vector<std::string> methods;
    };
    const Rule* rule_of(std::string_view user) const;

    std::vector<Rule> m_rules;
    bool m_others_refused;
};

}  // namespace quanta::http
