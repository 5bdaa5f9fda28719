// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace quanta::crypto {

struct SipHashKey {
    uint64_t k0 = 0;
    uint64_t k1 = 0;
};

/// One way to hash several messages at once. All give the same results.
struct SipHashEngine {
    std::string_view name;
    /// See SipHashBatch::hash. `words` holds `blocks` blocks of messages of `length` words.
    void (*hash)(const SipHashKey& key, const uint64_t* words, size_t length, size_t blocks, uint64_t* out);
};

/// The engines this processor can run, fastest first; the last one is portable.
std::span<const SipHashEngine> siphash_engines();

/// Messages kept in a form in which the SipHash-2-4 of all of them is computed fast, under one key after
/// another. They are in blocks of kLanes messages that take up equally many words; the order is one of its
/// own, and blocks that are not full are filled up with messages they hold already. Any thread.
class SipHashBatch {
public:
    static constexpr size_t kLanes = 16;

    /// Copies `messages`.
    explicit SipHashBatch(std::span<const base::ByteSpan> messages);

    size_t blocks() const { return m_blocks; }
    /// Writes the hashes of the messages of `count` blocks from `first` on to `out`: kLanes for each block.
    /// All blocks give those of all messages, some of them more than once.
    void hash(const SipHashKey& key, size_t first, size_t count, uint64_t* out) const;
    /// Those of all blocks by `engine`.
    void hash_by(const SipHashEngine& engine, const SipHashKey& key, uint64_t* out) const;
    /// Bytes it takes up.
    size_t memory_bytes() const { return m_words.size() * sizeof(uint64_t); }

private:
    /// Blocks of messages of one length.
    struct Group {
        size_t length;  ///< words of a message, the one with its size included
        size_t first_block;
        size_t blocks;
        size_t first_word;  ///< in m_words
    };

    std::vector<Group> m_groups;
    std::vector<uint64_t> m_words;  ///< of each block the first words of all lanes, then the second ones, …
    size_t m_blocks = 0;
};

}  // namespace quanta::crypto
