// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <capnp/common.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

namespace mp::test {

enum class Kind : uint8_t { Plain, Fancy = 200 };

/// An exception that travels whole.
struct Refusal {
    int code = 0;
    std::string text;
    bool operator==(const Refusal&) const = default;
};

/// One of everything that a struct can hold.
struct Basket {
    std::string name;
    std::optional<std::string> owner;
    std::set<int> sizes;
    std::vector<bool> flags;
    std::vector<std::string> labels;
    std::vector<int64_t> numbers;
    std::unordered_set<std::string> loose;
    std::map<std::string, int> stock;
    std::map<std::string, std::string> prices;
    std::optional<int> limit;
    std::shared_ptr<const std::string> note;
    std::chrono::milliseconds timeout{0};
    std::chrono::milliseconds patience{0};
    Kind kind = Kind::Plain;
    std::array<unsigned char, 4> digest{};
    std::vector<unsigned char> raw;
    std::shared_ptr<Refusal> shared;
    std::tuple<std::string, double, bool> triple;
    std::vector<Refusal> nested;
    double ratio = 0;
    std::vector<std::vector<int>> matrix;
    unsigned char mark[4] = {};
    std::pair<std::string, int> best;
    capnp::Void nothing;

    /// All but the pointers, to compare.
    auto values() const {
        return std::tie(name, owner, sizes, flags, labels, numbers, loose, stock, prices, limit, timeout,
                        patience, kind, digest, raw, triple, nested, ratio, matrix, best);
    }
};

class Customer {
public:
    virtual ~Customer() = default;
    virtual int answer(int question) = 0;
};

class Clerk : public Customer {
public:
    virtual int grade() = 0;
};

class Shop {
public:
    virtual ~Shop() = default;
    virtual int add(int a, int b) = 0;
    virtual int add_on_thread(int a, int b) = 0;
    virtual void divide(int a, int b, int& quotient, int& rest) = 0;
    virtual void increase(int& value, int by) = 0;
    virtual bool find(const std::string& name, int* place) = 0;
    virtual void fail(const std::string& how) = 0;
    virtual void crash(const std::string& what) = 0;
    virtual int ask(Customer& customer, int depth) = 0;
    virtual void keep(std::shared_ptr<Customer> customer) = 0;
    virtual int askKept(int question) = 0;
    virtual std::unique_ptr<Clerk> clerk(int grade) = 0;
    virtual int apply(std::function<int(int)> function, int value) = 0;
    virtual Basket basket(const Basket& basket) = 0;
    virtual std::vector<unsigned char> bytes(const std::vector<unsigned char>& data) = 0;
    virtual void block() = 0;
    virtual std::unique_ptr<Basket> perhaps(std::optional<int> number) = 0;
};

}  // namespace mp::test
