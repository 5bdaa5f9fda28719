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

/// What a user may call: names of methods, or `read` for all that change nothing.
class Rights {
public:
    /// `list` is names with commas between them. Nothing when it names none.
    static std::optional<Rights> parse(std::string_view list);

    bool allow(std::string_view method) const;

private:
    bool m_read = false;
    std::vector<std::string> m_methods;  ///< sorted
};

/// Who may log in with which password. Passwords are kept as salted hashes alone. Constant once filled, then
/// any thread.
class Credentials {
public:
    /// `random` gives salts.
    explicit Credentials(sys::Random& random) : m_random(random) {}

    /// Adds a user with a password in clear.
    void add_password(std::string_view user, std::string_view password);
    /// Adds a line `user:salt$hash` of -rpcauth, the hash being HMAC-SHA256 of the password under the salt's
    /// text, in hex. Ours alone: `user:salt$hash:rights` holds the user to these rights; those of several lines
    /// of one user add up. The error says what is wrong.
    base::Result<void, std::string> add_hashed(std::string_view line);

    /// The user of an Authorization header (`Basic …`) whose password is right; nothing otherwise. Takes the
    /// time of one hash per entry whatever the header holds.
    std::optional<std::string> check(std::string_view authorization) const;
    /// Whether rights let `user`, who has logged in, call `method`.
    bool allow(std::string_view user, std::string_view method) const;

private:
    struct Entry {
        std::string user;
        std::string salt;
        crypto::Digest256 hash;
        std::optional<Rights> rights;  ///< absent: all
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
