// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/common/find_program.h"

#include <unistd.h>

#include <filesystem>
#include <system_error>

#if defined(__APPLE__)
#include <mach-o/dyld.h>

#include <array>
#endif

namespace quanta::program {

namespace {

std::filesystem::path own_path() {
    std::error_code unknown;
#if defined(__APPLE__)
    std::array<char, 4096> path{};
    uint32_t size = path.size();
    if (_NSGetExecutablePath(path.data(), &size) != 0) return {};
    return std::filesystem::canonical(path.data(), unknown);
#else
    return std::filesystem::read_symlink("/proc/self/exe", unknown);
#endif
}

}  // namespace

std::string find_program(const std::string& name) {
    const std::filesystem::path folder = own_path().parent_path();
    if (folder.empty()) return name;
    for (const std::filesystem::path& place :
         {folder, folder.parent_path() / "bin", folder.parent_path() / "libexec"}) {
        const std::filesystem::path path = place / name;
        if (::access(path.c_str(), X_OK) == 0) return path.string();
    }
    return name;
}

}  // namespace quanta::program
