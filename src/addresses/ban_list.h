// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "addresses/subnet.h"
#include "base/result.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/random.h"

namespace quanta::addresses {

struct Ban {
    int64_t created_s = 0;
    int64_t until_s = 0;
};

/// Addresses that may not connect: bans, which an operator sets and banlist.json keeps, and discouraged
/// addresses, which are forgotten with the run and only lose against others when connections are short. Net
/// thread.
class BanList {
public:
    /// Reads `path`; a file that cannot be read is told of in the log and replaced at the next write.
    BanList(sys::FileSystem& files, std::filesystem::path path, const sys::Clock& clock, sys::Random& random);

    /// Bans until `until_s`, unless it is banned longer already. Writes the file.
    void ban(const Subnet& subnet, int64_t until_s);
    /// False when it is not banned.
    bool unban(const Subnet& subnet);
    void clear();
    bool is_banned(const wire::Address& address) const;
    bool is_banned(const Subnet& subnet) const;
    /// Those that have not run out.
    std::map<Subnet, Ban> bans() const;

    /// At most 50,000 are remembered, the oldest are forgotten.
    void discourage(const wire::Address& address);
    bool is_discouraged(const wire::Address& address) const;

    /// Writes what has changed. False when that failed.
    bool save();

private:
    struct Impl;
    std::shared_ptr<Impl> m_impl;
};

}  // namespace quanta::addresses
