// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/log_reader.h"

#include <algorithm>
#include <span>

namespace quanta::node {

interfaces::LogPage read_log_page(sys::FileSystem& files, const std::string& path, uint64_t position,
                                  uint64_t max_bytes) {
    max_bytes = std::clamp<uint64_t>(max_bytes, 1, kMaxLogPageBytes);
    auto file = files.open(path, sys::OpenMode::Read);
    if (!file) return {.text = {}, .position = position};
    const uint64_t size = (*file)->size().value_or(0);
    // It has shrunk, or the reader wants its end.
    const bool at_end = position > size;
    if (at_end) position = size - std::min(size, max_bytes);
    const bool tail = at_end && position > 0;
    if (tail) {
        // Whether a line begins there shows in the byte before.
        --position;
        ++max_bytes;
    }

    std::string text(std::min(max_bytes, size - position), '\0');
    const std::span<uint8_t> bytes(reinterpret_cast<uint8_t*>(text.data()), text.size());
    text.resize((*file)->read_at(position, bytes).value_or(0));
    if (tail) {
        const size_t newline = text.find('\n');
        const size_t begin = newline == std::string::npos ? text.size() : newline + 1;
        text.erase(0, begin);
        position += begin;
        max_bytes -= begin;
    }
    const size_t end = text.rfind('\n');
    const bool cut = end == std::string::npos && text.size() == max_bytes;
    if (!cut) text.resize(end == std::string::npos ? 0 : end + 1);
    const uint64_t next = position + text.size();
    return {std::move(text), next};
}

}  // namespace quanta::node
