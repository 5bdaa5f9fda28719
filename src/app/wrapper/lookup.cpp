// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wrapper/lookup.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace quanta::wrapper {

namespace fs = std::filesystem;

namespace {

/// The folders of a PATH; an empty one means the current folder.
std::vector<std::string> folders_of(std::string_view search_path) {
    std::vector<std::string> folders;
    while (!search_path.empty()) {
        const size_t colon = search_path.find(':');
        const std::string_view folder = search_path.substr(0, colon);
        folders.emplace_back(folder.empty() ? "." : folder);
        search_path.remove_prefix(colon == std::string_view::npos ? search_path.size() : colon + 1);
    }
    return folders;
}

}  // namespace

std::string own_path(std::string_view called_as) {
    std::error_code failure;
    const fs::path told = fs::read_symlink("/proc/self/exe", failure);
    if (!failure) return told.string();
    fs::path found(called_as);
    if (called_as.find('/') == std::string_view::npos) {
        const char* search_path = std::getenv("PATH");
        for (const std::string& folder : folders_of(search_path != nullptr ? search_path : "")) {
            found = fs::path(folder) / called_as;
            if (is_program(found.string())) break;
        }
    }
    found = fs::canonical(found, failure);
    return failure ? "" : found.string();
}

std::vector<std::string> candidates(const std::string& name, const std::string& own_path,
                                    std::string_view search_path) {
    std::vector<fs::path> folders;
    if (!own_path.empty()) {
        const fs::path own_folder = fs::path(own_path).parent_path();
        folders = {own_folder.parent_path() / "libexec", own_folder};
    }
    for (const std::string& folder : folders_of(search_path))
        folders.emplace_back(folder);
    std::vector<std::string> paths;
    for (const fs::path& folder : folders) {
        std::string path = (folder / name).string();
        if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
    }
    return paths;
}

bool is_program(const std::string& path) {
    std::error_code failure;
    return fs::is_regular_file(path, failure) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace quanta::wrapper
