// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <string_view>

namespace quanta::rpc {

/// The methods that change nothing in node and wallets and give away no private key, by name: the right
/// `read` of a user.
std::span<const std::string_view> read_methods();
/// Whether `method` is one of them. O(log n).
bool is_read_method(std::string_view method);

}  // namespace quanta::rpc
