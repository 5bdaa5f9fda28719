// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Starts mpprinter and mpcalculator, gives the calculator a printer to show its steps with, and has it solve
// what is typed. Each of the three is a process; none knows where the objects that it calls live.

#include <init.capnp.proxy.h>
#include <mp/loop-thread.h>
#include <mp/proxy-io.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

namespace {

/// A process that was started, and its first object.
struct Child {
    Child(mp::EventLoop& loop, const std::filesystem::path& program) {
        const auto [process, socket] = mp::SpawnProcess([&](mp::SpawnConnectInfo info) {
            return std::vector<std::string>{program.string(), std::move(info)};
        });
        id = process;
        init = mp::ConnectStream<example::messages::Init>(loop, mp::MakeStream(loop, socket));
    }
    ~Child() {
        init.reset();
        mp::WaitProcess(id);
    }
    mp::ProcessId id;
    std::unique_ptr<example::Init> init;
};

}  // namespace

int main(int /*argc*/, char** argv) {
    mp::LoopThread loop("mpexample");
    const std::filesystem::path folder = std::filesystem::path(argv[0]).parent_path();
    const Child printer(loop.get(), folder / "mpprinter");
    const Child calculator(loop.get(), folder / "mpcalculator");
    const auto solver = calculator.init->make_calculator(printer.init->make_printer());
    std::string equation;
    while (std::cout << "equation, or nothing to leave: " << std::flush,
           std::getline(std::cin, equation) && !equation.empty()) {
        try {
            std::cout << "= " << solver->solve(equation) << std::endl;
        } catch (const std::exception& error) {
            std::cout << error.what() << std::endl;
        }
    }
    return EXIT_SUCCESS;
}
