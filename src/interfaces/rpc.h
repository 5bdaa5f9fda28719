// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

namespace quanta::interfaces {

/// JSON-RPC without HTTP. Any thread.
class Rpc {
public:
    virtual ~Rpc() = default;
    /// Runs the request or batch `request`, as a POST of it to path `uri` ("/" or "/wallet/<name>") by `user`
    /// would be; the reply, empty for notifications.
    virtual std::string execute_rpc(const std::string& request, const std::string& uri,
                                    const std::string& user) = 0;
};

}  // namespace quanta::interfaces
