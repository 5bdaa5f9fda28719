// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string_view>

/// @file
/// How the text of a descriptor falls into functions and arguments. Internal to this library.

namespace quanta::descriptor {

/// What stands between the brackets behind `name`; nothing when `text` is not of that form.
std::optional<std::string_view> argument_of(std::string_view text, std::string_view name);

/// Takes from `text` what comes before the first comma or closing bracket that belongs to no bracket opened
/// in it: one argument, whatever is nested in it. All of it when there is no such character.
std::string_view take_argument(std::string_view& text);

/// Takes `token` from the front of `text`; whether it was there.
bool take_token(std::string_view& text, std::string_view token);

}  // namespace quanta::descriptor
