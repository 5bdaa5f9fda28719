// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <iostream>

#include "serve.h"

namespace {

class Terminal final : public example::Printer {
public:
    void print(const std::string& line) override { std::cout << "mpprinter: " << line << std::endl; }
};

class PrinterInit final : public example::Init {
public:
    std::unique_ptr<example::Printer> make_printer() override { return std::make_unique<Terminal>(); }
};

}  // namespace

int main(int argc, char** argv) {
    PrinterInit init;
    return example::serve("mpprinter", argc, argv, init);
}
