// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string>

namespace quanta::interfaces {

/// Answers with what it is given: for clients that try a connection. Any thread.
class Echo {
public:
    virtual ~Echo() = default;
    virtual std::string echo(const std::string& text) = 0;
};

std::unique_ptr<Echo> make_echo();

}  // namespace quanta::interfaces
