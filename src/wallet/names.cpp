// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/names.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/core.h>

#include "wallet/wallet_file.h"

namespace quanta::wallet {
namespace {

constexpr int kMaxDepth = 4;
/// Folders looked into at most.
constexpr size_t kMaxFolders = 100'000;

/// A folder below the root and how deep it is.
struct Folder {
    std::string name;
    int depth = 0;
};

}  // namespace

WalletResult<std::string> wallet_directory_of(const std::string& root, std::string_view name) {
    const std::filesystem::path path(name);
    if (name.find('\0') != name.npos) return fail(ErrorCode::Failed, "Wallet name cannot hold a zero byte");
    if (path == path.root_path() && !path.empty()) {
        return fail(ErrorCode::Failed, "Wallet name cannot be the root path");
    }
    if (path.lexically_normal().string() != name || name.ends_with('/')) {
        return fail(ErrorCode::Failed, "Wallet name given as a path must be normalized");
    }
    if (!path.is_absolute() && !path.empty()) {
        const std::string first = path.begin()->string();
        if (first == "." || first == "..") {
            return fail(
                ErrorCode::Failed,
                "Wallet name given as a relative path cannot begin with ./ or ../, for wallets not in the "
                "walletdir, please use an absolute path.");
        }
    }
    return name.empty() ? root : sys::join_path(root, name);
}

std::vector<std::string> list_wallets(sys::FileSystem& files, const std::string& root) {
    std::vector<std::string> names;
    std::vector<Folder> open{{"", 0}};
    for (size_t seen = 0; !open.empty() && seen < kMaxFolders; ++seen) {
        const Folder folder = std::move(open.back());
        open.pop_back();
        const std::string path = folder.name.empty() ? root : sys::join_path(root, folder.name);
        if (wallet_file_kind(files, sys::join_path(path, kWalletFileName)) == FileKind::Wallet)
            names.push_back(folder.name);
        if (folder.depth == kMaxDepth) continue;
        const auto entries = files.list_directory(path);
        if (!entries) continue;
        for (const std::string& entry : *entries) {
            const std::string name = folder.name.empty() ? entry : sys::join_path(folder.name, entry);
            if (files.is_directory(sys::join_path(root, name))) open.push_back({name, folder.depth + 1});
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace quanta::wallet
