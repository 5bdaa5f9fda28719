// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "testing/test_data.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/check.h"
#include "codec/reader.h"

namespace quanta::testing {

namespace {

template <typename Container>
Container read_all(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    CHECK(file.good());
    Container content(static_cast<size_t>(file.tellg()), 0);
    file.seekg(0).read(reinterpret_cast<char*>(content.data()), static_cast<std::streamsize>(content.size()));
    CHECK(file.good());
    return content;
}

}  // namespace

std::optional<std::filesystem::path> test_data(std::string_view root, std::string_view relative) {
    if (root.empty()) return std::nullopt;
    const std::filesystem::path path = std::filesystem::path(root) / relative;
    if (!std::filesystem::exists(path)) return std::nullopt;
    return path;
}

base::Bytes read_file(const std::filesystem::path& path) {
    return read_all<base::Bytes>(path);
}

std::string read_text(const std::filesystem::path& path) {
    return read_all<std::string>(path);
}

std::vector<base::Bytes> read_block_file(const std::filesystem::path& path,
                                         const std::array<uint8_t, 4>& message_start) {
    const base::Bytes content = read_file(path);
    codec::Reader reader(content);
    std::vector<base::Bytes> blocks;
    while (!reader.at_end()) {
        const base::ByteSpan start = reader.read_bytes(message_start.size()).value();
        if (std::ranges::all_of(start, [](uint8_t byte) { return byte == 0; })) break;
        CHECK(std::ranges::equal(start, message_start));
        const uint32_t size = reader.read<uint32_t>().value();
        const base::ByteSpan block = reader.read_bytes(size).value();
        blocks.emplace_back(block.begin(), block.end());
    }
    return blocks;
}

}  // namespace quanta::testing
