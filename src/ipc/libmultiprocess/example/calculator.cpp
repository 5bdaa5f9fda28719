// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <charconv>
#include <sstream>
#include <stdexcept>

#include "serve.h"

namespace {

class Steps final : public example::Calculator {
public:
    explicit Steps(std::unique_ptr<example::Printer> printer) : m_printer(std::move(printer)) {}

    /// Left to right: numbers with + - * / between them, all apart by blanks.
    double solve(const std::string& equation) override {
        std::istringstream words(equation);
        double value = 0;
        if (!(words >> value)) throw std::runtime_error("not an equation: '" + equation + "'");
        char sign = 0;
        double next = 0;
        while (words >> sign >> next) {
            value = apply(value, sign, next);
            // The printer is an object of a third process: this call goes by way of the one that connected
            // us.
            m_printer->print(std::string(1, sign) + " gives " + std::to_string(value));
        }
        return value;
    }

private:
    static double apply(double left, char sign, double right) {
        switch (sign) {
            case '+':
                return left + right;
            case '-':
                return left - right;
            case '*':
                return left * right;
            case '/':
                return left / right;
            default:
                throw std::runtime_error(std::string("what is ") + sign + "?");
        }
    }

    const std::unique_ptr<example::Printer> m_printer;
};

class CalculatorInit final : public example::Init {
public:
    std::unique_ptr<example::Calculator> make_calculator(std::unique_ptr<example::Printer> printer) override {
        return std::make_unique<Steps>(std::move(printer));
    }
};

}  // namespace

int main(int argc, char** argv) {
    CalculatorInit init;
    return example::serve("mpcalculator", argc, argv, init);
}
