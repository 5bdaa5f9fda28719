// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/mailbox.h"

#include <QMetaObject>
#include <QObject>

namespace quanta::gui {

void Mailbox::post(std::function<void()> task) {
    sys::MutexLock lock(m_mutex);
    if (m_receiver) QMetaObject::invokeMethod(m_receiver, std::move(task), Qt::QueuedConnection);
}

void Mailbox::close() {
    sys::MutexLock lock(m_mutex);
    m_receiver = nullptr;
}

}  // namespace quanta::gui
