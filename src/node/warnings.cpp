// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/warnings.h"

#include <utility>

namespace quanta::node {

Warnings::Warnings() {
    set(Warning::PreRelease, kPreReleaseWarning);
}

bool Warnings::set(Warning warning, std::string text) {
    sys::MutexLock lock(m_mutex);
    std::string& present = m_texts[warning];
    if (present == text) return false;
    present = std::move(text);
    return true;
}

void Warnings::clear(Warning warning) {
    sys::MutexLock lock(m_mutex);
    m_texts.erase(warning);
}

std::vector<std::string> Warnings::texts() const {
    sys::MutexLock lock(m_mutex);
    std::vector<std::string> texts;
    for (const auto& [warning, text] : m_texts)
        texts.push_back(text);
    return texts;
}

}  // namespace quanta::node
