// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

/// @file
/// Files of the folder given by the build option QUANTA_TEST_DATA. Tests hand over the definition of that name
/// and skip when there is nothing:
///
///     const auto path = testing::test_data(QUANTA_TEST_DATA, "vectors/siphash.json");
///     if (!path) GTEST_SKIP() << "needs vectors/siphash.json of QUANTA_TEST_DATA";

namespace quanta::testing {

/// The path of `relative` below `root`; nothing when `root` is empty or has no such file or folder.
std::optional<std::filesystem::path> test_data(std::string_view root, std::string_view relative);

/// All bytes of a file. Aborts when it cannot be read.
base::Bytes read_file(const std::filesystem::path& path);
/// All of a file as text. Aborts when it cannot be read.
std::string read_text(const std::filesystem::path& path);

/// The serialised blocks of a block file without obfuscation, each behind `message_start` and its length.
/// Aborts at anything else but zeros at the end.
std::vector<base::Bytes> read_block_file(const std::filesystem::path& path,
                                         const std::array<uint8_t, 4>& message_start);

}  // namespace quanta::testing
