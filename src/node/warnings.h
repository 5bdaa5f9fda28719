// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sys/mutex.h"

namespace quanta::node {

/// What a warning is about, in the order RPC lists them.
enum class Warning : uint8_t {
    PreRelease,  ///< this version is not for production
    HeldChain,   ///< the chain with most work cannot be followed
    FatalError,  ///< the disk failed, the node is stopping
};

/// The sentence about versions that are not for production.
inline constexpr const char* kPreReleaseWarning =
    "This is a pre-release test build - use at your own risk - do not use for mining or merchant "
    "applications";

/// What users should know about the state of the node. Any thread.
class Warnings {
public:
    /// Holds the pre-release warning.
    Warnings();
    /// Sets or replaces the text of `warning`. Whether that is news.
    bool set(Warning warning, std::string text) QUANTA_EXCLUDES(m_mutex);
    void clear(Warning warning) QUANTA_EXCLUDES(m_mutex);
    /// All texts in the order of their kinds.
    std::vector<std::string> texts() const QUANTA_EXCLUDES(m_mutex);

private:
    mutable sys::Mutex m_mutex;
    std::map<Warning, std::string> m_texts QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace quanta::node
