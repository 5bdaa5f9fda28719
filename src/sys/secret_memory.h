// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/bytes.h"

/// @file
/// Memory for keys, seeds and passphrases: locked, so that it does not reach the swap; left out of core
/// dumps; between pages that nobody may touch; overwritten when it is given back. Any thread.
///
/// It comes from one pool of the process, as the heap does, whose pages many small secrets share. Where the
/// system does not let us lock (RLIMIT_MEMLOCK), the pool works on without, and its figures tell. A process
/// that forks has to make its secrets afterwards: locks are not inherited.

namespace quanta::sys {

/// What the pool holds, in bytes and in pieces: the figures of getmemoryinfo.
struct SecretMemoryFigures {
    size_t used = 0;
    size_t free = 0;
    size_t total = 0;   ///< of both
    size_t locked = 0;  ///< of total, what the system locked
    size_t pieces_used = 0;
    size_t pieces_free = 0;
};
SecretMemoryFigures secret_memory_figures();

/// `size` bytes of the pool, at a multiple of 16. Throws std::bad_alloc where the system has no memory, as
/// allocators do.
void* allocate_secret(size_t size);
/// Overwrites and gives back what allocate_secret gave out for `size`. Aborts for anything else.
void free_secret(void* data, size_t size) noexcept;

/// An allocator of the standard library's form over the pool.
template <typename T>
class SecretAllocator {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 16);

public:
    using value_type = T;

    SecretAllocator() = default;
    template <typename U>
    SecretAllocator(const SecretAllocator<U>&) noexcept {}

    T* allocate(size_t count) {
        if (count > SIZE_MAX / sizeof(T)) return static_cast<T*>(allocate_secret(SIZE_MAX));
        return static_cast<T*>(allocate_secret(count * sizeof(T)));
    }
    void deallocate(T* data, size_t count) noexcept { free_secret(data, count * sizeof(T)); }

    template <typename U>
    bool operator==(const SecretAllocator<U>&) const noexcept {
        return true;
    }
};

/// Secret bytes, or secret text as its bytes. Compare with crypto::equal_in_constant_time, not with ==.
/// (There is no string of this kind: short ones would keep their characters in the object itself.)
using SecretBytes = std::vector<uint8_t, SecretAllocator<uint8_t>>;

/// A copy of `bytes`, whose owner still has to overwrite its own.
SecretBytes secret_copy(base::ByteSpan bytes);
SecretBytes secret_copy(std::string_view text);

/// Overwrites `bytes`, all it has room for, and leaves it empty.
void wipe(SecretBytes& bytes);

}  // namespace quanta::sys
