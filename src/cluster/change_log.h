// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "cluster/fee_size.h"

namespace quanta::cluster {

/// The best rate at which chunks changed since any version, in bounded memory: an entry is kept only until
/// one at least as good comes after it.
class ChangeLog {
public:
    /// Entries kept. Beyond, older ones are merged: an answer may then name too good a rate, never too bad.
    static constexpr size_t kCapacity = 1'024;

    /// Notes that chunks up to `rate` changed at `version`, later than all noted before. O(1) amortised.
    void note(uint64_t version, const FeeSize& rate);
    /// The best rate noted after `version`; nothing when none was.
    std::optional<FeeSize> best_since(uint64_t version) const;

private:
    struct Entry {
        uint64_t version;
        FeeSize rate;
    };

    /// Versions rise, rates fall strictly.
    std::deque<Entry> m_entries;
};

}  // namespace quanta::cluster
