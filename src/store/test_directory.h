// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <filesystem>
#include <string>

#include "sys/random.h"

namespace quanta::store {

/// For the tests of this library alone: a fresh directory, removed at the end.
class TestDirectory {
public:
    TestDirectory()
        : m_path(std::filesystem::temp_directory_path() /
                 ("quanta-store-" + std::to_string(sys::os_random().u64()))) {
        std::filesystem::create_directories(m_path);
    }
    ~TestDirectory() { std::filesystem::remove_all(m_path); }
    TestDirectory(const TestDirectory&) = delete;
    TestDirectory& operator=(const TestDirectory&) = delete;

    const std::filesystem::path& path() const { return m_path; }

private:
    const std::filesystem::path m_path;
};

}  // namespace quanta::store
