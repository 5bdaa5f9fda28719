// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "sys/mutex.h"

class QObject;

namespace quanta::gui {

/// Brings work to the window's thread, and nothing any more once what it is for has gone. Any thread, but
/// made and closed in the window's.
class Mailbox {
public:
    /// `receiver` lives until close().
    explicit Mailbox(QObject& receiver) : m_receiver(&receiver) {}
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;

    /// Runs `task` in the window's thread soon; dropped after close(), and when the receiver is destroyed.
    void post(std::function<void()> task) QUANTA_EXCLUDES(m_mutex);
    void close() QUANTA_EXCLUDES(m_mutex);

private:
    sys::Mutex m_mutex;
    QObject* m_receiver QUANTA_GUARDED_BY(m_mutex);
};

/// Brings values to the window's thread of which the last one counts: at most one is on its way. Any thread.
template <typename T>
class LatestValue : public std::enable_shared_from_this<LatestValue<T>> {
public:
    using Handle = std::function<void(const T&)>;

    LatestValue(std::shared_ptr<Mailbox> mailbox, Handle handle)
        : m_mailbox(std::move(mailbox)), m_handle(std::move(handle)) {}

    void post(const T& value) QUANTA_EXCLUDES(m_mutex) {
        {
            sys::MutexLock lock(m_mutex);
            const bool on_its_way = m_value.has_value();
            m_value = value;
            if (on_its_way) return;
        }
        m_mailbox->post([self = this->shared_from_this()] { self->deliver(); });
    }

private:
    void deliver() QUANTA_EXCLUDES(m_mutex) {
        std::optional<T> value;
        {
            sys::MutexLock lock(m_mutex);
            value.swap(m_value);
        }
        if (value) m_handle(*value);
    }

    // Constant after construction.
    const std::shared_ptr<Mailbox> m_mailbox;
    const Handle m_handle;

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    std::optional<T> m_value QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace quanta::gui
