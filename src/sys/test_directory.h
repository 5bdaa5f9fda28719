// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace quanta::sys {

/// A fresh directory for one test, removed with what is in it. For tests alone.
class TestDirectory {
public:
    TestDirectory() {
        std::string pattern = (std::filesystem::temp_directory_path() / "quanta-test-XXXXXX").string();
        m_path = ::mkdtemp(pattern.data());
    }
    ~TestDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    TestDirectory(const TestDirectory&) = delete;
    TestDirectory& operator=(const TestDirectory&) = delete;

    const std::string& path() const { return m_path; }
    /// The path of `name` in it.
    std::string operator/(const std::string& name) const { return m_path + "/" + name; }

private:
    std::string m_path;
};

}  // namespace quanta::sys
