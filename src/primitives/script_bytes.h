// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <cstring>
#include <utility>

#include "base/bytes.h"

namespace quanta::primitives {

/// An owned script: 40 bytes that hold every common output script (up to 36 bytes) without an allocation.
class ScriptBytes {
public:
    static constexpr size_t kInline = 36;

    ScriptBytes() = default;
    explicit ScriptBytes(base::ByteSpan bytes) { assign(bytes); }
    ScriptBytes(const ScriptBytes& other) { assign(other.span()); }
    ScriptBytes(ScriptBytes&& other) noexcept { take(other); }
    ScriptBytes& operator=(const ScriptBytes& other) {
        if (this != &other) {
            release();
            assign(other.span());
        }
        return *this;
    }
    ScriptBytes& operator=(ScriptBytes&& other) noexcept {
        if (this != &other) {
            release();
            take(other);
        }
        return *this;
    }
    ~ScriptBytes() { release(); }

    size_t size() const { return m_size; }
    const uint8_t* data() const { return is_inline() ? m_inline : heap(); }
    base::ByteSpan span() const { return {data(), m_size}; }
    operator base::ByteSpan() const { return span(); }

    friend bool operator==(const ScriptBytes& a, const ScriptBytes& b) {
        return a.m_size == b.m_size && std::memcmp(a.data(), b.data(), a.m_size) == 0;
    }

private:
    bool is_inline() const { return m_size <= kInline; }
    uint8_t* heap() const {
        uint8_t* pointer;
        std::memcpy(&pointer, m_inline, sizeof pointer);
        return pointer;
    }
    void assign(base::ByteSpan bytes) {
        m_size = static_cast<uint32_t>(bytes.size());
        if (bytes.empty()) return;
        if (is_inline()) {
            std::memcpy(m_inline, bytes.data(), m_size);
            return;
        }
        uint8_t* pointer = new uint8_t[m_size];
        std::memcpy(pointer, bytes.data(), m_size);
        std::memcpy(m_inline, &pointer, sizeof pointer);
    }
    void take(ScriptBytes& other) {
        m_size = std::exchange(other.m_size, 0);
        std::memcpy(m_inline, other.m_inline, kInline);
    }
    void release() {
        if (!is_inline()) delete[] heap();
        m_size = 0;
    }

    uint32_t m_size = 0;
    uint8_t m_inline[kInline] = {};  ///< the bytes, or a pointer to them when there are more
};

}  // namespace quanta::primitives
