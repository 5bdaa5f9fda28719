// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mp::test {

/// Copied by CustomBuildMessage and CustomReadMessage.
struct Note {
    std::string text;
};

/// Copied by CustomBuildField and CustomReadField.
struct Point {
    int x = 0;
    int y = 0;
    bool operator==(const Point&) const = default;
};

/// Has no default constructor and cannot be assigned.
template <typename T>
struct Sealed {
    explicit Sealed(T of) : value(std::move(of)) {}
    Sealed(const Sealed&) = default;
    Sealed& operator=(const Sealed&) = delete;
    const T value;
};

using Blob = std::vector<char>;
using BlobRef = std::shared_ptr<const Blob>;

/// A class that is called as it is: nothing of it is virtual.
class Hooks {
public:
    Note passMessage(Note note) {
        note.text += " called";
        return note;
    }
    Point passPoint(const Point& point) { return {point.y, point.x}; }
    Sealed<std::string> passSealed(Sealed<std::string> value) { return value; }
    std::vector<BlobRef> passBlobs(std::vector<BlobRef> blobs) { return blobs; }
    std::vector<Point> passAll(const std::vector<Point>& values) { return values; }
    void threads() {}
    void wait() { on_wait(); }
    std::array<unsigned char, 4> passDigest(const std::array<unsigned char, 4>& digest) { return digest; }
    int passNumber(int64_t number) { return static_cast<int>(number); }
    std::chrono::milliseconds passSpan(std::chrono::milliseconds time) { return time; }

    std::string passBytes(const std::string& bytes, size_t size, int times) {
        std::string out;
        for (int i = 0; i < times; ++i)
            out += bytes.substr(0, size);
        return out;
    }

    std::function<void()> on_wait;
};

}  // namespace mp::test
