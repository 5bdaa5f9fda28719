// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <utility>

namespace quanta::net {

/// Makes callbacks that do nothing once their owner is gone: a member of the owner. One thread.
class CallbackGuard {
public:
    CallbackGuard() : m_token(std::make_shared<char>()) {}
    CallbackGuard(const CallbackGuard&) = delete;
    CallbackGuard& operator=(const CallbackGuard&) = delete;

    /// `callback`, called only while this lives.
    template <typename Callback>
    auto wrap(Callback callback) const {
        return [weak = std::weak_ptr<char>(m_token), callback = std::move(callback)](auto&&... args) {
            if (!weak.expired()) callback(std::forward<decltype(args)>(args)...);
        };
    }

private:
    std::shared_ptr<char> m_token;
};

}  // namespace quanta::net
