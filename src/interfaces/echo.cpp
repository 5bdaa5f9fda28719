// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "interfaces/echo.h"

namespace quanta::interfaces {

namespace {

class LocalEcho final : public Echo {
public:
    std::string echo(const std::string& text) override { return text; }
};

}  // namespace

std::unique_ptr<Echo> make_echo() {
    return std::make_unique<LocalEcho>();
}

}  // namespace quanta::interfaces
