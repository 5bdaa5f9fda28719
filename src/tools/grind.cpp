// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "tools/grind.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "base/check.h"
#include "crypto/hash.h"
#include "primitives/uint256.h"
#include "sys/thread.h"

namespace quanta::tools {

namespace {

/// Nonces a thread takes at a time: some milliseconds of work.
constexpr uint64_t kPiece = uint64_t{1} << 16;
constexpr size_t kNonceSize = sizeof(uint32_t);

/// A search that threads share.
class Search {
public:
    Search(const primitives::BlockHeader& header, const primitives::Uint256& target, uint64_t count)
        : m_first(header.nonce), m_target(target), m_count(count) {
        const auto bytes = header.serialize();
        m_before_nonce.write(base::ByteSpan(bytes).first(bytes.size() - kNonceSize));
    }

    /// Takes pieces until one has it or none is left.
    void work() {
        while (!m_found.load(std::memory_order_relaxed)) {
            const uint64_t from = m_taken.fetch_add(kPiece, std::memory_order_relaxed);
            if (from >= m_count) return;
            try_piece(from, std::min(from + kPiece, m_count));
        }
    }

    /// Once all threads are done.
    std::optional<uint32_t> outcome() const { return m_found ? std::optional(m_nonce.load()) : std::nullopt; }

private:
    void try_piece(uint64_t from, uint64_t to) {
        for (uint64_t offset = from; offset < to; ++offset) {
            const auto nonce = static_cast<uint32_t>(m_first + offset);
            if (!meets_target(nonce)) continue;
            if (!m_found.exchange(true)) m_nonce = nonce;
            return;
        }
    }

    bool meets_target(uint32_t nonce) const {
        std::array<uint8_t, kNonceSize> bytes;
        base::write_le(bytes.data(), nonce);
        crypto::Sha256d hasher = m_before_nonce;
        const primitives::BlockHash hash(hasher.write(bytes).finalize());
        return primitives::Uint256::from_hash(hash) <= m_target;
    }

    // Constant after construction.
    const uint32_t m_first;
    const primitives::Uint256 m_target;
    const uint64_t m_count;
    crypto::Sha256d m_before_nonce;

    std::atomic<uint64_t> m_taken = 0;
    std::atomic<bool> m_found = false;
    std::atomic<uint32_t> m_nonce = 0;
};

}  // namespace

std::optional<uint32_t> grind(const primitives::BlockHeader& header, int threads, uint64_t count) {
    CHECK(threads > 0);
    const primitives::CompactTarget target = primitives::decode_compact(header.bits);
    if (target.negative || target.overflow || target.value == primitives::Uint256()) return std::nullopt;
    Search search(header, target.value, count);
    {
        std::vector<sys::Thread> helpers;
        for (int i = 1; i < threads; ++i)
            helpers.emplace_back("grind." + std::to_string(i), [&search] { search.work(); });
        search.work();
    }
    return search.outcome();
}

}  // namespace quanta::tools
