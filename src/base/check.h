// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

/// @file
/// Checks for programmer errors. Neither is for bad input: that is a Result.
///
/// CHECK(condition) aborts the process in every build when the condition is false.
/// ASSUME(condition) aborts in debug and fuzz builds and is evaluated, but not acted on, in others.

namespace quanta::base {

/// Prints `file:line: check failed: expression` to stderr and aborts. Any thread.
[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace quanta::base

#define CHECK(condition) \
    (static_cast<bool>(condition) ? void(0) : ::quanta::base::check_failed(#condition, __FILE__, __LINE__))

#if !defined(NDEBUG) || defined(QUANTA_ASSUME_ABORTS)
#define ASSUME(condition) CHECK(condition)
#else
#define ASSUME(condition) static_cast<void>(condition)
#endif
