// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>

#include "base/bytes.h"
#include "base/check.h"
#include "script/script_num.h"

namespace quanta::script {

/// An item on the stack: a view into a script or witness, which outlive the evaluation, or bytes of its own.
/// What operations compute is never more than a hash, so no item needs the heap. Trivially copyable; the
/// bytes of a copy that owns them lie in the copy.
class StackItem {
public:
    static constexpr size_t kMaxOwned = 32;

    /// Not set: only for room that is filled later.
    StackItem() = default;

    static StackItem view(base::ByteSpan bytes) {
        StackItem item;
        item.m_view = bytes.data();
        item.m_size = bytes.size();
        item.m_is_view = true;
        return item;
    }
    /// At most kMaxOwned bytes.
    static StackItem copy(base::ByteSpan bytes) {
        CHECK(bytes.size() <= kMaxOwned);
        StackItem item;
        if (!bytes.empty()) std::memcpy(item.m_owned.data(), bytes.data(), bytes.size());
        item.m_size = bytes.size();
        item.m_is_view = false;
        return item;
    }

    size_t size() const { return m_size; }
    base::ByteSpan bytes() const { return {m_is_view ? m_view : m_owned.data(), m_size}; }

private:
    union {
        const uint8_t* m_view;
        std::array<uint8_t, kMaxOwned> m_owned;
    };
    size_t m_size;
    bool m_is_view;
};

/// The stack of a script. Room for what common scripts need comes with it, more is taken from the heap.
/// Counted from the top, which is 0. Bytes of an item are valid until the stack changes.
class ItemStack {
public:
    ItemStack() : m_items(m_inline) {}
    ItemStack(const ItemStack&) = delete;
    ItemStack& operator=(const ItemStack&) = delete;

    size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    const StackItem& item(size_t depth) const {
        ASSUME(depth < m_size);
        return m_items[m_size - 1 - depth];
    }
    base::ByteSpan top(size_t depth = 0) const { return item(depth).bytes(); }

    void push(StackItem item) {
        if (m_size == m_capacity) grow();
        m_items[m_size++] = item;
    }
    void push_view(base::ByteSpan bytes) { push(StackItem::view(bytes)); }
    void push_copy(base::ByteSpan bytes) { push(StackItem::copy(bytes)); }
    void push_number(int64_t number) { push_copy(ScriptNum(number).bytes()); }
    void push_bool(bool value) { push_number(value ? 1 : 0); }
    void pop(size_t count = 1) {
        ASSUME(count <= m_size);
        m_size -= count;
    }
    /// Takes out the item at `depth`.
    StackItem remove(size_t depth) {
        ASSUME(depth < m_size);
        StackItem* at = m_items + (m_size - 1 - depth);
        const StackItem taken = *at;
        std::memmove(static_cast<void*>(at), at + 1, depth * sizeof(StackItem));
        --m_size;
        return taken;
    }

private:
    static constexpr size_t kInlineItems = 24;

    void grow() {
        auto larger = std::make_unique_for_overwrite<StackItem[]>(m_capacity * 2);
        std::memcpy(static_cast<void*>(larger.get()), m_items, m_size * sizeof(StackItem));
        m_heap = std::move(larger);
        m_items = m_heap.get();
        m_capacity *= 2;
    }

    StackItem m_inline[kInlineItems];
    std::unique_ptr<StackItem[]> m_heap;
    StackItem* m_items;
    size_t m_size = 0;
    size_t m_capacity = kInlineItems;
};

}  // namespace quanta::script
