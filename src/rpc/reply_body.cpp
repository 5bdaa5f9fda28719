// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/reply_body.h"

#include <utility>

#include "base/check.h"

namespace quanta::rpc {

void ReplyBody::append(std::string_view text) {
    if (text.empty()) return;
    if (m_pieces.empty() || m_pieces.back().size() + text.size() > kPieceSize) m_pieces.emplace_back();
    base::Bytes& piece = m_pieces.back();
    const base::ByteSpan bytes = base::as_bytes(text);
    piece.insert(piece.end(), bytes.begin(), bytes.end());
    m_size += text.size();
}

void ReplyBody::truncate(size_t size) {
    CHECK(size <= m_size);
    while (m_size - size >= (m_pieces.empty() ? SIZE_MAX : m_pieces.back().size())) {
        m_size -= m_pieces.back().size();
        m_pieces.pop_back();
    }
    if (m_size > size) m_pieces.back().resize(m_pieces.back().size() - (m_size - size));
    m_size = size;
}

std::vector<base::Bytes> ReplyBody::take() {
    m_size = 0;
    return std::exchange(m_pieces, {});
}

std::string ReplyBody::text() const {
    std::string out;
    for (const base::Bytes& piece : m_pieces) out += base::as_text(piece);
    return out;
}

}  // namespace quanta::rpc
