// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string>

namespace example {

/// Shows lines to a person.
class Printer {
public:
    virtual ~Printer() = default;
    virtual void print(const std::string& line) = 0;
};

/// Works out sums and products, and has each step shown.
class Calculator {
public:
    virtual ~Calculator() = default;
    /// Throws std::runtime_error for what is no equation.
    virtual double solve(const std::string& equation) = 0;
};

/// The first object of each process: makes the others. A process that lacks one gives null.
class Init {
public:
    virtual ~Init() = default;
    virtual std::unique_ptr<Printer> make_printer() { return nullptr; }
    virtual std::unique_ptr<Calculator> make_calculator(std::unique_ptr<Printer> /*printer*/) {
        return nullptr;
    }
};

}  // namespace example
