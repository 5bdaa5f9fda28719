// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace quanta::rpc {

/// A reply under construction: the only copy of its bytes, in pieces that are freed one by one as they are
/// sent. One thread at a time.
class ReplyBody {
public:
    /// Bytes from which on another piece is begun.
    static constexpr size_t kPieceSize = 64 * 1024;

    void append(std::string_view text);
    /// Drops what lies beyond the first `size` bytes, of which there are at least as many.
    void truncate(size_t size);
    size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    /// The pieces, none empty; this is empty afterwards.
    std::vector<base::Bytes> take();
    /// All in one, for tests and small replies.
    std::string text() const;

private:
    std::vector<base::Bytes> m_pieces;
    size_t m_size = 0;
};

}  // namespace quanta::rpc
