// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <filesystem>
#include <string_view>

namespace quanta::testing {

/// A new empty directory that is removed with all in it when this goes.
class TempDir {
public:
    /// Below the system's directory for temporary files, with `name` in its name. Aborts when it cannot be made.
    explicit TempDir(std::string_view name = "test");
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    ~TempDir();

    const std::filesystem::path& path() const { return m_path; }
    /// The path of `name` inside.
    std::filesystem::path operator/(std::string_view name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

}  // namespace quanta::testing
