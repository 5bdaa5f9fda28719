// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <string>

namespace mp::bench {

class Echo {
public:
    virtual ~Echo() = default;
    virtual std::string echo(const std::string& data) = 0;
    virtual int call_back(std::function<int(int)> function) = 0;
};

}  // namespace mp::bench
