// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

#include "metrics/metric.h"

namespace quanta::metrics {

/// What a family of samples measures.
enum class Kind : uint8_t { Counter, Gauge, Histogram };

/// Tells the samples of a family apart.
struct Label {
    std::string_view name;
    std::string_view value;
};
using Labels = std::initializer_list<Label>;

/// Writes metrics in the Prometheus text format, version 0.0.4: families one after another, the samples of
/// each behind its HELP and TYPE lines. Rules that only a mistake in the program can break are checked: names
/// are `quanta_` and lower case words, no family comes twice, and only names of counters end in `_total`. One
/// thread.
class Exposition {
public:
    /// The MIME type of the text.
    static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// Begins a family, which `help` explains in a sentence.
    void family(Kind kind, std::string_view name, std::string_view help);

    /// A sample of the counter or gauge begun last. No two have the same labels.
    template <std::integral T>
    void sample(T value, Labels labels = {}) {
        append_sample("", labels, std::to_string(value));
    }
    void sample(double value, Labels labels = {});
    /// The samples of one histogram of the family begun last, in seconds.
    void sample(const Durations& durations, Labels labels = {});

    /// A family of one sample without labels.
    template <typename T>
    void counter(std::string_view name, std::string_view help, const T& value) {
        family(Kind::Counter, name, help);
        sample(value);
    }
    template <typename T>
    void gauge(std::string_view name, std::string_view help, const T& value) {
        family(Kind::Gauge, name, help);
        sample(value);
    }
    void histogram(std::string_view name, std::string_view help, const Durations& durations);

    const std::string& text() const { return m_text; }
    std::string take() { return std::move(m_text); }

private:
    void append_sample(std::string_view suffix, Labels labels, std::string_view value);
    void append_labels(Labels labels, std::string_view bound);

    std::string m_text;
    std::string m_family;  ///< its name
    Kind m_kind = Kind::Gauge;
    std::set<std::string, std::less<>> m_families;
};

}  // namespace quanta::metrics
