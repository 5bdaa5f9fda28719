// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/secret_memory.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <new>
#include <set>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

#include "base/check.h"
#include "sys/mutex.h"

namespace quanta::sys {

namespace {

/// Pieces begin at, and are, multiples of this.
constexpr size_t kUnit = 16;
/// Bytes that one arena has at least. Rationale: well within RLIMIT_MEMLOCK of today's systems (8 MiB), and
/// room for thousands of keys.
constexpr size_t kArenaSize = 256 * 1024;
/// No secret is near this size: a larger request is a mistake or an overflow.
constexpr size_t kMaxSize = size_t{1} << 30;

size_t rounded_up(size_t size, size_t unit) {
    return (size + unit - 1) / unit * unit;
}

/// Zeros that the compiler may not leave out.
void overwrite(char* data, size_t size) {
    std::memset(data, 0, size);
    asm volatile("" : : "r"(data) : "memory");
}

size_t page_size() {
    static const auto size = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
    return size;
}

/// Locks the whole of [begin, begin + size), or where that is too much, pages from the front. Returns how
/// many bytes are locked.
size_t lock_pages(char* begin, size_t size) {
    if (::mlock(begin, size) == 0) return size;
    size_t locked = 0;
    while (locked < size && ::mlock(begin + locked, page_size()) == 0)
        locked += page_size();
    return locked;
}

/// A run of pages between two that may not be touched.
struct Arena {
    char* begin;
    size_t size;
    size_t locked;
};

/// Maps an arena of at least `size` bytes; begin is null when the system refuses.
Arena map_arena(size_t size) {
    const size_t page = page_size();
    const size_t inner = rounded_up(std::max(size, kArenaSize), page);
    void* mapped = ::mmap(nullptr, inner + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return {nullptr, 0, 0};
    char* begin = static_cast<char*>(mapped) + page;
    if (::mprotect(begin, inner, PROT_READ | PROT_WRITE) != 0) {
        ::munmap(mapped, inner + 2 * page);
        return {nullptr, 0, 0};
    }
#if defined(MADV_DONTDUMP)
    // Costs nothing but the protection where the kernel does not know it.
    ::madvise(begin, inner, MADV_DONTDUMP);
#endif
    return {begin, inner, lock_pages(begin, inner)};
}

void unmap_arena(const Arena& arena) {
    ::munlock(arena.begin, arena.size);
    ::munmap(arena.begin - page_size(), arena.size + 2 * page_size());
}

/// Gives out the smallest free piece that is large enough. What it knows of pieces lies on the heap: whoever
/// writes past the end of a secret does not reach it.
class Pool {
public:
    void* allocate(size_t size) QUANTA_EXCLUDES(m_mutex) {
        const size_t rounded = rounded_up(std::max<size_t>(size, 1), kUnit);
        const MutexLock lock(m_mutex);
        auto found = m_free_by_size.lower_bound({rounded, nullptr});
        if (found == m_free_by_size.end()) {
            add_arena(rounded);
            found = m_free_by_size.lower_bound({rounded, nullptr});
        }
        const auto [room, begin] = *found;
        remove_free(begin, room);
        if (room > rounded) add_free(begin + rounded, room - rounded);
        m_used.emplace(begin, rounded);
        m_used_bytes += rounded;
        return begin;
    }

    void free(void* data, size_t size) QUANTA_EXCLUDES(m_mutex) {
        char* begin = static_cast<char*>(data);
        const size_t rounded = rounded_up(std::max<size_t>(size, 1), kUnit);
        overwrite(begin, size);
        const MutexLock lock(m_mutex);
        const auto used = m_used.find(begin);
        CHECK(used != m_used.end() && used->second == rounded);
        m_used.erase(used);
        m_used_bytes -= rounded;
        give_back(begin, rounded);
    }

    SecretMemoryFigures figures() QUANTA_EXCLUDES(m_mutex) {
        const MutexLock lock(m_mutex);
        SecretMemoryFigures figures;
        for (const auto& [begin, arena] : m_arenas) {
            figures.total += arena.size;
            figures.locked += arena.locked;
        }
        figures.used = m_used_bytes;
        figures.free = figures.total - m_used_bytes;
        figures.pieces_used = m_used.size();
        figures.pieces_free = m_free.size();
        return figures;
    }

private:
    void add_arena(size_t size) QUANTA_REQUIRES(m_mutex) {
        const Arena arena = map_arena(size);
        if (arena.begin == nullptr) throw std::bad_alloc();
        m_arenas.emplace(arena.begin, arena);
        add_free(arena.begin, arena.size);
    }

    void add_free(char* begin, size_t size) QUANTA_REQUIRES(m_mutex) {
        m_free.emplace(begin, size);
        m_free_by_size.emplace(size, begin);
    }
    void remove_free(char* begin, size_t size) QUANTA_REQUIRES(m_mutex) {
        m_free.erase(begin);
        m_free_by_size.erase({size, begin});
    }

    /// Joins [begin, begin + size) with its free neighbours, and lets go of an arena beyond the first that is
    /// free as a whole. Neighbours of two arenas never touch: there are pages between them.
    void give_back(char* begin, size_t size) QUANTA_REQUIRES(m_mutex) {
        auto next = m_free.lower_bound(begin);
        if (next != m_free.end() && next->first == begin + size) {
            const size_t more = next->second;
            remove_free(next->first, more);
            size += more;
            next = m_free.lower_bound(begin);
        }
        if (next != m_free.begin()) {
            const auto [before, room] = *std::prev(next);
            if (before + room == begin) {
                remove_free(before, room);
                begin = before;
                size += room;
            }
        }
        const auto arena = m_arenas.find(begin);
        if (arena != m_arenas.end() && arena->second.size == size && m_arenas.size() > 1) {
            unmap_arena(arena->second);
            m_arenas.erase(arena);
            return;
        }
        add_free(begin, size);
    }

    Mutex m_mutex;
    /// By the address where they begin.
    std::map<char*, Arena> m_arenas QUANTA_GUARDED_BY(m_mutex);
    std::map<char*, size_t> m_free QUANTA_GUARDED_BY(m_mutex);
    std::map<char*, size_t> m_used QUANTA_GUARDED_BY(m_mutex);
    std::set<std::pair<size_t, char*>> m_free_by_size QUANTA_GUARDED_BY(m_mutex);
    size_t m_used_bytes QUANTA_GUARDED_BY(m_mutex) = 0;
};

/// Never destroyed: secrets that live as long as the process are given back after every other object has
/// gone.
Pool& pool() {
    static Pool* const pool = new Pool();
    return *pool;
}

}  // namespace

SecretMemoryFigures secret_memory_figures() {
    return pool().figures();
}

void* allocate_secret(size_t size) {
    if (size > kMaxSize) throw std::bad_alloc();
    return pool().allocate(size);
}

void free_secret(void* data, size_t size) noexcept {
    pool().free(data, size);
}

SecretBytes secret_copy(base::ByteSpan bytes) {
    return {bytes.begin(), bytes.end()};
}

SecretBytes secret_copy(std::string_view text) {
    return secret_copy(base::as_bytes(text));
}

void wipe(SecretBytes& bytes) {
    SecretBytes().swap(bytes);
}

}  // namespace quanta::sys
