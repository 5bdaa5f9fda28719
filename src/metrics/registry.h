// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/exposition.h"

namespace quanta::metrics {

/// Who has figures to show. Sources are added by one thread before the first text().
class Registry {
public:
    /// Writes families of its own. Any thread, several at once; must not wait for work that takes long.
    using Source = std::function<void(Exposition& out)>;

    void add(Source source) { m_sources.push_back(std::move(source)); }
    /// The figures of all sources now, in the order they were added. Any thread.
    std::string text() const;

private:
    std::vector<Source> m_sources;
};

}  // namespace quanta::metrics
