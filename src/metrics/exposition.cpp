// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "metrics/exposition.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "base/check.h"

namespace quanta::metrics {

namespace {

constexpr std::string_view kPrefix = "quanta_";

bool is_word(std::string_view text) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && (text[0] < '0' || text[0] > '9') &&
           std::all_of(text.begin(), text.end(), allowed);
}

std::string_view word_of(Kind kind) {
    switch (kind) {
        case Kind::Counter:
            return "counter";
        case Kind::Gauge:
            return "gauge";
        case Kind::Histogram:
            return "histogram";
    }
    return "untyped";
}

/// Which characters need a backslash.
enum class Place : uint8_t { Help, LabelValue };

void append_escaped(std::string& out, std::string_view text, Place place) {
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || (c == '"' && place == Place::LabelValue)) out += '\\';
        out += c;
    }
}

std::string number_text(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", value);
}

double seconds(uint64_t duration_us) {
    return static_cast<double>(duration_us) / 1e6;
}

}  // namespace

void Exposition::family(Kind kind, std::string_view name, std::string_view help) {
    CHECK(name.starts_with(kPrefix) && is_word(name));
    CHECK(name.ends_with("_total") == (kind == Kind::Counter));
    const bool is_new = m_families.emplace(name).second;
    CHECK(is_new);
    m_family = name;
    m_kind = kind;
    m_text += fmt::format("# HELP {} ", name);
    append_escaped(m_text, help, Place::Help);
    m_text += fmt::format("\n# TYPE {} {}\n", name, word_of(kind));
}

void Exposition::append_labels(Labels labels, std::string_view bound) {
    if (labels.size() == 0 && bound.empty()) return;
    char before = '{';
    const auto append = [&](std::string_view name, std::string_view value) {
        m_text += before;
        before = ',';
        m_text += name;
        m_text += "=\"";
        append_escaped(m_text, value, Place::LabelValue);
        m_text += '"';
    };
    for (const Label& label : labels) {
        CHECK(is_word(label.name) && label.name != "le");
        append(label.name, label.value);
    }
    if (!bound.empty()) append("le", bound);
    m_text += '}';
}

void Exposition::append_sample(std::string_view suffix, Labels labels, std::string_view value) {
    CHECK(!m_family.empty() && (m_kind == Kind::Histogram) == !suffix.empty());
    m_text += m_family;
    m_text += suffix;
    append_labels(labels, "");
    m_text += ' ';
    m_text += value;
    m_text += '\n';
}

void Exposition::sample(double value, Labels labels) {
    append_sample("", labels, number_text(value));
}

void Exposition::sample(const Durations& durations, Labels labels) {
    CHECK(m_kind == Kind::Histogram);
    const DurationsReading reading = durations.read();
    uint64_t count = 0;
    for (size_t i = 0; i < reading.counts.size(); ++i) {
        count += reading.counts[i];
        const bool last = i == reading.bounds_us.size();
        m_text += m_family;
        m_text += "_bucket";
        append_labels(labels,
                      last ? "+Inf" : number_text(seconds(static_cast<uint64_t>(reading.bounds_us[i]))));
        m_text += fmt::format(" {}\n", count);
    }
    append_sample("_sum", labels, number_text(seconds(reading.sum_us)));
    append_sample("_count", labels, std::to_string(count));
}

void Exposition::histogram(std::string_view name, std::string_view help, const Durations& durations) {
    family(Kind::Histogram, name, help);
    sample(durations);
}

}  // namespace quanta::metrics
