// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "metrics/registry.h"

namespace quanta::metrics {

std::string Registry::text() const {
    Exposition out;
    for (const Source& source : m_sources)
        source(out);
    return out.take();
}

}  // namespace quanta::metrics
