// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <init.capnp.proxy-types.h>
#include <mp/proxy-io.h>

#include <cstdlib>
#include <exception>
#include <iostream>

namespace example {

/// The main function of a process that offers `init` to the one that started it, until that one lets go.
inline int serve(const char* name, int argc, char** argv, Init& init) {
    try {
        if (argc != 2) throw std::invalid_argument("is started by mpexample");
        mp::EventLoop loop(name, mp::LogFn());
        mp::ServeStream<messages::Init>(loop, mp::StartSpawned(argv[1]), init);
        loop.loop();
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << name << ": " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}

}  // namespace example
