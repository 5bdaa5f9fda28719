// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace mp::test {

/// Bytes of the message at the beginning of `bytes`, its table of segments included. 0: there is no whole
/// one.
size_t message_size(std::span<const uint8_t> bytes);

/// Serves a connection whose client sends `bytes` and reads what it is told. Aborts when it does not end.
void fuzz_connection(std::span<const uint8_t> bytes);

/// Whether all threads end that connections have started, in a program that has no others.
bool fuzz_threads_ended();

/// Ends the server that the first input has started. To be called before main returns.
void fuzz_stop();

}  // namespace mp::test

/// What a client sends on one connection.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
