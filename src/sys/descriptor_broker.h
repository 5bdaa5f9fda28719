// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "sys/file.h"
#include "sys/mutex.h"

namespace quanta::sys {

/// A child process that opens one kind of descriptor for this one, as often as it is asked: so that a process
/// that has entered its sandbox can connect anew to the one place it belongs to, and to no other.
///
/// The child holds no descriptor but its end of a socket pair and 0 to 2, reaches no file where Landlock can
/// be had, takes nothing from us but the wish, and ends with this object or this process.
class DescriptorBroker {
public:
    /// Runs in the child at each wish: the descriptor to hand over, which is then closed there, or a
    /// sentence.
    using Open = std::function<base::Result<int, std::string>()>;

    /// Longest error sentence that arrives whole, bytes.
    static constexpr size_t kMaxErrorSize = 500;

    /// Makes the child. Before any other thread, and before enter_sandbox(). Error: no process or socket to
    /// be had.
    static FileResult<std::unique_ptr<DescriptorBroker>> start(Open open);
    ~DescriptorBroker();
    DescriptorBroker(const DescriptorBroker&) = delete;
    DescriptorBroker& operator=(const DescriptorBroker&) = delete;

    /// A new descriptor, closed on exec, which the caller owns; waits up to `timeout`. Error: what `open`
    /// said, that the time is over, or that the child has gone. Any thread; wishes are served one by one.
    base::Result<int, std::string> request(std::chrono::milliseconds timeout) QUANTA_EXCLUDES(m_mutex);

private:
    DescriptorBroker(int socket, int child) : m_child(child), m_socket(socket) {}

    // Constant after construction.
    const int m_child;

    // Guarded by m_mutex.
    Mutex m_mutex;
    const int m_socket QUANTA_GUARDED_BY(m_mutex);
    /// Number of the last wish. A reply to an earlier one, which came too late, is dropped.
    uint64_t m_wish QUANTA_GUARDED_BY(m_mutex) = 0;
};

}  // namespace quanta::sys
