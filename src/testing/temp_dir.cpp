// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "testing/temp_dir.h"

#include <stdlib.h>

#include <string>
#include <system_error>

#include "base/check.h"

namespace quanta::testing {

TempDir::TempDir(std::string_view name) {
    const std::string base = std::filesystem::temp_directory_path().string();
    std::string pattern = base + "/quanta-" + std::string(name) + "-XXXXXX";
    CHECK(mkdtemp(pattern.data()));
    m_path = pattern;
}

TempDir::~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

}  // namespace quanta::testing
