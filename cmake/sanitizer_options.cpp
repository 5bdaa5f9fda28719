// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Part of every program of a build with QUANTA_SANITIZE: options of the sanitizers, so that a program does
// the same alone, under ctest and in functional tests. TSAN_OPTIONS and the like are added and prevail.

/// RocksDB is not instrumented: what its own locks order looks like races in its code.
extern "C" const char* __tsan_default_options() {
    return "ignore_noninstrumented_modules=1 halt_on_error=1 second_deadlock_stack=1";
}

extern "C" const char* __asan_default_options() { return "detect_stack_use_after_return=1"; }

extern "C" const char* __ubsan_default_options() { return "print_stacktrace=1 halt_on_error=1"; }
