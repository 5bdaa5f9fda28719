// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/chacha20.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/bytes.h"

namespace quanta::crypto {
namespace {

constexpr size_t kBlockBytes = 64;

/// A row of the 4 by 4 state; compilers turn it into vector registers where there are some.
using Row = uint32_t __attribute__((vector_size(16)));

inline Row rotate(Row row, int by) { return row << by | row >> (32 - by); }

/// The four quarter rounds of all columns at once.
inline void columns(Row* rows) {
    rows[0] += rows[1];
    rows[3] = rotate(rows[3] ^ rows[0], 16);
    rows[2] += rows[3];
    rows[1] = rotate(rows[1] ^ rows[2], 12);
    rows[0] += rows[1];
    rows[3] = rotate(rows[3] ^ rows[0], 8);
    rows[2] += rows[3];
    rows[1] = rotate(rows[1] ^ rows[2], 7);
}

/// Turns rows 1 to 3 so that diagonals become columns.
inline void to_diagonals(Row* rows) {
    rows[1] = __builtin_shufflevector(rows[1], rows[1], 1, 2, 3, 0);
    rows[2] = __builtin_shufflevector(rows[2], rows[2], 2, 3, 0, 1);
    rows[3] = __builtin_shufflevector(rows[3], rows[3], 3, 0, 1, 2);
}

/// The inverse of to_diagonals.
inline void to_columns(Row* rows) {
    rows[1] = __builtin_shufflevector(rows[1], rows[1], 3, 0, 1, 2);
    rows[2] = __builtin_shufflevector(rows[2], rows[2], 2, 3, 0, 1);
    rows[3] = __builtin_shufflevector(rows[3], rows[3], 1, 2, 3, 0);
}

/// Writes `count` consecutive blocks, interleaved, beginning with the one `start` stands for.
template <size_t count>
void write_blocks(uint8_t* out, const Row* start) {
    Row begin[count][4];
    Row rows[count][4];
    for (size_t block = 0; block < count; ++block) {
        std::memcpy(begin[block], start, sizeof begin[block]);
        begin[block][3][0] += static_cast<uint32_t>(block);
        std::memcpy(rows[block], begin[block], sizeof rows[block]);
    }
    for (int round = 0; round < 20; round += 2) {
        for (size_t block = 0; block < count; ++block) columns(rows[block]);
        for (size_t block = 0; block < count; ++block) to_diagonals(rows[block]);
        for (size_t block = 0; block < count; ++block) columns(rows[block]);
        for (size_t block = 0; block < count; ++block) to_columns(rows[block]);
    }
    for (size_t block = 0; block < count; ++block) {
        for (size_t i = 0; i < 16; ++i) {
            const Row sum = rows[block][i / 4] + begin[block][i / 4];
            base::write_le<uint32_t>(out + kBlockBytes * block + 4 * i, sum[i % 4]);
        }
    }
}

}  // namespace

void chacha20_keystream(std::span<uint8_t> out, const std::array<uint8_t, 32>& key,
                        const std::array<uint8_t, 12>& nonce, uint32_t counter) {
    const auto word = [](const uint8_t* from, size_t i) { return base::read_le<uint32_t>(from + 4 * i); };
    Row state[4] = {{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574},
                    {word(key.data(), 0), word(key.data(), 1), word(key.data(), 2), word(key.data(), 3)},
                    {word(key.data(), 4), word(key.data(), 5), word(key.data(), 6), word(key.data(), 7)},
                    {counter, word(nonce.data(), 0), word(nonce.data(), 1), word(nonce.data(), 2)}};
    for (; out.size() >= 3 * kBlockBytes; out = out.subspan(3 * kBlockBytes), state[3][0] += 3) {
        write_blocks<3>(out.data(), state);
    }
    for (; !out.empty(); out = out.subspan(std::min(out.size(), kBlockBytes)), ++state[3][0]) {
        uint8_t block[kBlockBytes];
        write_blocks<1>(block, state);
        std::memcpy(out.data(), block, std::min(out.size(), kBlockBytes));
    }
}

}  // namespace quanta::crypto
